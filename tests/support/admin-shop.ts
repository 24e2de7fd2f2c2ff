import { randomBytes } from 'node:crypto';
import type { TestServer } from './server.js';

/** A shop with its owner, who signs in with a password. */
export interface OwnedShop {
  email: string;
  password: string;
  token: string;
  shop: string;
}

/** Signs an agency up and opens a shop, through the API as anybody would. */
export async function anOwnedShop(server: TestServer, { currency = 'CNY' } = {}): Promise<OwnedShop> {
  const [email, password] = [`owner-${randomBytes(6).toString('hex')}@example.com`, 'long enough for all'];
  const signedUp = await server.admin<{ signUp: { token: string; agency: { id: string } } }>(
    null,
    'mutation ($input: SignUpInput!) { signUp(input: $input) { token agency { id } } }',
    { input: { email, password, name: 'Owner', agencyName: 'Agency' } },
  );
  const { token, agency } = signedUp.data.signUp;
  const opened = await server.admin<{ shopCreate: { shop: { id: string } } }>(
    token,
    'mutation ($agency: ID!, $input: ShopCreateInput!) { shopCreate(agency: $agency, input: $input) { shop { id } } }',
    {
      agency: agency.id,
      input: { name: 'Shop', handle: `shop-${randomBytes(5).toString('hex')}`, currency, locale: 'en', timezone: 'UTC' },
    },
  );
  return { email, password, token, shop: opened.data.shopCreate.shop.id };
}
