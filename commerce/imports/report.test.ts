import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import mongoose, { type mongo } from 'mongoose';
import { findProduct, products } from '#commerce/catalog/index.js';
import { createDefaultLocation } from '#commerce/inventory/index.js';
import { root } from '#platform/root.js';
import type { ShopContext } from '#tenants/index.js';
import { connectForTest, disconnectAfterTest } from '#tests/support/database.js';
import { aShop } from '#tests/support/factories.js';
import { importText, reportText } from '#tests/support/importing.js';
import { closeReader } from './reading/reader.js';

beforeAll(connectForTest);
afterAll(async () => {
  await closeReader();
  await disconnectAfterTest();
});

async function anOpenShop(): Promise<ShopContext> {
  const shop = await aShop();
  await createDefaultLocation(shop);
  return shop;
}

const HEADER = 'Title,URL handle,Description,Option1 name,Option1 value,SKU,Price';
const skusOf = async (shop: ShopContext, handle: string) =>
  (await findProduct(shop, { handle }))?.variants.map(({ sku, price }) => [sku, price]);

test('the report is mended and imported again: then everything is there', async () => {
  const shop = await anOpenShop();
  const file = [
    HEADER,
    'Good,good,,,,G,5',
    'Hat,hat,"<p>Warm, ""soft""\nand =1+1</p>",Size,S,H-S,10',
    ',hat,,,M,H-M,ten',
    ',hat,,,L,H-L,12',
    'Boot,boot,,,,B,11',
    ',scarf,,Size,S,S-S,20',
    ',scarf,,,M,S-M,21',
    'Cap,cap,,,,C,"9',
    'Shoe,shoe,,,,Z,8',
  ].join('\n');
  const first = await importText(shop, file);
  expect(first).toMatchObject({ productsCreated: 4, rowsRejected: 4 });
  const report = await reportText(shop, first);
  expect(report.split('\r\n')).toEqual([
    `\ufeff${HEADER},Problem,Row`,
    'Hat,hat,"<p>Warm, ""soft""\nand =1+1</p>",Size,S,H-S,10,,3',
    ',hat,,,M,H-M,ten,"Price: ""ten"" is not a price: write digits with a point, like 19.99",4',
    ',hat,,,L,H-L,12,,5',
    ',scarf,,Size,S,S-S,20,Title: The first row of a product needs a title,7',
    ',scarf,,,M,S-M,21,The row belongs to a product whose first row was rejected,8',
    expect.stringMatching(/^,,,,,,,"A cell begins .+\nCap,cap,,,,C,""9",9$/s),
    'Shoe,shoe,,,,Z,8,,10',
    '',
  ]);
  // Left as it is, it brings the same once more and spoils nothing.
  expect(await importText(shop, report)).toMatchObject({ productsCreated: 0, productsUnchanged: 2, rowsRejected: 4 });
  const mended = report
    .replace('H-M,ten', 'H-M,13')
    .replace(',scarf,,Size', 'Scarf,scarf,,Size')
    .replace(/,,,,,,,"A cell/, 'Cap,cap,,,,C,9,"A cell');
  expect(await importText(shop, mended)).toMatchObject({ productsCreated: 2, productsUpdated: 1, productsUnchanged: 1, rowsRejected: 0 });
  expect(await skusOf(shop, 'hat')).toEqual([
    ['H-S', 1000],
    ['H-M', 1300],
    ['H-L', 1200],
  ]);
  expect(await skusOf(shop, 'scarf')).toEqual([
    ['S-S', 2000],
    ['S-M', 2100],
  ]);
  expect(await skusOf(shop, 'cap')).toEqual([['C', 900]]);
  expect(await products.in(shop).count({})).toBe(6);
});

test('what stands in the seller’s cells is his, and nothing of ours begins like a formula', async () => {
  const shop = await anOpenShop();
  const done = await importText(shop, 'Title,URL handle,Price\n"=cmd|x",cmd,=1+1\n+49,plus,@x');
  const [, first, second] = (await reportText(shop, done)).split('\r\n');
  expect(first).toMatch(/^=cmd\|x,cmd,=1\+1,"?Price: /);
  expect(second).toMatch(/^\+49,plus,@x,"?Price: /);
});

test('a file of tabs in UTF-16 is handed back with tabs, and imports again', async () => {
  const shop = await anOpenShop();
  const text = 'Title\tURL handle\tPrice\n帽子\tmao\t十\n';
  const done = await importText(shop, Buffer.concat([Buffer.from('fffe', 'hex'), Buffer.from(text, 'utf16le')]));
  const report = await reportText(shop, done);
  expect(report).toMatch(/^\ufeffTitle\tURL handle\tPrice\tProblem\tRow\r\n帽子\tmao\t十\t/);
  expect(await importText(shop, report.replace('\t十\t', '\t10\t'))).toMatchObject({ productsCreated: 1, rowsRejected: 0 });
});

test('bad rows in any part of a long file are found, each with its product, and no other', async () => {
  const shop = await anOpenShop();
  const bad = new Set([7, 611, 1300]);
  const rows = Array.from({ length: 1400 }, (_, at) => [
    `Hat ${at},hat-${at},,Size,S,H-${at}-S,${bad.has(at) ? 'x' : '10'}`,
    `,hat-${at},,,M,H-${at}-M,10`,
  ]);
  const done = await importText(shop, [HEADER, ...rows.flat()].join('\n'));
  expect(done).toMatchObject({ productsCreated: 1400, rowsRejected: 3 });
  const report = (await reportText(shop, done)).trimEnd().split('\r\n');
  expect(report).toHaveLength(1 + 2 * bad.size);
  const mended = report.join('\n').replaceAll(',x,', ',10,');
  expect(await importText(shop, mended)).toMatchObject({ productsUpdated: 3, rowsRejected: 0 });
  expect(await skusOf(shop, 'hat-611')).toEqual([
    ['H-611-S', 1000],
    ['H-611-M', 1000],
  ]);
});

test('rows that stand apart from their product are put beside it', async () => {
  const shop = await anOpenShop();
  const file = [HEADER, 'Hat,hat,,Size,S,H-S,10', 'Cap,cap,,,,C,9', ',hat,,,M,H-M,11'].join('\n');
  const first = await importText(shop, file);
  expect(first).toMatchObject({ productsCreated: 2, rowsRejected: 1 });
  const report = await reportText(shop, first);
  expect(report.split('\r\n').slice(1, 3)).toEqual(['Hat,hat,,Size,S,H-S,10,,2', expect.stringMatching(/^,hat,,,M,H-M,11,.+,4$/)]);
  expect(await importText(shop, report)).toMatchObject({ productsUpdated: 1, rowsRejected: 0 });
  expect(await skusOf(shop, 'hat')).toEqual([
    ['H-S', 1000],
    ['H-M', 1100],
  ]);
});

const WOO = 'ID,Type,SKU,Name,Regular price,Parent,Attribute 1 name,Attribute 1 value(s)';

test.each([
  ['above its variations', [0, 1, 2, 3, 4]],
  ['below them, behind another product', [1, 2, 4, 3, 0]],
])('the report has a bad variation with its product %s, and with those that call it otherwise', async (_where, order) => {
  const shop = await anOpenShop();
  const rows = [
    '9,variable,P9,Hat,,,Size,"S, M, L"',
    '10,variation,P9-S,,5,P9,Size,S',
    '11,variation,P9-M,,oops,id:9,Size,M',
    '12,variation,P9-L,,7,P9,Size,L',
    '20,simple,CAP,Cap,9,,,',
  ];
  const first = await importText(shop, [WOO, ...order.map((at) => rows[at])].join('\n'), { format: 'WOOCOMMERCE' });
  expect(first).toMatchObject({ productsCreated: 2, rowsRejected: 1 });
  const report = await reportText(shop, first);
  const told = report.trimEnd().split('\r\n').slice(1);
  expect(told[0]).toMatch(/^9,variable,P9,/);
  expect(told.map((row) => row.split(',')[0]).toSorted()).toEqual(['10', '11', '12', '9']);
  expect(await importText(shop, report.replace('oops', '6'), { format: 'WOOCOMMERCE' })).toMatchObject({
    productsCreated: 0,
    productsUpdated: 1,
    rowsRejected: 0,
  });
  const hat = await products.in(shop).findOne({ title: 'Hat' });
  expect(hat!.variants.map(({ sku, price }) => [sku, price]).toSorted()).toEqual([
    ['P9-L', 700],
    ['P9-M', 600],
    ['P9-S', 500],
  ]);
});

test('variations whose product the file has not stand alone in the report, and with its row they are in', async () => {
  const shop = await anOpenShop();
  const file = [WOO, '20,simple,CAP,Cap,9,,,', '10,variation,P9-S,,5,P9,Size,S'].join('\n');
  const report = await reportText(shop, await importText(shop, file, { format: 'WOOCOMMERCE' }));
  expect(report.trimEnd().split('\r\n')).toEqual([expect.anything(), expect.stringMatching(/^10,variation,P9-S,/)]);
  const mended = `${report}9,variable,P9,Hat,,,Size,S,,\r\n`;
  expect(await importText(shop, mended, { format: 'WOOCOMMERCE' })).toMatchObject({ productsCreated: 1, rowsRejected: 0 });
});

test('the report of a sheet with merged cells and a blank row has the rows of one product together', async () => {
  const shop = await anOpenShop();
  const file = ['Name,Color,SKU,Price', 'Hat,Red,H-R,5', ',,,', ',Blue,H-B,oops', ',Green,H-G,7', 'Cap,Red,C-R,9'].join('\n');
  const first = await importText(shop, file, { format: 'GENERIC' });
  const report = await reportText(shop, first);
  expect(report.trimEnd().split('\r\n').slice(1)).toEqual([
    'Hat,Red,H-R,5,,2',
    expect.stringMatching(/^,Blue,H-B,oops,.+,4$/),
    ',Green,H-G,7,,5',
  ]);
  const mended = await importText(shop, report.replace('oops', '6'), { format: 'GENERIC' });
  expect(mended).toMatchObject({ productsCreated: 0, productsUpdated: 1, rowsRejected: 0 });
});

test('the dirty fixture’s report names each row once', async () => {
  const shop = await anOpenShop();
  const done = await importText(shop, await readFile(join(root, 'commerce/imports/formats/shopify/fixtures/dirty.csv')));
  const again = await importText(shop, await reportText(shop, done));
  expect(again).toMatchObject({ productsCreated: 0, productsUpdated: 0 });
  expect(again.rowsRejected).toBe(done.rowsRejected);
});

test('a file that is no catalog has its one sentence as the report', async () => {
  const shop = await anOpenShop();
  const done = await importText(shop, Buffer.from('89504e470d0a1a0a0000', 'hex'));
  expect(await reportText(shop, done)).toMatch(/^\ufeffRow,Column,Code,Problem,Value\r\n"","","NOT_A_CATALOG",/);
});

test('the problems of a long feed are read a few at a time, wherever its rows stand', async () => {
  const shop = await anOpenShop();
  const header = 'id\ttitle\tlink\tprice\tavailability\titem_group_id';
  const rows = Array.from({ length: 1200 }, (_, at) => [`a${at}`, `Hat ${at}`, '', 'much', 'in stock', ''].join('\t'));
  const apart = ['S', 'M'].map((size) => [size, 'Cap', '', size === 'S' ? '5.00 CNY' : 'much', 'in stock', 'cap'].join('\t'));
  const done = await importText(shop, [header, apart[0], ...rows, apart[1], ''].join('\n'), { format: 'GOOGLE' });
  expect(done.rowsRejected).toBeGreaterThan(1200);
  const largest = largestAnswer('import_problems');
  const report = await reportText(shop, done);
  expect(largest.stop()).toBeLessThanOrEqual(500);
  expect(report.match(/is not a price/g)).toHaveLength(1201);
});

/** How many documents of a collection MongoDB has answered at once. */
function largestAnswer(collection: string): { stop(): number } {
  let most = 0;
  const look = ({ reply }: mongo.CommandSucceededEvent) => {
    const { cursor } = reply as { cursor?: { ns: string; firstBatch?: unknown[]; nextBatch?: unknown[] } };
    if (cursor?.ns.endsWith(`.${collection}`)) most = Math.max(most, (cursor.firstBatch ?? cursor.nextBatch ?? []).length);
  };
  const client = mongoose.connection.getClient();
  client.on('commandSucceeded', look);
  return {
    stop() {
      client.off('commandSucceeded', look);
      return most;
    },
  };
}
