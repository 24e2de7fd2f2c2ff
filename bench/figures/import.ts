import { once } from 'node:events';
import { createReadStream, createWriteStream, mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import mongoose, { type mongo } from 'mongoose';
import { connectMongo, disconnectMongo } from '#platform/mongo.js';
import { shopId } from '#tenants/index.js';
import { type OpenedAgency, openShops, signUp } from '../frame/client.js';
import type { Figure } from '../frame/figure.js';
import type { House } from '../frame/house.js';
import { alternate } from '../frame/statistics.js';

interface Sizes {
  rounds: number;
  products: number;
  /** Files of so many products, each imported by a fresh worker: what it holds in memory must not grow with them. */
  growing: readonly number[];
}

const FULL: Sizes = { rounds: 3, products: 20_000, growing: [5000, 20_000, 80_000] };
const QUICK: Sizes = { rounds: 1, products: 40, growing: [20, 40] };

export const catalogImport: Figure = {
  name: 'import',
  about: 'a Shopify product CSV through its import, against raw insertMany of the same final documents',
  async run(house, quick) {
    const sizes = quick ? QUICK : FULL;
    await house.migrate();
    await house.migrate({ MONGO_URL: house.mongoUrl(RAW) });
    const server = await house.start('server/main');
    const agency = await signUp(server.url);
    const shops = await openShops(agency, 2 + sizes.rounds * 2 + sizes.growing.length);
    await connectMongo();
    const nextShop = () => shops.pop()!;
    try {
      const worker = await house.start('worker/main');
      const measured = [];
      for (const html of [true, false]) {
        const file = await writeCatalog(house, sizes.products, html);
        const imported = async () => {
          const shop = nextShop();
          return { shop, 'products/s': await importInto(agency, shop, file, sizes.products) };
        };
        let last = await imported(); // compilers settle
        const ours = async () => {
          last = await imported();
          return { 'products/s': last['products/s'] };
        };
        measured.push(...(await alternate(sizes.rounds, [ours, () => insertAgain(last.shop, sizes.products)])));
      }
      await worker.stop();
      const memory: { products: number; megabytes: number; peak: number }[] = [];
      for (const products of sizes.growing) {
        const fresh = await house.start('worker/main');
        const file = await writeCatalog(house, products, true);
        await importInto(agency, nextShop(), file, products);
        memory.push({ products, megabytes: statSync(file).size / 1e6, peak: fresh.memory().peak });
        await fresh.stop();
      }
      const [withHtml, rawWithHtml, without, rawWithout] = measured as [Speed, Speed, Speed, Speed];
      return {
        lines: [
          { name: 'with 1 KB of HTML', values: withHtml },
          { name: 'raw insertMany of the same', values: rawWithHtml },
          { name: 'without HTML', values: without },
          { name: 'raw insertMany of the same', values: rawWithout },
          ...memory.map(({ products, megabytes, peak }) => ({
            name: `a fresh worker, ${products} products`,
            values: { 'file MB': megabytes, 'worker peak MB': peak },
          })),
        ],
        targets: [
          { name: 'with HTML of raw', value: withHtml['products/s'] / rawWithHtml['products/s'], unit: 'share', least: 0.3 },
          { name: 'without HTML of raw', value: without['products/s'] / rawWithout['products/s'], unit: 'share', least: 0.5 },
          {
            name: "the worker's memory, largest file of second largest",
            value: memory.at(-1)!.peak / memory.at(-2)!.peak,
            unit: 'times',
            most: 1.2,
          },
        ],
        notes: [
          `Medians of ${sizes.rounds} rounds of ${sizes.products} products each, in turn: 20 columns, 2 variants a product, new to an empty shop; ` +
            'from startedAt to finishedAt of the import, which the worker does alone.',
          'Raw: the products and inventory levels that the import wrote, read back and inserted 1,000 at a time into collections with the same indexes.',
        ],
      };
    } finally {
      await disconnectMongo();
    }
  },
};

type Speed = Record<'products/s', number>;

const COLUMNS = [
  'Title', 'URL handle', 'Description', 'Vendor', 'Product category', 'Type', 'Tags', 'Published on online store', 'Status', 'SKU',
  'Barcode', 'Option1 name', 'Option1 value', 'Price', 'Compare-at price', 'Cost per item', 'Inventory quantity', 'Weight value (grams)',
  'Product image URL', 'SEO title',
]; // biome-ignore format: a table

const quoted = (text: string) => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

/** About a kilobyte of what merchants paste, other words for each product. */
const htmlOf = (at: number): string =>
  `<div class="desc"><p>连衣裙 ${at}, <strong>light cotton</strong>, cut wide &amp; "easy".</p><ul>${Array.from(
    { length: 12 },
    (_, line) => `<li style="color:red">Point ${line} of ${at}: washes at 30 °C, dries flat, 棉 100%.</li>`,
  ).join('')}</ul></div>`;

/** Shopify's current dialect, two rows a product. */
async function writeCatalog(house: House, products: number, html: boolean): Promise<string> {
  const folder = house.settings.DATA_DIR!;
  mkdirSync(folder, { recursive: true });
  const path = join(folder, `catalog-${products}-${html}.csv`);
  const file = createWriteStream(path);
  const write = async (line: string) => void (file.write(line) || (await once(file, 'drain')));
  await write(`${COLUMNS.join(',')}\n`);
  for (let at = 0; at < products; at += 1) {
    for (const [index, size] of ['S', 'M'].entries()) {
      const first = index === 0;
      const shared = first
        ? [
            `Summer dress 连衣裙 ${at}`,
            html ? htmlOf(at) : '',
            'Bench',
            'Apparel & Accessories > Clothing > Dresses',
            'Dresses',
            'summer, cotton, 夏季',
            'TRUE',
            'Active',
          ]
        : ['', '', '', '', '', '', '', ''];
      const [title, description, ...rest] = shared;
      const cells = [
        title!, `summer-dress-${at}`, description!, ...rest, `DRESS-${at}-${size}`, String(6_900_000_000_000 + at * 2 + index),
        first ? 'Size' : '', size, '129.00', '199.00', '51.50', '25', '320', first ? `https://img.example.com/${at}.jpg` : '', first ? `Dress ${at}` : '',
      ]; // biome-ignore format: a row
      await write(`${cells.map(quoted).join(',')}\n`);
    }
  }
  file.end();
  await once(file, 'finish');
  return path;
}

const PATIENCE_MS = 300_000;

/** Uploads a file, imports it into one shop and answers how many products a second came in. @throws where they are not all in */
async function importInto({ ask }: OpenedAgency, shop: string, path: string, products: number): Promise<number> {
  const { uploadCreate } = await ask<{ uploadCreate: { upload: { id: string; url: string } } }>(
    'mutation ($input: UploadCreateInput!) { uploadCreate(input: $input) { upload { id url } userErrors { code message } } }',
    { input: { filename: 'catalog.csv', contentType: 'text/csv', bytes: statSync(path).size } },
  );
  const sent = await fetch(uploadCreate.upload.url, {
    method: 'PUT',
    headers: { 'content-type': 'text/csv', 'content-length': String(statSync(path).size) },
    body: createReadStream(path),
    duplex: 'half',
  } as unknown as RequestInit);
  if (!sent.ok) throw new Error(`The upload was refused: ${sent.status} ${await sent.text()}`);
  await ask(
    `mutation ($shops: [ID!]!, $input: CatalogImportStartInput!) {
      catalogImportStart(shops: $shops, input: $input) { importBatch { id } userErrors { code message } }
    }`,
    { shops: [shop], input: { upload: uploadCreate.upload.id, format: 'SHOPIFY' } },
  );
  const deadline = performance.now() + PATIENCE_MS;
  for (;;) {
    const { shop: found } = await ask<{ shop: { imports: { nodes: ImportSeen[] } } }>(
      `query ($shop: ID!) { shop(id: $shop) { imports(first: 1) {
        nodes { status productsCreated rowsRejected startedAt finishedAt }
      } } }`,
      { shop },
    );
    const [seen] = found.imports.nodes;
    if (seen?.finishedAt) {
      if (seen.status !== 'COMPLETED' || seen.productsCreated !== products)
        throw new Error(`The import ended otherwise: ${JSON.stringify(seen)}`);
      return products / ((Date.parse(seen.finishedAt) - Date.parse(seen.startedAt)) / 1000);
    }
    if (performance.now() > deadline) throw new Error('The import does not end');
    await wait(100);
  }
}

interface ImportSeen {
  status: string;
  productsCreated: number;
  startedAt: string;
  finishedAt: string | null;
}

/** The reference's database: the same collections and indexes. */
const RAW = 'bench_raw';
const AT_ONCE = 1000;
const WRITTEN = ['products', 'inventory_levels'] as const;

/** Inserts what an import has made once more, with nothing but the driver. */
async function insertAgain(shop: string, products: number): Promise<Speed> {
  const raw = mongoose.connection.getClient().db(RAW);
  const made: Record<string, mongo.Document[]> = {};
  for (const name of WRITTEN) {
    await raw.collection(name).deleteMany({});
    made[name] = await mongoose.connection
      .collection(name)
      .find({ shopId: shopId.decode(shop) })
      .toArray();
  }
  const perProduct = made.inventory_levels!.length / made.products!.length;
  if (made.products!.length !== products || perProduct !== 2) throw new Error(`The import left ${made.products!.length} products`);
  const begun = performance.now();
  for (let at = 0; at < products; at += AT_ONCE) {
    await raw.collection('products').insertMany(made.products!.slice(at, at + AT_ONCE));
    await raw.collection('inventory_levels').insertMany(made.inventory_levels!.slice(at * 2, (at + AT_ONCE) * 2));
  }
  return { 'products/s': products / ((performance.now() - begun) / 1000) };
}
