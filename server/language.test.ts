import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { variantId } from '#commerce/catalog/index.js';
import { closeReader, importId } from '#commerce/imports/index.js';
import { randomId } from '#platform/ids.js';
import { shopForJob, shopId } from '#tenants/index.js';
import { anOwnedShop, type OwnedShop } from '#tests/support/admin-shop.js';
import { connectForTest, disconnectAfterTest } from '#tests/support/database.js';
import { aShop } from '#tests/support/factories.js';
import { importText } from '#tests/support/importing.js';
import { startTestServer, type TestServer } from '#tests/support/server.js';

let server: TestServer;
let owned: OwnedShop;

beforeAll(async () => {
  await connectForTest();
  server = await startTestServer();
  owned = await anOwnedShop(server);
});
afterAll(async () => {
  await closeReader();
  await server.close();
  await disconnectAfterTest();
});

interface Told {
  data: Record<string, { userErrors: { code: string; message: string; field: string[] | null }[] }>;
  errors?: { message: string; extensions: object }[];
}

async function ask(
  api: 'admin' | 'shop',
  query: string,
  headers: Record<string, string | undefined>,
  variables: object = {},
): Promise<Told> {
  const response = await fetch(`${server.url}/graphql/${api}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(JSON.parse(JSON.stringify(headers)) as Record<string, string>) },
    body: JSON.stringify({ query, variables }),
  });
  return (await response.json()) as Told;
}

const UPDATE = `mutation ($shop: ID!, $input: ShopUpdateInput!) { shopUpdate(shop: $shop, input: $input) {
  shop { id } userErrors { code message field } } }`;
const update = (language: string | undefined, input: object) =>
  ask('admin', UPDATE, { authorization: `Bearer ${owned.token}`, 'accept-language': language }, { shop: owned.shop, input });

test('a refusal of the admin API comes in Chinese to whoever asks for Chinese, and in English to everybody else', async () => {
  const wrong = { name: 'x'.repeat(300), tags: ['a,b'] };
  const refused = async (language?: string) => (await update(language, wrong)).data.shopUpdate!.userErrors;
  const english = await refused('en');
  expect(english.map(({ message }) => message)).toEqual([
    expect.stringMatching(/^name: takes at most \d+ characters$/),
    'tags.0: takes a short word or two, without commas and quotation marks',
  ]);
  for (const language of ['zh-CN', 'zh-CN,zh;q=0.9,en;q=0.8', 'zh']) {
    const chinese = await refused(language);
    expect(chinese.map(({ message }) => message)).toEqual([
      expect.stringMatching(/^名称：最多 \d+ 个字符$/),
      '标签（第 1 项）：请填写简短的词语，不能包含逗号和引号',
    ]);
    expect(chinese.map(({ code, field }) => ({ code, field }))).toEqual(english.map(({ code, field }) => ({ code, field })));
  }
  for (const language of [undefined, 'fr', 'de,zh']) expect(await refused(language)).toEqual(english);
});

test('so does an error of the whole document, whichever way it runs', async () => {
  const query = '{ shop { id name } }';
  const told = async (language: string) =>
    (await ask('admin', query, { 'accept-language': language })).errors!.map(({ message, extensions }) => [message, extensions]);
  const [english] = await told('en');
  expect(english).toEqual(['Send a session or access token: Authorization: Bearer …', { code: 'UNAUTHENTICATED' }]);
  // From the third time on it is compiled.
  for (let time = 0; time < 4; time++)
    expect(await told('zh-CN')).toEqual([['请先登录，或在 Authorization: Bearer … 中携带访问令牌', { code: 'UNAUTHENTICATED' }]]);
});

test('a shopper is told in the language that he asks for, else in that of the shop', async () => {
  const refused = async (shop: string, language?: string) => {
    const query = `mutation ($cart: String!, $variants: [ID!]!) {
      cartLinesRemove(cart: $cart, input: { variants: $variants }) { userErrors { code message field } } }`;
    const variables = { cart: 'sy_cart_none', variants: [variantId.encode(randomId())] };
    const answer = await ask('shop', query, { 'shopyard-shop': shop, 'accept-language': language }, variables);
    return answer.data?.cartLinesRemove?.userErrors[0]?.message ?? answer.errors?.[0]?.message;
  };
  const [chinese, english] = ['购物车不存在或已失效，请新建购物车', 'A cart with this token does not exist'];
  const [one, other] = [await aShop({ locale: 'zh-CN' }), await aShop({ locale: 'en' })].map(({ shopId: id }) => shopId.encode(id)) as [
    string,
    string,
  ];
  expect([await refused(one, 'en'), await refused(one, 'zh-CN'), await refused(one)]).toEqual([english, chinese, chinese]);
  expect([await refused(other, 'en'), await refused(other, 'zh-CN'), await refused(other)]).toEqual([english, chinese, english]);
  const nowhere = await ask('shop', '{ shop { name } }', { 'accept-language': 'zh-CN' });
  expect(nowhere.errors?.[0]?.message).toMatch(/^请指定营业中的店铺/);
});

test('what an import could not take is kept once, and told to each reader in his language, in its report too', async () => {
  const shop = await shopForJob(shopId.decode(owned.shop), 'test');
  const csv = 'Handle,Title,Variant Price,Variant SKU\nhat,Hat,12 or so,H1\n';
  const id = importId.encode((await importText(shop, csv))._id);
  const query = `query ($shop: ID!, $id: ID!) { shop(id: $shop) { import(id: $id) {
    problems { nodes { message column } } problemCounts { message } reportUrl } } }`;
  type Shown = { shop: { import: { problems: { nodes: object[] }; problemCounts: object[]; reportUrl: string } } };
  const shown = async (language: string) => {
    const headers = { authorization: `Bearer ${owned.token}`, 'accept-language': language };
    const { problems, problemCounts, reportUrl } = ((await ask('admin', query, headers, { shop: owned.shop, id })).data as unknown as Shown)
      .shop.import;
    const { pathname, search } = new URL(reportUrl);
    const report = await fetch(`${server.url}${pathname}${search}`, { headers: { 'accept-language': language } });
    return { problems: problems.nodes, problemCounts, report: await report.text() };
  };
  const told = (message: string) => ({
    problems: [{ message, column: 'Variant Price' }],
    problemCounts: [{ message }],
    report: expect.stringContaining(message.replaceAll('"', '""')) as unknown as string,
  });
  expect(await shown('en')).toEqual(told('"12 or so" is not a price: write digits with a point, like 19.99'));
  expect(await shown('zh-CN')).toEqual(told('“12 or so”不是有效价格，请填写数字，如 19.99'));
});
