import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import exceljs from 'exceljs';
import { root } from '#platform/root.js';
import { localStorage } from '#platform/storage.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'memory-'));
});
afterAll(() => rm(folder, { recursive: true }));

const DESCRIPTION = '一壶四杯，景德镇手工烧制。'.repeat(500);

/** Products with long descriptions in Chinese, two rows each, `megabytes` in all. */
async function* ofShopify(megabytes: number): AsyncGenerator<Buffer> {
  yield Buffer.from('Title,URL handle,Description,Option1 name,Option1 value,Price\n');
  const bytes = Buffer.byteLength(DESCRIPTION);
  for (let written = 0, at = 0; written < megabytes * 1e6; written += bytes, at++) {
    yield Buffer.from(`Tea set ${at},tea-${at},"${DESCRIPTION}",Size,S,388\n,tea-${at},,,L,488\n`);
  }
}

/** The same as a package of Taobao in UTF-16, with line breaks that nobody quoted. */
async function* ofTaobao(megabytes: number): AsyncGenerator<Buffer> {
  const wide = (text: string) => Buffer.from(text, 'utf16le');
  yield wide('\ufeffversion 1.00\ntitle\tseller_cids\tdescription\tcateProps\tskuProps\tpropAlias\tnum_id\n');
  const bytes = DESCRIPTION.length * 2;
  for (let written = 0, at = 0; written < megabytes * 1e6; written += bytes, at++) {
    yield wide(`Tea set ${at}\t1\t${DESCRIPTION}\nsecond line\t\t388:5:T-${at}:1627207:28341;\t\t${at + 1}\n`);
  }
}

/** A workbook of one row for each kilobyte, with texts in their cells that no packing makes small. */
async function* ofWorkbook(megabytes: number): AsyncGenerator<Buffer> {
  const stream = new PassThrough();
  const workbook = new exceljs.stream.xlsx.WorkbookWriter({ stream, useSharedStrings: false });
  const sheet = workbook.addWorksheet('商品');
  const written = (async () => {
    sheet.addRow(['商品名称', '货号', '售价', '描述']).commit();
    for (let at = 0; at < megabytes * 1000; at++) {
      sheet.addRow([`茶具 ${at}`, `T-${at}`, at / 100, randomBytes(500).toString('hex')]).commit();
      if (stream.readableLength > 1e6) await setImmediate();
    }
    await workbook.commit();
  })();
  yield* stream as AsyncIterable<Buffer>;
  await written;
}

async function* ofFeed(megabytes: number): AsyncGenerator<Buffer> {
  yield Buffer.from('<rss xmlns:g="http://base.google.com/ns/1.0"><channel>');
  const bytes = Buffer.byteLength(DESCRIPTION);
  for (let written = 0, at = 0; written < megabytes * 1e6; written += bytes, at++) {
    const item = (id: string) =>
      `<item><g:id>${id}</g:id><g:item_group_id>${at}</g:item_group_id><g:size>${id}</g:size><g:price>5 CNY</g:price>`;
    yield Buffer.from(`${item(`${at}-S`)}<title>Tea ${at}</title><description>${DESCRIPTION}</description></item>`);
    yield Buffer.from(`${item(`${at}-L`)}<title>Tea ${at}</title></item>`);
  }
  yield Buffer.from('</channel></rss>');
}

/** Prints what the file comes to, and the process's greatest size in bytes. */
const READ = `
  const { examine } = await import('#commerce/imports/reading/examine.js');
  const { readPart } = await import('#commerce/imports/reading/part.js');
  const { KeySet } = await import('#commerce/imports/reading/key-set.js');
  const { table } = await examine(files, { key: 'file', format: null }, 'text');
  const seen = new KeySet();
  let products = 0;
  for (let from = table.begin; from; ) {
    const part = await readPart((start) => files.get(table.textKey, start), table, from, seen, () => products++);
    from = part.next;
  }`;

/** Puts the rows of a file in order that has all variations above their parents. */
const ARRANGE = `
  const { arranged } = await import('#commerce/imports/reading/arrange.js');
  const { tableRows } = await import('#commerce/imports/reading/rows.js');
  const { tableText } = await import('#commerce/imports/reading/table-text.js');
  const table = { delimiter: ',', begin: { byte: 0, row: 0 }, header: ['id', 'parent', 'text'] };
  async function* rows() {
    for await (const bunch of tableRows((start) => files.get('file', start), table, table.begin)) yield* bunch;
  }
  const names = { namesOf: ({ cells: [id] }) => (id ? [id] : []), parentOf: ({ cells: [, parent] }) => parent || null };
  let products = 0;
  let parent = '';
  async function* checked() {
    for await (const row of arranged(table.header, rows(), names, () => {})) {
      if (row.cells[0]) products++;
      parent = row.cells[0] || parent;
      if (row.cells[1] && row.cells[1] !== parent) throw new Error('A variation stands apart from its parent');
      yield row;
    }
  }
  await files.put('arranged', tableText(table.header, checked()));`;

async function* apart(megabytes: number): AsyncGenerator<Buffer> {
  const products = Math.ceil((megabytes * 1e6) / Buffer.byteLength(DESCRIPTION));
  for (let at = 0; at < products; at++) yield Buffer.from(`,${at},small\n,${at},large\n`);
  for (let at = 0; at < products; at++) yield Buffer.from(`${at},,"${DESCRIPTION}"\n`);
}

/** Runs it in a process with so little memory. */
async function runWith(heapMegabytes: number, program: string): Promise<{ products: number; peak: number }> {
  const whole = `
    const { localStorage } = await import('#platform/storage.js');
    const files = localStorage(${JSON.stringify(folder)});
    ${program}
    console.log(JSON.stringify({ products, peak: process.resourceUsage().maxRSS * 1024 }));`;
  const options = [
    `--max-old-space-size=${heapMegabytes}`,
    '--max-semi-space-size=4',
    '--import',
    'tsx',
    '--input-type=module',
    '--eval',
    whole,
  ];
  const child = spawn(process.execPath, options, { cwd: root, env: process.env, stdio: ['ignore', 'pipe', 'inherit'] });
  let told = '';
  child.stdout.on('data', (chunk) => {
    told += String(chunk);
  });
  await once(child, 'close');
  return JSON.parse(told) as { products: number; peak: number };
}

type Way = [what: string, aFile: (megabytes: number) => AsyncIterable<Buffer>, program: string];

const WAYS: readonly Way[] = [
  ['read', ofShopify, READ],
  ['put in order', apart, ARRANGE],
];
const OTHER_WAYS: readonly Way[] = [
  ['rewritten from another encoding', ofTaobao, READ],
  ['a workbook', ofWorkbook, READ],
  ['a feed in XML', ofFeed, READ],
];

test.each(process.env.LONG ? [...WAYS, ...OTHER_WAYS] : WAYS)(
  'memory stays flat whatever the size of the file that is %s',
  async (_what, aFile, program) => {
    const files = localStorage(folder);
    await files.put('file', aFile(2));
    const small = await runWith(64, program);
    await files.put('file', aFile(48));
    const large = await runWith(64, program);
    expect(large.products).toBeGreaterThan(20 * small.products);
    expect(large.peak - small.peak).toBeLessThan(48e6);
  },
  120_000,
);
