import { PassThrough } from 'node:stream';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import exceljs from 'exceljs';
import type { Storage } from '#platform/storage.js';
import { aStorage, examined, readFileAs } from '#tests/support/reading.js';
import { zipped } from '#tests/support/zipped.js';

let files: Storage;
let remove: () => Promise<void>;
beforeAll(async () => {
  ({ files, remove } = await aStorage());
});
afterAll(() => remove());

/** A workbook as Excel's own programs write it. */
async function aWorkbook(fill: (sheet: exceljs.Worksheet, workbook: exceljs.Workbook) => void): Promise<Buffer> {
  const workbook = new exceljs.Workbook();
  workbook.addWorksheet('Notes', { state: 'hidden' }).addRow(['Title', 'URL handle', 'Price']);
  fill(workbook.addWorksheet('商品'), workbook);
  return Buffer.from(await workbook.xlsx.writeBuffer());
}

test('the first sheet that is shown is read: texts, numbers as they are shown, and its own row numbers', async () => {
  const bytes = await aWorkbook((sheet) => {
    sheet.addRow(['Title', 'URL handle', 'Description', 'Price', 'Barcode', 'Published']);
    sheet.addRow(['青花瓷, "大"', 'vase', '<p>One\nTwo</p>', 19.9, 6901234567892, true]);
    sheet.getRow(5).values = [
      { richText: [{ text: 'Formatted ' }, { font: { bold: true }, text: 'hat' }] },
      'hat',
      '',
      { formula: '1/8', result: 0.125 },
    ];
    sheet.getRow(6).values = ['Mug', 'mug', '', 'ten'];
  });
  const { products, problems, table } = await readFileAs(files, bytes);
  expect(products).toMatchObject([
    { rows: [2], title: '青花瓷, "大"', descriptionHtml: '<p>One\nTwo</p>', variants: [{ price: '19.9', barcode: '6901234567892' }] },
    { rows: [5], title: 'Formatted hat', variants: [{ price: '0.125' }] },
  ]);
  expect(problems).toMatchObject([{ row: 6, column: 'Price', code: 'PRICE_INVALID', value: 'ten' }]);
  expect(table.header).toEqual(['Title', 'URL handle', 'Description', 'Price', 'Barcode', 'Published']);
});

test('a workbook that was written as a stream, with its texts in their cells, says the same', async () => {
  const stream = new PassThrough();
  const workbook = new exceljs.stream.xlsx.WorkbookWriter({ stream, useSharedStrings: false });
  const sheet = workbook.addWorksheet('Products');
  sheet.addRow(['Title', 'URL handle', 'Price']).commit();
  for (let at = 0; at < 2000; at++) sheet.addRow([`Hat ${at}`, `hat-${at}`, at / 100]).commit();
  const [bytes] = await Promise.all([stream.toArray() as Promise<Buffer[]>, workbook.commit()]);
  const { products, problems } = await readFileAs(files, Buffer.concat(bytes));
  expect(problems).toEqual([]);
  expect(products).toHaveLength(2000);
  expect(products.at(-1)).toMatchObject({ rows: [2001], title: 'Hat 1999', variants: [{ price: '19.99' }] });
});

test.each([
  ['without a sheet', [{ path: 'xl/workbook.xml', bytes: '<workbook/>' }], /no sheet/],
  ['that is broken', [{ path: 'xl/workbook.xml', bytes: '<workbook><sheets>' }], /damaged/],
  ["in Excel's binary format", [{ path: 'xl/workbook.bin', bytes: 'x' }], /\.xlsb/],
])('a workbook %s is refused in one sentence', async (_what, parts, sentence) => {
  const { refusal } = await examined(files, zipped(parts));
  expect(refusal).toMatchObject({ code: 'NOT_A_CATALOG', message: expect.stringMatching(sentence) });
});

test('an empty workbook is an empty file', async () => {
  expect((await examined(files, await aWorkbook(() => {}))).refusal).toMatchObject({ code: 'EMPTY_FILE' });
});

/** A workbook of one sheet with these rows, and the texts that they share. */
const bare = (rows: string, shared = ''): Buffer =>
  zipped([
    { path: 'xl/workbook.xml', bytes: '<workbook xmlns:r="r"><sheets><sheet name="a" r:id="rId1"/></sheets></workbook>' },
    { path: 'xl/_rels/workbook.xml.rels', bytes: '<Relationships><Relationship Id="rId1" Target="a.xml"/></Relationships>' },
    { path: 'xl/sharedStrings.xml', bytes: `<sst>${shared}</sst>` },
    { path: 'xl/a.xml', bytes: `<worksheet><sheetData>${rows}</sheetData></worksheet>` },
  ]);
const HEADER = '<row><c t="str"><v>Title</v></c><c t="str"><v>URL handle</v></c><c r="BXX1" t="str"><v>Price</v></c></row>';

test('blank rows are counted and come to nothing but their line', async () => {
  const hat = '<row><c t="str"><v>Hat</v></c><c t="str"><v>hat</v></c><c r="BXX1" t="str"><v>5</v></c></row>';
  const blank = '<row/>'.repeat(20_000);
  const { table, products } = await readFileAs(files, bare(`${HEADER}${blank}<row><c r="BXX9"/></row>${hat}`), 'SHOPIFY');
  expect(products).toMatchObject([{ title: 'Hat', rows: [20_003] }]);
  expect(table.bytes).toBeLessThan(30_000);
});

test.each([
  ['that few texts are repeated in', HEADER + '<row><c t="s"><v>0</v></c></row>'.repeat(400), `<si><t>${'x'.repeat(100_000)}</t></si>`],
  ['with a text that does not end', HEADER, `<si>${`<t>${'x'.repeat(1000)}</t>`.repeat(1100)}</si>`],
  ['with a cell that does not end', `${HEADER}<row><c>${`<v>${'x'.repeat(1000)}</v>`.repeat(1100)}</c></row>`, ''],
])('a workbook %s is refused before it fills memory or a disk', async (_what, rows, shared) => {
  const { refusal } = await examined(files, bare(rows, shared), 'SHOPIFY');
  expect(refusal).toMatchObject({ code: 'NOT_A_CATALOG', message: expect.stringMatching(/holds more text/) });
});
