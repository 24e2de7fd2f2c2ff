import { graphql } from '../../../generated';
import type { PaymentsOverviewQuery } from '../../../generated/graphql';

/** Of open differences so many are counted; more are told as `20+`. */
export const COUNTED = 20;

export const PaymentsOverview = graphql(`
  query PaymentsOverview($shop: ID!) {
    shop(id: $shop) {
      id
      paymentAccounts {
        id
        provider
        status
        externalId
        byDefault
        updatedAt
      }
      onboardingProviders
      paymentOnboardings {
        id
        provider
        status
        nextStep {
          kind
          text
          deadline
        }
        paymentAccount {
          id
        }
        updatedAt
      }
      balances {
        account
        amount {
          amount
          currency
        }
      }
      differences(first: 21, status: OPEN) {
        nodes {
          id
        }
        pageInfo {
          hasNextPage
          endCursor
        }
      }
      disputes(first: 50) {
        nodes {
          id
          status
          evidenceDueBy
        }
        pageInfo {
          hasNextPage
          endCursor
        }
      }
    }
  }
`);

export type OverviewShop = NonNullable<PaymentsOverviewQuery['shop']>;
