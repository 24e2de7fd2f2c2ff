import mongoose, { type mongo } from 'mongoose';
import { connectMongo, disconnectMongo } from '#platform/mongo.js';
import { shopId } from '#tenants/index.js';
import { importFile, NOW_AND_THEN_MS, secondsOf, writeCatalog } from '../frame/catalog.js';
import { type OpenedAgency, openShops, signUp } from '../frame/client.js';
import type { Figure } from '../frame/figure.js';
import { alternate } from '../frame/statistics.js';

interface Sizes {
  rounds: number;
  products: number;
}

const FULL: Sizes = { rounds: 2, products: 100_000 };
const QUICK: Sizes = { rounds: 1, products: 40 };

export const catalogImport: Figure = {
  name: 'import',
  about: 'a Shopify product CSV end to end, and the same file again, against raw insertMany of the same final documents',
  async run(house, quick) {
    const { rounds, products } = quick ? QUICK : FULL;
    await house.migrate();
    await house.migrate({ MONGO_URL: house.mongoUrl(RAW) });
    const server = await house.start('server/main');
    const agency = await signUp(server.url);
    const shops = await openShops(agency, 2 + rounds * 2);
    await connectMongo();
    try {
      await house.start('worker/main');
      const warm = await writeCatalog(house, { products: Math.ceil(products / 20), html: true });
      await timed(agency, shops.pop()!, warm, Math.ceil(products / 20)); // compilers settle
      const measured: Record<'products/s', number>[] = [];
      for (const html of [true, false]) {
        let [shop, file] = ['', ''];
        const first = async () => {
          shop = shops.pop()!;
          file = await writeCatalog(house, { products, html, first: shops.length * products });
          return timed(agency, shop, file, products);
        };
        const again = async () => timed(agency, shop, file, products, true);
        measured.push(...(await alternate(rounds, [first, again, () => insertAgain(shop, products)])));
      }
      const [withHtml, againWithHtml, rawWithHtml, without, again, raw] = measured.map((values) => values['products/s']) as Six;
      const names = [
        'with 1 KB of HTML',
        'the same file again',
        'raw insertMany of the same',
        'without HTML',
        'the same file again',
        'raw insertMany of the same',
      ];
      return {
        lines: measured.map((values, at) => ({ name: names[at]!, values })),
        targets: [
          { name: 'with HTML of raw', value: withHtml / rawWithHtml, unit: 'share', least: 0.3 },
          { name: 'without HTML of raw', value: without / raw, unit: 'share', least: 0.5 },
          { name: 'again of first, with HTML', value: againWithHtml / withHtml, unit: 'times', least: 3 },
          { name: 'again of first, without HTML', value: again / without, unit: 'times', least: 3 },
        ],
        notes: [
          `Medians of ${rounds} rounds of ${products.toLocaleString('en')} products each, in turn: 20 columns, 2 variants a product, new to an empty shop; ` +
            'each round from a file of its own, from startedAt to finishedAt of the import, which the worker does alone: recognising, parsing, checking, writing.',
          'Raw: the products and inventory levels that the import wrote, read back and inserted 1,000 at a time into collections with the same indexes.',
        ],
      };
    } finally {
      await disconnectMongo();
    }
  },
};

type Six = [number, number, number, number, number, number];
type Speed = Record<'products/s', number>;

async function timed(agency: OpenedAgency, shop: string, file: string, products: number, again = false): Promise<Speed> {
  const counts = again ? { productsCreated: 0, productsUnchanged: products } : { productsCreated: products, productsUnchanged: 0 };
  return {
    'products/s': products / secondsOf(await importFile(agency, shop, file, { ...counts, rowsRejected: 0 }, { everyMs: NOW_AND_THEN_MS })),
  };
}

/** The reference's database: the same collections and indexes. */
const RAW = 'bench_raw';
const AT_ONCE = 1000;
const VARIANTS = 2;

/** Inserts what an import has made once more, with nothing but the driver; only the inserts are timed. */
async function insertAgain(shop: string, products: number): Promise<Speed> {
  const raw = mongoose.connection.getClient().db(RAW);
  for (const name of ['products', 'inventory_levels']) await raw.collection(name).deleteMany({});
  const documents = (name: string) =>
    mongoose.connection
      .collection(name)
      .find({ shopId: shopId.decode(shop) })
      .sort({ _id: 1 });
  const [made, levels] = [documents('products'), documents('inventory_levels')];
  let [seconds, inserted] = [0, 0];
  for (;;) {
    const [some, theirs] = [await next(made, AT_ONCE), await next(levels, AT_ONCE * VARIANTS)];
    if (some.length === 0) break;
    if (theirs.length !== some.length * VARIANTS) throw new Error(`The import left ${theirs.length} levels for ${some.length} products`);
    const begun = performance.now();
    await raw.collection('products').insertMany(some);
    await raw.collection('inventory_levels').insertMany(theirs);
    seconds += (performance.now() - begun) / 1000;
    inserted += some.length;
  }
  if (inserted !== products) throw new Error(`The import left ${inserted} products`);
  return { 'products/s': products / seconds };
}

async function next(cursor: mongo.FindCursor, count: number): Promise<mongo.Document[]> {
  const documents: mongo.Document[] = [];
  while (documents.length < count) {
    const document = (await cursor.next()) as mongo.Document | null;
    if (!document) break;
    documents.push(document);
  }
  return documents;
}
