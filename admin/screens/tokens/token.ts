import type { TokensOfAgencyQuery } from '../../generated/graphql';

export type Token = NonNullable<TokensOfAgencyQuery['agency']>['accessTokens'][number];
/** Whose tokens these are. */
export type Place = { agency: string; shop?: undefined } | { shop: string; agency?: undefined };
