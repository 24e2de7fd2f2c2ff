import { randomBytes } from 'node:crypto';
import { adminDoor, ask, type Door, USER_ERRORS, WRITE_SCOPES } from '../doors.js';
import { same } from './right.js';

export interface Shop {
  id: string;
  handle: string;
}

/** An agency, the door of its access token, and what its owner signs in with. */
export interface Agency {
  door: Door;
  agency: string;
  email: string;
  password: string;
}

export async function signUp(host: string, run: string): Promise<Agency> {
  const [email, password] = [`demo-${run}@example.com`, randomBytes(12).toString('hex')];
  const { signUp: made } = await ask<{ signUp: { token: string; agency: { id: string; name: string } } }>(
    adminDoor(host),
    `mutation ($input: SignUpInput!) { signUp(input: $input) { token agency { id name } ${USER_ERRORS} } }`,
    { input: { email, password, name: 'Demo', agencyName: `Agency ${run}` } },
  );
  same('the agency', made.agency.name, `Agency ${run}`);
  const { accessTokenCreate } = await ask<{ accessTokenCreate: { secret: string } }>(
    adminDoor(host, made.token),
    `mutation ($agency: ID!, $input: AccessTokenCreateInput!) {
      accessTokenCreate(agency: $agency, input: $input) { secret ${USER_ERRORS} }
    }`,
    { agency: made.agency.id, input: { name: 'bin/demo', scopes: WRITE_SCOPES } },
  );
  return { door: adminDoor(host, accessTokenCreate.secret), agency: made.agency.id, email, password };
}

export async function openBlueprint(door: Door, agency: string, run: string): Promise<string> {
  const place = { currency: 'CNY', locale: 'zh-CN', timezone: 'Asia/Shanghai' };
  const { shopCreate } = await ask<{ shopCreate: { shop: { id: string } } }>(
    door,
    `mutation ($agency: ID!, $input: ShopCreateInput!) { shopCreate(agency: $agency, input: $input) { shop { id } ${USER_ERRORS} } }`,
    { agency, input: { name: '样板店', handle: `demo-${run}-blueprint`, mode: 'TEST', ...place } },
  );
  const shop = shopCreate.shop.id;
  await ask(
    door,
    `mutation ($shop: ID!, $collection: CollectionCreateInput!, $account: PaymentAccountConnectInput!) {
      collectionCreate(shop: $shop, input: $collection) { collection { id } ${USER_ERRORS} }
      paymentAccountConnect(shop: $shop, input: $account) { paymentAccount { id } ${USER_ERRORS} }
    }`,
    { shop, collection: { title: '新品', handle: 'new' }, account: { manual: { instructions: '货到付款' } } },
  );
  return shop;
}

export async function openShops(door: Door, agency: string, blueprint: string, run: string): Promise<Shop[]> {
  const shops = [1, 2, 3].map((number) => ({ name: `演示店 ${number}`, handle: `demo-${run}-${number}`, mode: 'TEST' }));
  type Opened = Shop & { currency: string; collections: { nodes: { handle: string }[] } };
  const open = async () => {
    const { shopsCreate } = await ask<{ shopsCreate: { results: { shop: Opened }[] } }>(
      door,
      `mutation ($agency: ID!, $input: ShopsCreateInput!) {
        shopsCreate(agency: $agency, input: $input) {
          results { shop { id handle currency collections(first: 5) { nodes { handle } } } ${USER_ERRORS} }
          ${USER_ERRORS}
        }
      }`,
      { agency, input: { blueprint, shops, idempotencyKey: `demo-${run}` } },
    );
    return shopsCreate.results.map(({ shop }) => shop);
  };
  const opened = await open();
  for (const shop of opened) {
    same('the currency, from the blueprint', shop.currency, 'CNY');
    same('the collections, from the blueprint', shop.collections.nodes, [{ handle: 'new' }]);
  }
  const idsOf = (list: Opened[]) => list.map(({ id }) => id);
  same('the shops of a repeat with the same key', idsOf(await open()), idsOf(opened));
  return opened.map(({ id, handle }) => ({ id, handle }));
}
