import { type AgencyContext, createAccessToken, SCOPES, type Scope, type ShopContext } from '#tenants/index.js';

/** What a program comes in with: made for a shop or an agency, with every scope or with these. */
export const aToken = async (where: AgencyContext | ShopContext, scopes: readonly Scope[] = SCOPES): Promise<string> =>
  (await createAccessToken(where, SCOPES, { name: 'test', scopes: [...scopes] })).secret;
