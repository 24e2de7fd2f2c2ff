import { graphql } from '../../../generated';
import type { PaymentAccountsQuery } from '../../../generated/graphql';

export const ConnectPaymentAccount = graphql(`
  mutation ConnectPaymentAccount($shop: ID!, $input: PaymentAccountConnectInput!, $key: String!) {
    paymentAccountConnect(shop: $shop, input: $input, idempotencyKey: $key) {
      paymentAccount {
        id
        provider
        status
        externalId
        callbackUrl
        byDefault
      }
      userErrors {
        ...Refused
      }
    }
  }
`);

export const UpdatePaymentAccount = graphql(`
  mutation UpdatePaymentAccount($shop: ID!, $account: ID!, $input: PaymentAccountUpdateInput!) {
    paymentAccountUpdate(shop: $shop, paymentAccount: $account, input: $input) {
      paymentAccount {
        id
        status
        byDefault
        instructions
        transferInstructions
        publishableKey
        capture
        paymentMethodTypes
        updatedAt
      }
      userErrors {
        ...Refused
      }
    }
  }
`);

/** The accounts of a shop, the disabled ones too. */
export const PaymentAccounts = graphql(`
  query PaymentAccounts($shop: ID!) {
    shop(id: $shop) {
      id
      paymentAccounts {
        id
        provider
        status
        externalId
        callbackUrl
        byDefault
        instructions
        transferInstructions
        publishableKey
        capture
        paymentMethodTypes
        createdAt
        updatedAt
      }
      paymentOnboardings {
        id
        provider
        status
        paymentAccount {
          id
        }
      }
    }
  }
`);

export type Account = NonNullable<PaymentAccountsQuery['shop']>['paymentAccounts'][number];
