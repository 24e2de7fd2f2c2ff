import { afterAll, beforeAll, expect, test } from '@jest/globals';
import mongoose from 'mongoose';
import { createDefaultLocation } from '#commerce/inventory/index.js';
import { outbox, type ShopContext } from '#tenants/index.js';
import { connectForTest, disconnectAfterTest } from '#tests/support/database.js';
import { aShop } from '#tests/support/factories.js';
import { importText, reportText } from '#tests/support/importing.js';
import { workOff } from '#tests/support/outbox.js';
import type { Import } from './import.model.js';
import { listProblems } from './imports.js';
import { closeReader } from './reading/reader.js';

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

/** All that an import tells of what it did, or would do. */
async function reportOf(shop: ShopContext, one: Import) {
  const { nodes } = await listProblems(shop, one, { first: 100 });
  return {
    status: one.status,
    counts: countsOf(one),
    problems: nodes.map(({ row, column, code, message, value, kept }) => ({ row, column, code, message, value, kept })),
    rows: await reportText(shop, one),
  };
}

const changed = (before: Record<string, object[]>, after: Record<string, object[]>) =>
  Object.keys(before).filter((name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]));

test.each([
  ['into an empty shop', [], LATER.filter((line) => line !== CAP), 2],
  ['over products that are there', [HAT, CAP], LATER, 4],
])(
  'a dry run %s leaves every collection as it was, and tells what the import tells afterwards',
  async (_where, earlier, later, rejected) => {
    const shop = await aShop();
    await createDefaultLocation(shop);
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
