import { graphql } from '../../generated';
import type { AccountQuery } from '../../generated/graphql';

/** Where the person is signed in. */
graphql(`
  fragment SessionsOfViewer on Viewer {
    sessions {
      id
      device
      address
      createdAt
      lastSeenAt
      current
    }
  }
`);

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
      ...SessionsOfViewer
    }
  }
`);

export type AccountOfViewer = NonNullable<AccountQuery['viewer']>;
