import { graphql } from '../../generated';
import type { AccountQuery } from '../../generated/graphql';

/** Everything that the page of an account shows. */
export const Account = graphql(`
  query Account {
    viewer {
      id
      name
      email
      locale
      emailConfirmed
      twoFactor {
        enabled
        recoveryCodesLeft
      }
      sessions {
        id
        device
        address
        createdAt
        lastSeenAt
        current
      }
    }
  }
`);

export type AccountOfViewer = NonNullable<AccountQuery['viewer']>;
