import { graphql } from '../../../generated';
import type { ShopOnboardingsQuery } from '../../../generated/graphql';

export const ShopOnboardings = graphql(`
  query ShopOnboardings($shop: ID!) {
    shop(id: $shop) {
      id
      onboardingProviders
      paymentAccounts {
        id
        provider
        status
        byDefault
      }
      paymentOnboardings {
        id
        provider
        ...StateOfOnboarding
        paymentAccount {
          id
          status
          externalId
        }
        createdAt
      }
    }
  }
`);

export type Onboarding = NonNullable<ShopOnboardingsQuery['shop']>['paymentOnboardings'][number];

/** Where an application stands: what its page follows. */
graphql(`
  fragment StateOfOnboarding on PaymentOnboarding {
    status
    providerState
    nextStep {
      kind
      text
      url
      deadline
    }
    problems {
      field
      message
    }
    updatedAt
  }
`);

export const StartPaymentOnboarding = graphql(`
  mutation StartPaymentOnboarding($shop: ID!, $input: PaymentOnboardingStartInput!, $key: String!) {
    paymentOnboardingStart(shop: $shop, input: $input, idempotencyKey: $key) {
      paymentOnboarding {
        id
        status
      }
      link
      userErrors {
        ...Refused
      }
    }
  }
`);

export const ResubmitPaymentOnboarding = graphql(`
  mutation ResubmitPaymentOnboarding($shop: ID!, $onboarding: ID!, $input: PaymentOnboardingResubmitInput!) {
    paymentOnboardingResubmit(shop: $shop, paymentOnboarding: $onboarding, input: $input) {
      paymentOnboarding {
        id
        ...StateOfOnboarding
      }
      userErrors {
        ...Refused
      }
    }
  }
`);

export const LinkPaymentOnboarding = graphql(`
  mutation LinkPaymentOnboarding($shop: ID!, $onboarding: ID!) {
    paymentOnboardingLink(shop: $shop, paymentOnboarding: $onboarding) {
      paymentOnboarding {
        id
        ...StateOfOnboarding
      }
      link
      userErrors {
        ...Refused
      }
    }
  }
`);

export const CancelPaymentOnboarding = graphql(`
  mutation CancelPaymentOnboarding($shop: ID!, $onboarding: ID!) {
    paymentOnboardingCancel(shop: $shop, paymentOnboarding: $onboarding) {
      paymentOnboarding {
        id
        ...StateOfOnboarding
      }
      userErrors {
        ...Refused
      }
    }
  }
`);
