import { graphql } from '../../generated';
import type { ListedTokenFragment } from '../../generated/graphql';

graphql(`
  fragment ListedToken on AccessToken {
    id
    name
    scopes
    ending
    createdAt
    expiresAt
    revokedAt
  }
`);
export type Token = ListedTokenFragment;
/** Whose tokens these are. */
export type Place = { agency: string; shop?: undefined } | { shop: string; agency?: undefined };
