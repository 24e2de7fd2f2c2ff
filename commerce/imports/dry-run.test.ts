import { afterAll, beforeAll, expect, test } from '@jest/globals';
import mongoose from 'mongoose';
import { categories, createAttributeDefinition, MOST_CATEGORIES } from '#commerce/catalog/index.js';
import { createDefaultLocation } from '#commerce/inventory/index.js';
import { outbox, type ShopContext } from '#tenants/index.js';
import { connectForTest, disconnectAfterTest } from '#tests/support/database.js';
import { aShop } from '#tests/support/factories.js';
import { aReadImport, importText, reportText, runImport } from '#tests/support/importing.js';
import { workOff } from '#tests/support/outbox.js';
import { type Import, imports } from './import.model.js';
import { listProblems } from './imports.js';
import type { NewImport } from './options.js';
import type { CanonicalLine, CanonicalProduct } from './reading/canonical.js';
import { checked } from './reading/check.js';
import { closeReader } from './reading/reader.js';
import { takePart } from './write-part.js';

beforeAll(connectForTest);
afterAll(async () => {
  await closeReader();
  await disconnectAfterTest();
});

const picture = (name: string) => ({ url: `http://127.0.0.1:9/${name}.jpg` });
const HAT = {
  source: 'erp',
  externalId: '1',
  handle: 'hat',
  title: 'Hat',
  status: 'ACTIVE',
  categories: [['Clothes', 'Hats']],
  attributes: [{ name: 'Material', value: 'Wool' }],
  redirectFrom: ['/item.htm?id=1'],
  media: [picture('hat')],
  variants: [{ sku: 'H', price: '10', available: 5, image: picture('hat').url }],
};
const CAP = { source: 'erp', externalId: '2', handle: 'cap', title: 'Cap', variants: [{ sku: 'C', price: '5', available: 1 }] };
const LATER = [
  {
    ...HAT,
    title: 'Top hat',
    categories: [
      ['Clothes', 'Hats'],
      ['Winter', 'Warm'],
    ],
    attributes: [...HAT.attributes, { name: 'Lining', value: 'Silk' }],
    redirectFrom: ['/item.htm?id=1', '/item.htm?id=11'],
    media: [...HAT.media, picture('lining')],
    variants: [{ sku: 'H', price: '12', available: 9 }],
  },
  CAP,
  {
    source: 'erp',
    externalId: '3',
    title: 'Boot',
    categories: [['Shoes', 'Boots']],
    attributes: [{ name: 'Sole', value: 'Rubber' }],
    redirectFrom: ['/item.htm?id=3'],
    media: [picture('boot')],
    options: [{ name: 'Size' }],
    variants: [
      { sku: 'B-40', price: '30', available: 2, optionValues: ['40'] },
      { sku: 'B-41', price: '30', available: 2, optionValues: ['41'], taxClass: 'stamps' },
      { sku: 'C', price: '30', available: 2, optionValues: ['42'] },
    ],
  },
  { source: 'erp', externalId: '4', title: 'Shoe', handle: 'cap', variants: [{ sku: 'S', price: '1' }] },
  { source: 'erp', externalId: '5', title: 'Float', variants: [{ price: 1.5 }] },
  { source: 'erp', externalId: '6', title: 'Deep', categories: [Array.from({ length: 7 }, (_, at) => `Level ${at}`)], variants: [] },
];
const asFile = (lines: readonly object[]) => [...lines.map((line) => JSON.stringify(line)), '{"title":"Broken"'].join('\n');

/** What an import leaves of itself: the file, how it was read, its report, its tasks. */
const OF_IMPORTS = ['imports', 'import_batches', 'import_problems', 'import_sources', 'import_source_parts', 'uploads', 'outbox'];

/** What a shop has before any file comes. */
async function anOpenShop(): Promise<ShopContext> {
  const shop = await aShop();
  await createDefaultLocation(shop);
  await createAttributeDefinition(shop, { name: 'Heads', type: 'NUMBER' });
  return shop;
}

const HELD_BACK = [
  'attribute_definitions',
  'categories',
  'products',
  'catalog_journal',
  'redirects',
  'inventory_levels',
  'import_pictures',
];

/** Every document of a shop, or of its agency, by its collection; but for those of the imports themselves. */
async function documentsOf({ shopId, agencyId }: ShopContext): Promise<Record<string, object[]>> {
  const found: Record<string, object[]> = {};
  for (const { collection, schema } of Object.values(mongoose.models)) {
    const owner = { ...(schema.path('shopId') ? { shopId } : {}), ...(schema.path('agencyId') ? { agencyId } : {}) };
    if (Object.keys(owner).length === 0 || OF_IMPORTS.includes(collection.name)) continue;
    found[collection.name] = await collection.find(owner).sort({ _id: 1 }).toArray();
  }
  return found;
}

const countsOf = ({ rowsRead, rowsRejected, productsCreated, productsUpdated, productsUnchanged, productsSkipped }: Import) => ({
  rowsRead,
  rowsRejected,
  productsCreated,
  productsUpdated,
  productsUnchanged,
  productsSkipped,
});

/** What an import tells of what it did, or would do. */
async function toldBy(shop: ShopContext, one: Import) {
  const { nodes } = await listProblems(shop, one, { first: 100 });
  return {
    status: one.status,
    counts: countsOf(one),
    problems: nodes.map(({ row, column, code, message, value, kept }) => ({ row, column, code, message, value, kept })),
  };
}

/** The same with the bad rows as they stand in the file. */
const reportOf = async (shop: ShopContext, one: Import) => ({ ...(await toldBy(shop, one)), rows: await reportText(shop, one) });

const changed = (before: Record<string, object[]>, after: Record<string, object[]>) =>
  Object.keys(before).filter((name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]));

test.each([
  ['into an empty shop', [], LATER, 4],
  ['over products that are there', [HAT, CAP], LATER, 4],
])(
  'a dry run %s leaves every collection as it was, and tells what the import tells afterwards',
  async (_where, earlier, later, rejected) => {
    const shop = await anOpenShop();
    if (earlier.length > 0) await importText(shop, asFile(earlier), { format: 'JSONL' });
    await workOff();
    const eventsOfProducts = () => outbox.in(shop).count({ type: /^products?\./ as never });
    const before = await documentsOf(shop);
    const events = await eventsOfProducts();
    const dry = await importText(shop, asFile(later), { format: 'JSONL', dryRun: true, productEvents: true });
    await workOff();
    expect(await documentsOf(shop)).toEqual(before);
    expect(await eventsOfProducts()).toBe(events);
    const told = await reportOf(shop, dry);
    const real = await importText(shop, asFile(later), { format: 'JSONL', productEvents: true });
    expect(await reportOf(shop, real)).toEqual(told);
    expect(told).toMatchObject({ status: 'COMPLETED', counts: { rowsRead: later.length + 1, rowsRejected: rejected } });
    // What was held back does come with the import: the dry run had all of it to leave alone.
    expect(changed(before, await documentsOf(shop))).toEqual(expect.arrayContaining(HELD_BACK));
  },
);

/** In earnest, one part after another: one that is made ready ahead may be first to the room that is left. */
async function imported(shop: ShopContext, parts: CanonicalLine[][], wishes: Partial<NewImport> = {}): Promise<Import> {
  const { started, source, parts: read } = await aReadImport(shop, parts, wishes);
  let current = (await imports.in(shop).update({ _id: started._id }, { $set: { status: 'RUNNING' } }))!;
  for (const part of read) current = await takePart(shop, current, source, part);
  return runImport(shop, started);
}

const aHat = (row: number, given: Partial<CanonicalProduct> = {}, sku = `S-${row}`): CanonicalLine =>
  checked({
    rows: [row],
    partial: false,
    source: 'shopify',
    externalId: `hat-${row}`,
    handle: `hat-${row}`,
    title: 'Hat',
    options: [],
    variants: [{ row, sku, price: '10', optionValues: [], available: 5 }],
    ...given,
  });
/** Of a price list. */
const aRow = (row: number, sku: string, price: string): CanonicalLine =>
  checked({ rows: [row], partial: false, variants: [{ row, sku, price }] });
const attributesFrom = (first: number) => Array.from({ length: 150 }, (_, at) => ({ name: `Trait ${first + at}`, value: 'x' }));

/** Each file part by part, with what it finds in the shop, and how many of its rows do not go in. */
const MEETING: [string, CanonicalLine[], CanonicalLine[][], number, Partial<NewImport>?][] = [
  ['one SKU in one part', [], [[aHat(2), aHat(3, {}, 'S-2')]], 1],
  ['one SKU in two parts', [], [[aHat(2)], [aHat(3)], [aHat(4, {}, 'S-2')]], 1],
  ['one handle in two parts', [], [[aHat(2)], [aHat(3, { handle: 'hat-2' })]], 1],
  ['a handle that was made of a title', [], [[aHat(2, { handle: undefined })], [aHat(3, { handle: 'hat' })]], 1],
  ['a product that was refused and left its names', [aHat(9)], [[aHat(2, { handle: 'hat-9' })], [aHat(3, {}, 'S-2')]], 1],
  ['a product that comes again, found by its SKU', [], [[aHat(2)], [aHat(3, { externalId: undefined, handle: undefined }, 'S-2')]], 0],
  ['a SKU that the file has freed', [aHat(9)], [[aHat(9, {}, 'S-10')], [aHat(3, {}, 'S-9')]], 0],
  ['a handle that the file has taken away', [aHat(9)], [[aHat(9, { handle: 'moved' })], [aHat(3, { handle: 'moved' }), aHat(4, { handle: 'hat-9' })]], 1],
  ['a product that meets one through another', [], [[aHat(2)], [aHat(3, { externalId: undefined, handle: undefined }, 'S-2')], [aHat(4, {}, 'S-2')]], 1],
  ['a product that was made by hand and is the file’s from then on', [aHat(2, { externalId: undefined })], [[aHat(2)], [aHat(3, { handle: 'hat-2' })]], 1],
  ['a SKU of the shop, where SKUs find no product', [aHat(9)], [[aHat(2, {}, 'S-9')], [aHat(3)]], 1, { matchBy: ['EXTERNAL_ID', 'HANDLE'] }],
  ['a price list whose rows stand apart', [aHat(8), aHat(9)], [[aRow(2, 'S-8', '12'), aRow(3, 'S-9', '12')], [aRow(4, 'S-8', '10')], [aRow(5, 'S-7', '1')]], 1],
  ['a SKU that was taken away before a price list names it', [aHat(9)], [[aHat(9, {}, 'S-10')], [aRow(3, 'S-9', '12')]], 1],
  ['only products that are new', [aHat(9)], [[aHat(2)], [aHat(9), aHat(3, {}, 'S-2')]], 1, { mode: 'CREATE_ONLY' }],
  ['only products that are there', [aHat(9)], [[aHat(9, {}, 'S-10')], [aHat(10, { externalId: undefined, handle: undefined }, 'S-10')]], 0, { mode: 'UPDATE_ONLY' }],
  ['a value that is none of its attribute’s, beside new ones', [], [[aHat(2, { attributes: [{ name: 'Heads', value: 'two' }, { name: 'New', value: 'x' }] }), aHat(3)]], 1],
  ['attributes, of which a shop has so many', [], [[aHat(2, { attributes: attributesFrom(0) })], [aHat(3, { attributes: attributesFrom(100) })]], 0],
]; // biome-ignore format: a table

test.each(MEETING)('a dry run tells of %s as the import does', async (_what, there, parts, rejected, wishes = {}) => {
  const shop = await anOpenShop();
  if (there.length > 0) await runImport(shop, (await aReadImport(shop, [there])).started);
  const before = await documentsOf(shop);
  const dry = await runImport(shop, (await aReadImport(shop, parts, { ...wishes, dryRun: true })).started);
  expect(await documentsOf(shop)).toEqual(before);
  const told = await toldBy(shop, dry);
  expect(told).toMatchObject({ status: 'COMPLETED', counts: { rowsRejected: rejected } });
  expect(await toldBy(shop, await imported(shop, parts, wishes))).toEqual(told);
});

test('a dry run tells of a tree that fills up as the import does', async () => {
  const shop = await anOpenShop();
  const now = new Date();
  const titles = Array.from({ length: MOST_CATEGORIES - 10 }, (_, at) => `Old ${at}`);
  await categories
    .in(shop)
    .insertMany(
      titles.map((title, position) => ({ title, parentId: null, ancestors: [], depth: 1, position, createdAt: now, updatedAt: now })),
    );
  // Of what does not fit together nothing is made; what comes after it may still fit.
  let made = 0;
  const parts = [8, 8, 2, 5].map((count, at) => [
    aHat(at + 2, { categories: Array.from({ length: count }, () => [{ title: `New ${made++}` }]) }),
  ]);
  const dry = await runImport(shop, (await aReadImport(shop, parts, { dryRun: true })).started);
  expect(await categories.in(shop).count({})).toBe(titles.length);
  const told = await toldBy(shop, dry);
  expect(told.problems.map(({ row, code }) => [row, code])).toEqual([[3, 'CATEGORIES_LIMIT'], [5, 'CATEGORIES_LIMIT']]); // biome-ignore format: a pair
  expect(await toldBy(shop, await imported(shop, parts))).toEqual(told);
});

test('a dry run whose names do not meet locks nothing that buyers want', async () => {
  const shop = await anOpenShop();
  await runImport(shop, (await aReadImport(shop, [[aHat(2), aHat(3)]])).started);
  const { started } = await aReadImport(shop, [[aHat(2, { title: 'Cap' })], [aHat(3, { title: 'Cap' })]], { dryRun: true });
  const written: unknown[] = [];
  const listen = ({ commandName, command }: { commandName: string; command: Record<string, unknown> }) => {
    if (['insert', 'update', 'findAndModify', 'delete', 'bulkWrite'].includes(commandName)) written.push(command[commandName]);
  };
  const client = mongoose.connection.getClient().on('commandStarted', listen);
  expect(await runImport(shop, started)).toMatchObject({ productsUpdated: 2 });
  client.off('commandStarted', listen);
  expect(new Set(written)).toEqual(new Set(['imports', 'import_claims', 'outbox']));
});
