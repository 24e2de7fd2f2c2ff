import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { root } from '#platform/root.js';
import type { Storage } from '#platform/storage.js';
import { aStorage, examined as examinedIn, inChunks } from '#tests/support/reading.js';
import type { CanonicalLine, CanonicalProduct, RowProblem } from './canonical.js';
import { csvRows } from './csv.js';
import { KeySet } from './key-set.js';
import { readPart } from './part.js';
import type { Place, Table } from './table.js';

let files: Storage;
let remove: () => Promise<void>;
beforeAll(async () => {
  ({ files, remove } = await aStorage());
});
afterAll(() => remove());

const fixture = (name: string) => readFile(join(root, 'commerce/imports/formats/shopify/fixtures', name));
const examined = (bytes: Buffer) => examinedIn(files, bytes, 'SHOPIFY');

/** The whole file, read from storage in chunks of `size`. */
async function read(bytes: Buffer, size = 4096) {
  const { table, refusal } = await examined(bytes);
  if (!table) throw new Error(refusal.message);
  const text = await files
    .get(table.textKey)
    .toArray()
    .then((chunks) => Buffer.concat(chunks));
  return readText(text, table, size);
}

async function readText(text: Buffer, table: Table, size: number) {
  const lines: CanonicalLine[] = [];
  const counts = { rows: 0, rejected: 0, parts: 0 };
  const seen = new KeySet();
  for (let from: Place | null = table.begin; from; ) {
    const part = await readPart(
      (start) => inChunks(text.subarray(start), size),
      table,
      from,
      seen,
      (line) => lines.push(line),
    );
    counts.rows += part.rows;
    counts.rejected += part.rejected;
    counts.parts++;
    from = part.next;
  }
  const products = lines.flatMap((line): CanonicalProduct[] => ('product' in line ? [line.product] : []));
  const problems = lines.flatMap((line): RowProblem[] => ('problem' in line ? [line.problem] : []));
  return { products, problems, ...counts };
}

test('wherever the bytes are cut into chunks, the file says the same', async () => {
  for (const name of ['current.csv', 'dirty.csv', 'older.csv']) {
    const bytes = await fixture(name);
    const whole = await read(bytes, bytes.length);
    const { table } = await examined(bytes);
    for (let size = 1; size < 40; size++) expect(await readText(bytes, table!, size)).toEqual(whole);
  }
});

test('reading can begin again at any row', async () => {
  const bytes = await fixture('dirty.csv');
  const rowsFrom = async (place: Place) => {
    const rows = [];
    for await (const bunch of csvRows((start) => inChunks(bytes.subarray(start), 50), ',', place)) rows.push(...bunch);
    return rows;
  };
  const all = await rowsFrom({ byte: 0, row: 0 });
  for (const [at, { end, number }] of all.entries()) expect(await rowsFrom({ byte: end, row: number })).toEqual(all.slice(at + 1));
});

describe('encodings', () => {
  const wide = (text: string, bigEndian: boolean) => {
    const bytes = Buffer.from(text, 'utf16le');
    return bigEndian ? bytes.swap16() : bytes;
  };

  test('UTF-16 of either order, with a mark and without, says what UTF-8 says', async () => {
    const text = (await fixture('current.csv')).toString('utf8');
    const plain = await read(Buffer.from(text));
    for (const bigEndian of [false, true]) {
      for (const mark of ['\ufeff', '']) expect(await read(wide(mark + text, bigEndian))).toEqual(plain);
    }
  });

  test('what is no UTF-8 is GB18030', async () => {
    // 青花瓷, then 裙子
    const bytes = Buffer.concat([
      Buffer.from('Title,URL handle,Price\n'),
      Buffer.from([0xc7, 0xe0, 0xbb, 0xa8, 0xb4, 0xc9]),
      Buffer.from(',a,10\n'),
      Buffer.from([0xc8, 0xb9, 0xd7, 0xd3]),
      Buffer.from(',b,20\n'),
    ]);
    const { products, problems } = await read(bytes);
    expect(problems).toEqual([]);
    expect(products.map(({ title }) => title)).toEqual(['青花瓷', '裙子']);
  });

  test('what Excel saves in Western Europe is read with its accents', async () => {
    const text = 'Title;URL handle;Price\nCafé für Größe;a;19,90\nÉté – 5 €;b;20\nSeñor;c;30\n';
    const bytes = Buffer.from([...text].map((one) => ({ '–': 0x96, '€': 0x80 })[one] ?? one.charCodeAt(0)));
    const { products, problems } = await read(bytes);
    expect(problems).toEqual([]);
    expect(products.map(({ title }) => title)).toEqual(['Café für Größe', 'Été – 5 €', 'Señor']);
  });

  test('characters of Chinese that take one ASCII byte, or four bytes, do not make it Latin', async () => {
    // 丂 (81 40) with 镕 (E946), 㐀 (8139EE39) and 㐁 (8139EF30), among 青花瓷
    const bytes = Buffer.concat([
      Buffer.from('Title,URL handle,Price\n'),
      Buffer.from('c7e0bba8b4c9e9462cc7e0bba8', 'hex'),
      Buffer.from(',10\n'),
      Buffer.from('8139ee398139ef30c7e0bba8b4c9', 'hex'),
      Buffer.from(',b,20\n'),
    ]);
    expect((await read(bytes)).products.map(({ title }) => title)).toEqual(['青花瓷镕', '㐀㐁青花瓷']);
  });

  test('a damaged character in UTF-8 costs its own row', async () => {
    const bytes = Buffer.concat([
      Buffer.from('Title,URL handle,Price\n青花瓷,a,10\n'),
      Buffer.from([0xe9, 0x9d, 0x92, 0xe8, 0xff]),
      Buffer.from(',b,20\n裙子,c,30\n帽子,d,30\n'),
    ]);
    const { products, problems } = await read(bytes);
    expect(products.map(({ title }) => title)).toEqual(['青花瓷', '裙子', '帽子']);
    expect(problems).toMatchObject([{ row: 3, column: 'Title', code: 'ENCODING' }]);
  });
});

test.each([
  ['nothing', '', 'EMPTY_FILE'],
  ['a picture', '89504e470d0a1a0a0000000d49484452', 'NOT_A_CATALOG'],
  ['a photograph', 'ffd8ffe000104a46494600', 'NOT_A_CATALOG'],
  ['a zip or a workbook', '504b030414000600', 'NOT_A_CATALOG'],
  ['an encrypted workbook', 'd0cf11e0a1b11ae1', 'NOT_A_CATALOG'],
  ['a web page', Buffer.from('\n <!DOCTYPE html><html><body>Sign in</body></html>').toString('hex'), 'NOT_A_CATALOG'],
  ['bytes', Buffer.from([1, 2, 0, 4, 5, 6, 7, 8, 9, 10, 200, 0, 3]).toString('hex'), 'NOT_A_CATALOG'],
  ['a table without titles', Buffer.from('Name;Amount\nx;1\n').toString('hex'), 'NOT_A_CATALOG'],
  ['one endless line', Buffer.alloc(600_000, 'x').toString('hex'), 'NOT_A_CATALOG'],
])('what is no catalog is refused in one sentence: %s', async (_what, hex, code) => {
  const { table, refusal } = await examined(Buffer.from(hex, 'hex'));
  expect(table).toBeNull();
  expect(refusal).toMatchObject({ code, message: expect.stringMatching(/^[A-Z].{10,200}[^.]$/) });
});

test('semicolons and tabs separate too, as spreadsheets save them', async () => {
  for (const delimiter of [';', '\t']) {
    const { products } = await read(Buffer.from(['Title,URL handle,Price', 'Mug,mug,18.50'].join('\n').replaceAll(',', delimiter)));
    expect(products).toMatchObject([{ title: 'Mug', handle: 'mug', variants: [{ price: '18.50' }] }]);
  }
});

test('a quote that is never closed is noticed after a megabyte, and the rest goes in', async () => {
  const rows = Array.from({ length: 30_000 }, (_, index) => `Product ${index},p-${index},A description of some length,${index}.00`);
  rows[10] = 'Lost,lost,"never closed,1.00';
  const { products, problems } = await read(Buffer.from(['Title,URL handle,Description,Price', ...rows].join('\n')), 65_536);
  expect(problems).toMatchObject([{ row: 12, code: 'ROW_TOO_LONG' }]);
  expect(products).toHaveLength(29_999);
});

test('a product of many rows stays whole where parts meet', async () => {
  const rows = Array.from({ length: 1300 }, (_, index) =>
    [`Hat ${index}`, `hat-${index}`, 'Size', 'S', '10'].join(',').concat(`\n,hat-${index},,M,11\n,hat-${index},,L,12`),
  );
  const { products, problems, parts } = await read(Buffer.from(['Title,URL handle,Option1 name,Option1 value,Price', ...rows].join('\n')));
  expect(problems).toEqual([]);
  expect(parts).toBeGreaterThan(2);
  expect(products).toHaveLength(1300);
  expect(products.every(({ variants }) => variants?.length === 3)).toBe(true);
});

test('whatever a cell holds, a well written file gives it back', async () => {
  const cell = fc.string({ unit: fc.constantFrom('a', '"', ',', '\n', '\r', ' ', '词', '\t', ';'), maxLength: 12 });
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(cell, cell), { minLength: 1, maxLength: 8 }), fc.integer({ min: 1, max: 9 }), async (rows, size) => {
      const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;
      const text = Buffer.from(rows.map((cells) => cells.map(quoted).join(',')).join('\r\n'));
      const read = [];
      for await (const bunch of csvRows((start) => inChunks(text.subarray(start), size), ',', { byte: 0, row: 0 })) read.push(...bunch);
      expect(read.map(({ cells }) => cells)).toEqual(rows);
    }),
    { numRuns: 200 },
  );
});

test('however many lines hold stray quotes, each is read once and the text is opened once', async () => {
  const lines = Array.from({ length: 5000 }, () => 'a","');
  const text = Buffer.from([...lines, 'a 5" b,c', 'd,e'].join('\n'));
  let [opened, given] = [0, 0];
  async function* open(start: number) {
    opened++;
    for await (const chunk of inChunks(text.subarray(start))) {
      given += chunk.length;
      yield chunk;
    }
  }
  const rows = [];
  for await (const bunch of csvRows(open, ',', { byte: 0, row: 0 })) rows.push(...bunch);
  expect(rows).toHaveLength(5002);
  expect(rows[4999]).toMatchObject({ number: 5000, cells: null, problem: { code: 'QUOTE_MISPLACED' }, raw: 'a","' });
  expect(rows.slice(-2).map(({ number, cells }) => [number, cells])).toEqual([
    [5001, ['a 5" b', 'c']],
    [5002, ['d', 'e']],
  ]);
  expect({ opened, given }).toEqual({ opened: 1, given: text.length });
});

test('a part ends after so many bytes, blank rows and variants too', async () => {
  const partsOf = async (format: 'SHOPIFY' | 'JSONL', text: string) => {
    const { table } = await examinedIn(files, text, format);
    const parts = [];
    const seen = new KeySet();
    for (let from: Place | null = table!.begin; from; ) {
      const lines: CanonicalLine[] = [];
      const { next } = await readPart(
        (start) => files.get(table!.textKey, start),
        table!,
        from,
        seen,
        (line) => lines.push(line),
      );
      const variants = lines.reduce<number>((sum, line) => sum + ('product' in line ? (line.product.variants?.length ?? 0) : 0), 0);
      parts.push({ lines: lines.length, variants });
      from = next;
    }
    return parts;
  };
  const blank = await partsOf('SHOPIFY', `Title,URL handle,Price\nHat,hat,10\n${'\n'.repeat(150_000)}Mug,mug,5\n`);
  expect(blank).toHaveLength(3);
  expect(blank.reduce((sum, { lines }) => sum + lines, 0)).toBe(2);

  const many = Array.from({ length: 2000 }, (_, at) => ({ sku: `S-${at}`, price: '1', optionValues: [`${at}`] }));
  const line = (at: number) => JSON.stringify({ title: `Hat ${at}`, handle: `hat-${at}`, options: [{ name: 'Size' }], variants: many });
  const variants = await partsOf('JSONL', [0, 1, 2, 3, 4].map(line).join('\n'));
  expect(variants.map((part) => part.variants)).toEqual([4000, 4000, 2000]);

  const long = (at: number) => JSON.stringify({ title: `Hat ${at}`, handle: `hat-${at}`, unknown: 'x'.repeat(1_500_000) });
  const bytes = await partsOf('JSONL', [0, 1, 2, 3].map(long).join('\n'));
  expect(bytes.map((part) => part.lines)).toEqual([2, 2]);
});
