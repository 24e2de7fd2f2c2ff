import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import mongoose, { type mongo } from 'mongoose';
import { listActiveProducts, listProducts, type ProductSort, productId } from '#commerce/catalog/index.js';
import type { ShopContext } from '#tenants/index.js';
import { connectForTest, disconnectAfterTest } from '#tests/support/database.js';
import { aShop } from '#tests/support/factories.js';
import { createDefaultLocation } from './locations.js';
import { updateProduct } from './products.js';
import { setProducts } from './set-products.js';

let shop: ShopContext;

beforeAll(connectForTest);
afterAll(disconnectAfterTest);
beforeEach(async () => {
  shop = await aShop();
  await createDefaultLocation(shop);
});

const variant = (price: number, available = 1, sku?: string) => ({ price, available, ...(sku ? { sku } : {}) });
const stock = (...items: Parameters<typeof setProducts>[1][number][]) => setProducts(shop, items);
const titles = ({ nodes }: { nodes: readonly { title: string }[] }) => nodes.map(({ title }) => title);
const found = async (query: string) => titles(await listProducts(shop, { query }));

test('a search takes words, facets, prices and stock, and all of it must fit', async () => {
  await stock(
    {
      title: '夏季碎花连衣裙',
      tags: ['Summer Sale', '新品'],
      vendor: 'Cloud & Co',
      productType: 'Dress',
      variants: [variant(1999, 3, 'D-100')],
    },
    { title: '牛仔裙 Cotton', tags: ['summer'], vendor: 'Blue', status: 'DRAFT', variants: [variant(2999, 0, 'S-1')] },
    { title: 'Cotton hat', tags: ['tagged'], variants: [variant(500, 1, 'H-1')] },
  );
  expect(await found('连衣裙')).toEqual(['夏季碎花连衣裙']);
  expect(await found('裙')).toEqual(['牛仔裙 Cotton', '夏季碎花连衣裙']);
  expect(await found('裙 cott')).toEqual(['牛仔裙 Cotton']);
  expect(await found('tag:"summer SALE"')).toEqual(['夏季碎花连衣裙']);
  expect(await found('tag:summer')).toEqual(['牛仔裙 Cotton']);
  expect(await found('tag')).toEqual(['Cotton hat']);
  expect(await found('vendor:"cloud & co" type:dress')).toEqual(['夏季碎花连衣裙']);
  expect(await found('status:draft')).toEqual(['牛仔裙 Cotton']);
  expect(await found('sku:S-1')).toEqual(['牛仔裙 Cotton']);
  expect(await found('d-10')).toEqual(['夏季碎花连衣裙']);
  expect(await found('price:>20')).toEqual(['牛仔裙 Cotton']);
  expect(await found('price:5..19.99 stock:in')).toEqual(['Cotton hat', '夏季碎花连衣裙']);
  expect(await found('stock:out')).toEqual(['牛仔裙 Cotton']);
  expect(await found('price:cheap')).toEqual([]);
  expect(await found('category:cat_0 cotton')).toEqual([]);
  expect(await found('collection:nowhere')).toEqual([]);
  expect(await found('cotton rubber')).toEqual([]);
});

test('who looks for symbols alone finds nothing; beside words they are passed over, and who looks for nothing sees the shop', async () => {
  await stock({ title: 'Cotton hat', variants: [variant(1)] });
  for (const query of ['*', '((((', '""', '-- ?']) {
    expect([query, await found(query)]).toEqual([query, []]);
    expect(titles(await listActiveProducts(shop, { query }, ['title']))).toEqual([]);
  }
  for (const query of ['cotton *', '', '  ', 'stock:in ((']) expect([query, await found(query)]).toEqual([query, ['Cotton hat']]);
});

test('shoppers find no draft by any words, nor by asking for drafts', async () => {
  await stock({ title: '连衣裙', status: 'DRAFT', variants: [variant(1)] });
  for (const query of ['连衣裙', 'status:draft', 'status:draft 裙'])
    expect(titles(await listActiveProducts(shop, { query }, ['title']))).toEqual([]);
});

/** All pages of a list, two at a time. */
async function pages(list: (after: string | null) => ReturnType<typeof listProducts>): Promise<string[]> {
  const all: string[] = [];
  for (let after: string | null = null; ; ) {
    const page = await list(after);
    all.push(...titles(page));
    if (!page.pageInfo.hasNextPage) return all;
    after = page.pageInfo.endCursor;
  }
}

test('a list goes on in its order, page by page, whatever is searched for', async () => {
  const prices = [300, 100, 200, 200, 500];
  await stock(...prices.map((price, at) => ({ title: `${'DBACE'[at]} 帽子 hat`, variants: [variant(price)] })));
  const [first] = (await listProducts(shop, { first: 1, sort: 'TITLE' })).nodes;
  await updateProduct(shop, productId.encode(first!._id), { vendor: 'Changed last' });
  const orders: Record<ProductSort, string> = { NEWEST: 'ECABD', PRICE_LOW: 'BACDE', PRICE_HIGH: 'EDCAB', TITLE: 'ABCDE', UPDATED: 'A' };
  for (const [sort, expected] of Object.entries(orders) as [ProductSort, string][]) {
    for (const query of ['', '帽子', 'ha', '帽 hat', 'price:<100000']) {
      const read = await pages((after) => listProducts(shop, { first: 2, after, sort, query }));
      expect([sort, query, read.length]).toEqual([sort, query, 5]);
      expect([
        sort,
        query,
        read
          .map(([letter]) => letter)
          .join('')
          .slice(0, expected.length),
      ]).toEqual([sort, query, expected]);
    }
  }
  const back = await listProducts(shop, { last: 2, sort: 'PRICE_LOW', query: '帽' });
  expect(titles(back).map(([letter]) => letter)).toEqual(['D', 'E']);
});

test('a long query counts few terms, and few of them at once', async () => {
  await stock({ title: 'cotton hat', variants: [variant(1, 1, 'a0-b0-c0')] });
  const seen = { all: 0, now: 0, most: 0 };
  const begin = ({ commandName, command }: mongo.CommandStartedEvent) => {
    if (commandName !== 'aggregate' || command.aggregate !== 'products') return;
    seen.all++;
    seen.most = Math.max(seen.most, ++seen.now);
  };
  const end = ({ commandName }: { commandName: string }) => void (commandName === 'aggregate' && seen.now--);
  const client = mongoose.connection.getClient();
  client.on('commandStarted', begin).on('commandSucceeded', end);
  try {
    const joined = (many: number) => Array.from({ length: many }, (_, at) => `b${at}`).join('-');
    expect(await found(`cotton ${joined(150)}`)).toEqual([]);
    expect(await found(Array.from({ length: 40 }, (_, at) => `a${at}-b${at}-c${at}`).join(' '))).toEqual([]);
  } finally {
    client.off('commandStarted', begin).off('commandSucceeded', end);
  }
  expect(seen.all).toBeGreaterThan(10);
  expect(seen.all).toBeLessThanOrEqual(10 + 20);
  expect(seen.most).toBeLessThanOrEqual(4);
  expect(await found('a0-b0-c0')).toEqual(['cotton hat']);
});
