import { graphql } from '../../generated';

/** Sent once more, the invitation is renewed. */
export const MemberInvite = graphql(`
  mutation MemberInvite($agency: ID, $shop: ID, $input: MemberInviteInput!) {
    memberInvite(agency: $agency, shop: $shop, input: $input) {
      invitation {
        id
        email
        role
        inviter
        expiresAt
      }
      userErrors {
        ...Refused
      }
    }
  }
`);
