import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { config } from '#platform/config.js';
import type { Storage } from '#platform/storage.js';
import { aStorage, examined, inChunks, readFileAs } from '#tests/support/reading.js';
import { zipped } from '#tests/support/zipped.js';
import { inspect } from './examine.js';
import { rawRows } from './rows.js';
import { zipEntries } from './zip.js';

let files: Storage;
let remove: () => Promise<void>;
beforeAll(async () => {
  ({ files, remove } = await aStorage());
});
afterAll(() => remove());

/** The files, telling how many bytes of them are read. */
const countingIn = (count: (bytes: number) => void): Storage => ({
  ...files,
  get: (key, start, end) =>
    Readable.from(
      (async function* () {
        for await (const chunk of files.get(key, start, end) as AsyncIterable<Buffer>) {
          count(chunk.length);
          yield chunk;
        }
      })(),
    ),
});

const CATALOG = 'Title,URL handle,Price\nHat,hat,10\nMug,mug,5\n';

test('a zipped CSV says what it says unpacked, whatever stands beside it', async () => {
  const plain = await readFileAs(files, CATALOG);
  const packed = zipped([
    { path: '__MACOSX/._products.csv', bytes: 'x' },
    { path: 'readme.txt', bytes: 'Exported on a Monday\n' },
    { path: 'shop/products.csv', bytes: Buffer.concat([Buffer.from('\ufeff'), Buffer.from(CATALOG)]) },
    { path: 'shop/hat.jpg', bytes: Buffer.from('ffd8ff', 'hex') },
  ]);
  const { products, problems, rows } = await readFileAs(files, packed);
  expect({ products, problems, rows }).toEqual({ products: plain.products, problems: [], rows: 2 });
  expect((await zipEntries(files, 'file')).map(({ path }) => path)).toEqual(['readme.txt', 'shop/products.csv', 'shop/hat.jpg']);
});

test("names in a Chinese system's encoding are read as they were written", async () => {
  // 图 in GB18030
  await files.put('chinese', inChunks(zipped([{ path: Buffer.from('cdbc2f312e746269', 'hex'), bytes: 'x' }])));
  expect(await zipEntries(files, 'chinese')).toMatchObject([{ path: '图/1.tbi' }]);
});

test.each([
  [
    'without a catalog',
    zipped([
      { path: 'a.txt', bytes: 'a note\n' },
      { path: 'b.txt', bytes: 'another\n' },
    ]),
    /holds no catalog/,
  ],
  ['of pictures alone', zipped([{ path: 'a.tbi', bytes: 'x' }]), /holds no catalog/],
  ['in an archive', zipped([{ path: 'a.zip', bytes: zipped([{ path: 'a.csv', bytes: CATALOG }]) }]), /holds another archive/],
  ['with a password', zipped([{ path: 'a.csv', bytes: CATALOG, encrypted: true }]), /password/],
  ['cut off', zipped([{ path: 'a.csv', bytes: CATALOG }]).subarray(0, 60), /damaged/],
  ['that is a bomb', zipped([{ path: 'a.csv', bytes: Buffer.alloc(40_000_000, '\n') }]), /unpacks to far more/],
])('an archive %s is refused in one sentence', async (_what, bytes, sentence) => {
  const { refusal } = await examined(files, bytes);
  expect(refusal).toMatchObject({ code: 'NOT_A_CATALOG', message: expect.stringMatching(sentence) });
  expect(refusal!.message).toMatch(/^[A-Z].{10,200}[^.]$/);
});

test('a packed file is no larger than an upload may be', async () => {
  const most = config().MAX_UPLOAD_BYTES;
  Object.assign(config(), { MAX_UPLOAD_BYTES: 1000 });
  try {
    const packed = zipped([{ path: 'a.csv', bytes: CATALOG + '\n'.repeat(1000) }]);
    expect((await examined(files, packed)).refusal).toMatchObject({ message: expect.stringMatching(/larger than an upload/) });
  } finally {
    Object.assign(config(), { MAX_UPLOAD_BYTES: most });
  }
});

test('of the files beside the catalog only the beginnings are unpacked', async () => {
  // Bytes of no encoding, without NULs.
  const log = Buffer.from(randomBytes(20_000_000).map((byte) => byte || 1));
  const note = Buffer.concat([Buffer.from('A note, of our own\n'), log]);
  const catalog = Buffer.from(`${CATALOG}${'Cup,cup,青花瓷\n'.repeat(10)}`);
  await files.put(
    'beside',
    inChunks(
      zipped([
        { path: 'log.txt', bytes: note },
        { path: 'a.csv', bytes: catalog },
      ]),
    ),
  );
  let bytes = 0;
  const counting = countingIn((more) => {
    bytes += more;
  });
  expect((await inspect(counting, { key: 'beside', format: null })).found).toMatchObject({ format: 'SHOPIFY', encoding: 'utf-8' });
  expect(bytes).toBeGreaterThan(0);
  expect(bytes).toBeLessThan(15_000_000);
});

test('one line of gigabytes is refused by its beginning', async () => {
  async function* twoHundredMegabytes() {
    for (let at = 0; at < 200; at++) yield Buffer.alloc(1_000_000, 'x,');
  }
  await files.put('endless', twoHundredMegabytes());
  let bytes = 0;
  const counting = countingIn((more) => {
    bytes += more;
  });
  expect((await inspect(counting, { key: 'endless', format: null })).refusal).toMatchObject({ code: 'NOT_A_CATALOG' });
  expect(bytes).toBeGreaterThan(0);
  expect(bytes).toBeLessThan(2_000_000);
});

test('what is not recognised is told with what it looks like, and named it is read all the same', async () => {
  await files.put('list', inChunks(Buffer.from('Title;Words\nHat;red\n')));
  const { refusal } = await inspect(files, { key: 'list', format: null });
  expect(refusal).toMatchObject({ code: 'NOT_RECOGNISED', message: expect.stringMatching(/columns Title, Words; .*Shopify/) });
  const named = await inspect(files, { key: 'list', format: 'SHOPIFY' });
  expect(named.found).toMatchObject({ format: 'SHOPIFY', delimiter: ';', header: ['Title', 'Words'], samples: [['Hat', 'red']] });
});

test('what was recognised is told with its confidence and a reason', async () => {
  await files.put('shop', inChunks(Buffer.from(CATALOG)));
  expect((await inspect(files, { key: 'shop', format: null })).found).toMatchObject({
    format: 'SHOPIFY',
    confidence: expect.any(Number),
    reason: expect.stringContaining('URL handle'),
    encoding: 'utf-8',
    delimiter: ',',
    samples: [
      ['Hat', 'hat', '10'],
      ['Mug', 'mug', '5'],
    ],
  });
});

test('bad rows are had again as they stand in the file, those that are no CSV too', async () => {
  const rows = Array.from({ length: 1500 }, (_, at) => `Hat ${at},hat-${at},10`);
  rows[700] = 'Broken,"bro"ken",10';
  rows[1200] = 'Short,short';
  const { table, parts, problems } = await readFileAs(files, ['Title,URL handle,Price', ...rows].join('\n'));
  const wanted = problems.map(({ row }) => row);
  expect(parts.length).toBeGreaterThan(2);
  const raw = [];
  for await (const row of rawRows(files, table, parts, [2, ...wanted])) raw.push(row);
  expect(raw).toEqual([
    { number: 2, cells: ['Hat 0', 'hat-0', '10'] },
    { number: 702, cells: ['Broken,"bro"ken",10'] },
    { number: 1202, cells: ['Short', 'short'] },
  ]);
});
