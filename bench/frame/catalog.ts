import { once } from 'node:events';
import { createReadStream, createWriteStream, mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { OpenedAgency } from './client.js';
import type { House } from './house.js';

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

const GOODS = [
  '连衣裙',
  '衬衫',
  '牛仔裤',
  '羽绒服',
  '运动鞋',
  '双肩包',
  '茶具',
  '台灯',
  'linen shirt',
  'wool coat',
  'canvas bag',
  'tea set',
];
const MANNERS = ['夏季', '秋冬', '新款', '宽松', '修身', '纯棉', '真丝', '复古', 'summer', 'winter', 'wide', 'slim'];

/** A title of words that come again and again, and of one that hardly does. */
const titleOf = (at: number): string =>
  `${MANNERS[at % MANNERS.length]}${MANNERS[(at * 7 + 3) % MANNERS.length]} ${GOODS[(at * 5) % GOODS.length]} ${(at * 7919).toString(36)}`;

export interface CatalogFile {
  products: number;
  /** With a kilobyte of HTML each. */
  html: boolean;
  /** Pictures are fetched by another queue: only where that is measured. */
  pictures?: boolean;
  /** The number of its first product. A file with other products is another file: an equal one is not read again. */
  first?: number;
}

/** Shopify's current dialect: 20 columns, two variants a product, a row each. Answers the file's path. */
export async function writeCatalog(house: House, { products, html, pictures = false, first = 0 }: CatalogFile): Promise<string> {
  const folder = house.settings.DATA_DIR!;
  mkdirSync(folder, { recursive: true });
  const path = join(folder, `catalog-${first}-${products}-${html}-${pictures}.csv`);
  const file = createWriteStream(path);
  const write = async (lines: string) => void (file.write(lines) || (await once(file, 'drain')));
  await write(`${COLUMNS.join(',')}\n`);
  for (let at = first; at < first + products; at += 1) await write(rowsOf(at, html, pictures));
  file.end();
  await once(file, 'finish');
  return path;
}

function rowsOf(at: number, html: boolean, pictures: boolean): string {
  const rows = ['S', 'M'].map((size, index) => {
    const first = index === 0;
    const shared = first
      ? [
          titleOf(at),
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
      title!, `product-${at}`, description!, ...rest, `DRESS-${at}-${size}`, String(6_900_000_000_000 + at * 2 + index),
      first ? 'Size' : '', size, '129.00', '199.00', '51.50', '25', '320',
      first && pictures ? `https://img.example.com/${at}.jpg` : '', first ? `Dress ${at}` : '',
    ]; // biome-ignore format: a row
    return `${cells.map(quoted).join(',')}\n`;
  });
  return rows.join('');
}

/** A file that has arrived, as its public id. */
export async function upload({ ask }: OpenedAgency, path: string, contentType = 'text/csv'): Promise<string> {
  const bytes = statSync(path).size;
  const { uploadCreate } = await ask<{ uploadCreate: { upload: { id: string; url: string } } }>(
    'mutation ($input: UploadCreateInput!) { uploadCreate(input: $input) { upload { id url } userErrors { code message } } }',
    { input: { filename: path.split('/').at(-1), contentType, bytes } },
  );
  const sent = await fetch(uploadCreate.upload.url, {
    method: 'PUT',
    headers: { 'content-type': contentType, 'content-length': String(bytes) },
    body: createReadStream(path),
    duplex: 'half',
  } as unknown as RequestInit);
  if (!sent.ok) throw new Error(`The upload was refused: ${sent.status} ${await sent.text()}`);
  return uploadCreate.upload.id;
}

/** Starts an upload on its way into shops. Answers the batch's id. */
export async function startImport({ ask }: OpenedAgency, shops: readonly string[], uploaded: string): Promise<string> {
  const { catalogImportStart } = await ask<{ catalogImportStart: { importBatch: { id: string } } }>(
    `mutation ($shops: [ID!]!, $input: CatalogImportStartInput!) {
      catalogImportStart(shops: $shops, input: $input) { importBatch { id } userErrors { code message } }
    }`,
    { shops, input: { upload: uploaded } },
  );
  return catalogImportStart.importBatch.id;
}

export interface Imported {
  status: string;
  format: string;
  rowsRead: number;
  rowsRejected: number;
  productsCreated: number;
  productsUpdated: number;
  productsUnchanged: number;
  startedAt: string;
  finishedAt: string | null;
}

const SEEN = 'status format rowsRead rowsRejected productsCreated productsUpdated productsUnchanged startedAt finishedAt';

/** Where the import itself says how long it took: asking costs the processor that is measured. */
export const NOW_AND_THEN_MS = 250;
const OFTEN_MS = 50;

/** Waits until the newest import of a shop has ended. @throws where that takes longer than `patienceMs` */
export async function ended({ ask }: OpenedAgency, shop: string, patienceMs: number, everyMs = OFTEN_MS): Promise<Imported> {
  const deadline = performance.now() + patienceMs;
  for (;;) {
    const { shop: found } = await ask<{ shop: { imports: { nodes: Imported[] } } }>(
      `query ($shop: ID!) { shop(id: $shop) { imports(first: 1) { nodes { ${SEEN} } } } }`,
      { shop },
    );
    const [seen] = found.imports.nodes;
    if (seen?.finishedAt) return seen;
    if (performance.now() > deadline) throw new Error(`The import does not end: ${JSON.stringify(seen)}`);
    await wait(everyMs);
  }
}

/** From startedAt to finishedAt, in seconds. */
export const secondsOf = ({ startedAt, finishedAt }: Imported): number => (Date.parse(finishedAt!) - Date.parse(startedAt)) / 1000;

/** Uploads a file and imports it into one shop, to its end. @throws where it did not complete as `expected` */
export async function importFile(
  agency: OpenedAgency,
  shop: string,
  path: string,
  expected: Partial<Imported>,
  { patienceMs = 900_000, everyMs = OFTEN_MS } = {},
): Promise<Imported> {
  await startImport(agency, [shop], await upload(agency, path));
  const done = await ended(agency, shop, patienceMs, everyMs);
  for (const [name, value] of Object.entries({ status: 'COMPLETED', ...expected })) {
    if (done[name as keyof Imported] !== value) throw new Error(`The import ended otherwise: ${JSON.stringify(done)}`);
  }
  return done;
}
