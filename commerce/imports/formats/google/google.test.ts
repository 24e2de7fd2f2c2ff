import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { root } from '#platform/root.js';
import type { Storage } from '#platform/storage.js';
import { aStorage, examined, readFileAs } from '#tests/support/reading.js';
import { itemsOf } from './xml.js';

let files: Storage;
let remove: () => Promise<void>;
beforeAll(async () => {
  ({ files, remove } = await aStorage());
});
afterAll(() => remove());

const fixture = (name: string) => readFile(join(root, 'commerce/imports/formats/google/fixtures', name));

test('a table: items of one group are one product wherever they stand, with what tells them apart as options', async () => {
  const { products, problems, table } = await readFileAs(files, await fixture('feed.tsv'));
  expect(problems).toEqual([]);
  expect(table.format).toBe('GOOGLE');
  expect(products).toEqual([
    {
      rows: [2, 4],
      partial: false,
      source: 'google',
      externalId: 'BOOT',
      title: 'Rain boot',
      descriptionHtml: 'Dry feet',
      vendor: 'Puddle',
      categories: [[{ title: 'Shoes' }, { title: 'Boots' }]],
      options: [{ name: 'Color' }, { name: 'Size' }],
      variants: [
        {
          row: 2,
          sku: 'BOOT-39',
          barcode: '4006381333931',
          price: '59.00',
          compareAtPrice: null,
          currency: 'EUR',
          weightGrams: 1200,
          tracksInventory: false,
          optionValues: ['Green', '39'],
          image: 'https://img.example.com/boot-39.jpg',
        },
        {
          row: 4,
          sku: 'BOOT-40',
          barcode: null,
          price: '59.00',
          compareAtPrice: null,
          currency: 'EUR',
          tracksInventory: true,
          available: 0,
          optionValues: ['Green', '40'],
          image: 'https://img.example.com/boot-40.jpg',
        },
      ],
      attributes: [
        { name: 'mpn', value: 'PB-1' },
        { name: 'condition', value: 'new' },
      ],
      media: [
        { url: 'https://img.example.com/boot-39.jpg', alt: null },
        { url: 'https://img.example.com/boot-40.jpg', alt: null },
      ],
      redirectFrom: ['/boot?size=39', '/boot?size=40'],
    },
    expect.objectContaining({
      externalId: 'CUP',
      categories: [[{ title: 'Home & Garden' }, { title: 'Kitchen' }]],
      options: [],
      variants: [expect.objectContaining({ price: '12.50', compareAtPrice: '15.00', optionValues: [] })],
      attributes: expect.arrayContaining([{ name: 'color', value: 'White' }]),
      media: [
        { url: 'https://img.example.com/cup.jpg', alt: null },
        { url: 'https://img.example.com/cup,2.jpg', alt: null },
        { url: 'https://img.example.com/cup-3.jpg', alt: null },
      ],
    }),
  ]);
});

test('RSS: fields of the item itself, its number as the row, descriptions sanitised', async () => {
  const { products, problems, table } = await readFileAs(files, await fixture('rss.xml'));
  expect(problems).toEqual([]);
  expect(table).toMatchObject({ format: 'GOOGLE', numbered: true });
  expect(products).toMatchObject([
    {
      rows: [1, 3],
      externalId: 'BOOT',
      title: 'Boots & more',
      descriptionHtml: '<p>Dry <b>feet</b></p>',
      categories: [[{ title: 'Shoes' }, { title: 'Boots' }]],
      options: [{ name: 'Size' }],
      variants: [
        { row: 1, price: '59.00', currency: 'EUR', optionValues: ['39'] },
        { row: 3, optionValues: ['40'], tracksInventory: true, available: 0 },
      ],
      media: [1, 2, 3].map((n) => ({ url: `https://img.example.com/boot${n === 1 ? '' : `-${n}`}.jpg`, alt: null })),
    },
    { rows: [2], externalId: 'CUP', title: 'Cup', variants: [{ price: '15.00', tracksInventory: false }], redirectFrom: ['/cup'] },
  ]);
});

test("Atom: Google's id goes before the entry's own, and a link is an attribute", async () => {
  const { products } = await readFileAs(files, await fixture('atom.xml'));
  expect(products).toMatchObject([
    {
      rows: [1],
      externalId: 'CUP',
      title: 'Cup',
      descriptionHtml: 'Holds tea',
      redirectFrom: ['/cup'],
      variants: [{ barcode: '4006381333931' }],
    },
  ]);
});

test('a dirty table: each bad item is told, and the others go in', async () => {
  const { products, problems, rows, rejected } = await readFileAs(files, await fixture('dirty.tsv'));
  expect(products.map(({ externalId, partial, variants }) => [externalId, partial, variants!.length])).toEqual([
    ['E', true, 1],
    ['F', true, 1],
    ['G', false, 1],
  ]);
  expect(problems.map(({ row, column, code, kept }) => [row, column, code, kept ?? false])).toEqual([
    [2, 'id', 'TEXT_TOO_LONG', false],
    [3, 'id', 'ID_MISSING', false],
    [4, 'title', 'TITLE_MISSING', false],
    [5, 'price', 'PRICE_INVALID', false],
    [6, 'availability', 'STATUS_INVALID', false],
    [8, 'id', 'ID_TWICE', false],
    [11, 'price', 'PRICE_INVALID', false],
    [10, 'item group id', 'OPTION_MISSING', false],
    [12, 'image link', 'PICTURE_INVALID', true],
    [13, 'shipping weight', 'NUMBER_INVALID', false],
  ]);
  for (const { message } of problems) expect(message).toMatch(/^.{16,200}$/);
  expect({ rows, rejected }).toEqual({ rows: 12, rejected: 9 });
});

test('where the XML is broken, what stands before goes in and the report says from where on nothing does', async () => {
  const { products, problems } = await readFileAs(files, await fixture('broken.xml'));
  expect(products).toMatchObject([
    { title: 'One', partial: true },
    { title: 'Two', partial: true },
  ]);
  expect(problems).toMatchObject([{ row: 3, code: 'XML_BROKEN' }]);
});

async function itemsIn(...pieces: string[]) {
  async function* text() {
    yield* pieces;
  }
  const items = [];
  for await (const item of itemsOf(text())) items.push(item);
  return items;
}

test('entities that stand for others, endless fields and endless nesting fill no memory', async () => {
  const bomb = `<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><rss><item><title>&b;</title></item></rss>`;
  expect(await itemsIn(bomb)).toMatchObject([{ number: 1, cells: null, problem: { code: 'XML_BROKEN' } }]);
  const [nested] = await itemsIn('<rss>', ...Array<string>(1000).fill('<item><a>'));
  expect(nested).toMatchObject({ cells: null, problem: { message: expect.stringContaining('deep') } });
  const [long] = await itemsIn('<rss><item><title>', ...Array<string>(60).fill('x'.repeat(60_000)), '</title></item></rss>');
  expect(long!.cells!.join('').length).toBeLessThan(600_000);
});

test('other XML is not taken for a feed', async () => {
  expect((await examined(files, '<?xml version="1.0"?>\n<products><product><id>1</id></product></products>\n')).refusal).not.toBeNull();
  expect((await examined(files, 'sku,name\n1,x\n', 'GOOGLE')).refusal).toMatchObject({ code: 'NOT_A_CATALOG' });
});

test('whatever items are written, as a table or as XML, they are read as they were', async () => {
  const text = fc.string({ unit: fc.constantFrom('a', 'B', '&', '<', '>', '"', '红', ']'), maxLength: 8 }).map((middle) => `x${middle}x`);
  const anItem = fc.record({
    title: text,
    cents: fc.integer({ min: 1, max: 9_999_999 }),
    sizes: fc.uniqueArray(text, { minLength: 1, maxLength: 4 }),
    cdata: fc.boolean(),
  });
  const escaped = (plain: string) => plain.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  const inXml = (plain: string, cdata: boolean) => (cdata ? `<![CDATA[${plain.replaceAll(']]>', ']]]]><![CDATA[>')}]]>` : escaped(plain));
  await fc.assert(
    fc.asyncProperty(fc.array(anItem, { minLength: 1, maxLength: 4 }), fc.integer({ min: 1, max: 50 }), async (wishes, size) => {
      const items = wishes.flatMap(({ title, cents, sizes, cdata }, group) =>
        sizes.map((one, at) => ({
          id: `${group}-${at}`,
          group: `${group}`,
          title,
          price: `${(cents / 100).toFixed(2)} USD`,
          size: one,
          cdata,
        })),
      );
      // Last sizes first, so that groups are apart from each other's items.
      const mixed = items.toSorted((a, b) => Number(b.id.split('-')[1]) - Number(a.id.split('-')[1]));
      const xml = mixed.map(
        ({ id, group, title, price, size: one, cdata }) =>
          `<item><g:id>${id}</g:id><g:item_group_id>${group}</g:item_group_id><title>${inXml(title, cdata)}</title><g:price>${price}</g:price><g:size>${inXml(one, cdata)}</g:size></item>`,
      );
      const quoted = (plain: string) => `"${plain.replaceAll('"', '""')}"`;
      const table = mixed.map(({ id, group, title, price, size: one }) => [id, group, title, price, one].map(quoted).join('\t'));
      const feeds = [
        `<rss xmlns:g="http://base.google.com/ns/1.0"><channel>${xml.join('')}</channel></rss>`,
        ['id\titem_group_id\ttitle\tprice\tsize', ...table].join('\n'),
      ];
      for (const feed of feeds) {
        const { products, problems } = await readFileAs(files, feed, 'GOOGLE');
        expect(problems).toEqual([]);
        const said = products.map(({ externalId, title, variants }) => [
          externalId,
          title,
          variants!.map(({ price }) => price)[0],
          variants!.map(({ optionValues }) => optionValues![0]).toSorted(),
        ]);
        expect(said.toSorted(([a], [b]) => Number(a) - Number(b))).toEqual(
          wishes.map(({ title, cents, sizes }, group) => [`${group}`, title, (cents / 100).toFixed(2), sizes.toSorted()]),
        );
      }
      const pieces = feeds[0]!.match(new RegExp(`.{1,${size}}`, 'gs'))!;
      expect(await itemsIn(...pieces)).toEqual(await itemsIn(feeds[0]!));
    }),
    { numRuns: 40 },
  );
});

test('of a group with more addresses than a product has the first are kept', async () => {
  const items = Array.from({ length: 60 }, (_, at) => `B-${at}\tBoot\tB\t${at}\t5 EUR\thttps://old.example.com/boot-${at}`);
  const { products, problems } = await readFileAs(files, ['id\ttitle\titem_group_id\tsize\tprice\tlink', ...items].join('\n'));
  expect(problems).toEqual([]);
  expect(products[0]!.variants).toHaveLength(60);
  expect(products[0]!.redirectFrom).toHaveLength(50);
});
