import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { agencyId, shopForJob, shopId } from '#tenants/index.js';
import { connectForTest, disconnectAfterTest } from '#tests/support/database.js';
import { anAgencyContext } from '#tests/support/factories.js';
import { anUpload } from '#tests/support/importing.js';
import { startTestServer, type TestServer } from '#tests/support/server.js';
import { aToken } from '#tests/support/tokens.js';

let server: TestServer;

beforeAll(async () => {
  await connectForTest();
  server = await startTestServer();
});
afterAll(async () => {
  await server.close();
  await disconnectAfterTest();
});

const SIGN_UP = 'mutation ($input: SignUpInput!) { signUp(input: $input) { token agency { id } userErrors { code } } }';
const SHOPS = 'mutation ($input: ShopsCreateInput!) { shopsCreate(input: $input) { results { shop { id } } userErrors { code } } }';

async function anAgency(email: string) {
  const input = { email, password: 'a long enough password', name: 'Owner', agencyName: 'Agency' };
  const { signUp } = (await server.admin<{ signUp: { token: string; agency: { id: string } } }>(null, SIGN_UP, { input })).data;
  const shops = [{ name: 'Hats', handle: email.split('@')[0], currency: 'CNY', locale: 'zh-CN', timezone: 'Asia/Shanghai' }];
  const { data } = await server.admin<{ shopsCreate: { results: { shop: { id: string } }[] } }>(signUp.token, SHOPS, { input: { shops } });
  return { token: signUp.token, agency: anAgencyContext(agencyId.decode(signUp.agency.id)), shop: data.shopsCreate.results[0]!.shop.id };
}

const RESULTS = 'results { userErrors { code field } } userErrors { code field }';
const ONE = 'product { id media { state } } userErrors { code field }';
const MUTATIONS = {
  productCreate: `mutation ($shop: ID, $input: ProductCreateInput!) { productCreate(shop: $shop, input: $input) { ${ONE} } }`,
  productUpdate: `mutation ($shop: ID, $product: ID!, $input: ProductUpdateInput!) { productUpdate(shop: $shop, product: $product, input: $input) { ${ONE} } }`,
  productsCreate: `mutation ($shop: ID, $input: ProductsCreateInput!) { productsCreate(shop: $shop, input: $input) { ${RESULTS} } }`,
  productsSet: `mutation ($shop: ID, $input: ProductsSetInput!) { productsSet(shop: $shop, input: $input) { ${RESULTS} } }`,
  productsUpdate: `mutation ($shop: ID, $input: ProductsUpdateInput!) { productsUpdate(shop: $shop, input: $input) { ${RESULTS} } }`,
};

interface Told {
  userErrors: { code: string; field: string[] }[];
  product?: { id: string; media: { state: string }[] } | null;
  results?: { userErrors: Told['userErrors'] }[] | null;
}

test('an upload that was made for the whole agency is a picture of its shops, for whoever acts for the agency', async () => {
  const { token, agency, shop } = await anAgency('pictures@example.com');
  const context = await shopForJob(shopId.decode(shop), 'test');
  const clerk = await aToken(context);
  const upload = await anUpload(agency, 'a picture, some day');
  const strange = await anUpload((await anAgency('strangers@example.com')).agency, 'a picture of theirs');
  const variants = [{ price: { amount: '10', currency: 'CNY' } }];

  const give = async (as: string, name: keyof typeof MUTATIONS, input: object, product?: string): Promise<Told> => {
    const { data, errors } = await server.admin<Record<string, Told>>(as, MUTATIONS[name], { shop, product, input });
    expect(errors).toBeUndefined();
    return data[name]!;
  };
  const made = await give(token, 'productCreate', { title: 'Hat', handle: 'hat', variants, media: [{ upload }] });
  expect(made).toMatchObject({ userErrors: [], product: { media: [{ state: 'WAITING' }] } });
  const product = made.product!.id;

  const item = (media: object[], given: object) => ({ products: [{ ...given, media }] });
  const inMany = { productsCreate: { title: 'Cap', variants }, productsSet: { handle: 'hat' }, productsUpdate: { product } };
  for (const [as, given, code] of [
    [clerk, upload, 'NOT_FOUND'],
    [token, strange, 'NOT_FOUND'],
    [token, upload, null],
  ] as const) {
    const one = await give(as, 'productUpdate', { media: [{ upload: given, alt: 'A hat' }] }, product);
    expect(one.userErrors.map((error) => error.code)).toEqual(code ? [code] : []);
    for (const [name, fields] of Object.entries(inMany)) {
      const told = await give(as, name as keyof typeof inMany, item([{ upload: given, alt: name }], fields));
      expect([name, told.userErrors, told.results?.flatMap(({ userErrors }) => userErrors.map((error) => error.code))]).toEqual([
        name,
        [],
        code ? [code] : [],
      ]);
    }
  }
});
