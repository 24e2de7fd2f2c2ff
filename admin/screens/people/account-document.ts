import { graphql } from '../../generated';
import type { AccountQuery } from '../../generated/graphql';

/** What a card shows, and what its mutations answer. */
graphql(`
  fragment AddressOfViewer on Viewer {
    email
    emailConfirmed
    pendingEmail {
      email
      expiresAt
    }
  }
`);

graphql(`
  fragment SecondFactorOfViewer on Viewer {
    twoFactor {
      enabled
      recoveryCodesLeft
    }
  }
`);

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
      locale
      ...AddressOfViewer
      ...SecondFactorOfViewer
      ...SessionsOfViewer
    }
  }
`);

export type AccountOfViewer = NonNullable<AccountQuery['viewer']>;
