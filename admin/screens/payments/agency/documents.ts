import { graphql } from '../../../generated';
import type { PaymentPlatformsQuery } from '../../../generated/graphql';

export const PaymentPlatforms = graphql(`
  query PaymentPlatforms($agency: ID!) {
    agency(id: $agency) {
      id
      paymentPlatforms {
        id
        provider
        mode
        externalId
        status
        callbackUrl
        publishableKey
        commission
        createdAt
        updatedAt
      }
    }
  }
`);

export type Platform = NonNullable<PaymentPlatformsQuery['agency']>['paymentPlatforms'][number];

export const ConnectPaymentPlatform = graphql(`
  mutation ConnectPaymentPlatform($agency: ID!, $mode: ShopMode!, $input: PaymentPlatformConnectInput!, $key: String!) {
    paymentPlatformConnect(agency: $agency, mode: $mode, input: $input, idempotencyKey: $key) {
      paymentPlatform {
        id
        status
      }
      userErrors {
        ...Refused
      }
    }
  }
`);

export const UpdatePaymentPlatform = graphql(`
  mutation UpdatePaymentPlatform($agency: ID!, $platform: ID!, $input: PaymentPlatformUpdateInput!) {
    paymentPlatformUpdate(agency: $agency, paymentPlatform: $platform, input: $input) {
      paymentPlatform {
        id
        status
        publishableKey
        commission
        updatedAt
      }
      userErrors {
        ...Refused
      }
    }
  }
`);

export const DisablePaymentPlatform = graphql(`
  mutation DisablePaymentPlatform($agency: ID!, $platform: ID!) {
    paymentPlatformDisable(agency: $agency, paymentPlatform: $platform) {
      paymentPlatform {
        id
        status
        updatedAt
      }
      userErrors {
        ...Refused
      }
    }
  }
`);
