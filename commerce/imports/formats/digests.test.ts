import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { root } from '#platform/root.js';
import type { Storage } from '#platform/storage.js';
import { aStorage, readFileAs } from '#tests/support/reading.js';

let files: Storage;
let remove: () => Promise<void>;
beforeAll(async () => {
  ({ files, remove } = await aStorage());
});
afterAll(() => remove());

/** The first digits of each product's digest. */
const DIGESTS: Readonly<Record<string, string>> = {
  'generic/chinese.csv': 'zFZxtY fXXZ/h',
  'generic/chinese.xlsx': 'LHCvlE fXXZ/h',
  'generic/dirty.csv': '9SXqOS 7lHwv+ sdiCRP',
  'generic/english.csv': 'DZAShD 8ngGwt',
  'generic/prices.csv': 'UXBDdb R58MJC',
  'google/atom.xml': '2E98LO',
  'google/broken.xml': 'ibSGN2 QZCoSg',
  'google/dirty.tsv': 'AdwSq2 0zSYL1 cBtt/h',
  'google/feed.tsv': 'cvfUyy Qiqiir',
  'google/rss.xml': 'LnKpHK 15OeNY',
  'jsonl/dirty.jsonl': 'K8kW2W sEA8XP',
  'jsonl/export.jsonl': '5Y/P9e FFomzC dhZiSS',
  'prices/changed.csv': 'QOeUEC NnHcsT',
  'prices/dirty.csv': '2KtDKN gFw4TC',
  'shopify/current.csv': 'ITidtk wlArpm QfkHxI QhQtZa',
  'shopify/dirty.csv': 'wKJ7Tr SSetvf cgeZWv Ru6fQT',
  'shopify/older.csv': 'a8DSKl',
  'taobao/dirty.csv': 'f+Kb3h 1q18T+ QNDTle keHYN6 r4tySy K56AIh',
  'taobao/gb18030.csv': 'acNyNW',
  'taobao/utf16be.csv': '1DvmlE 5p17Yk QbIOUf',
  'taobao/utf16le.csv': '1DvmlE 5p17Yk QbIOUf',
  'woocommerce/dirty.csv': 'iyf9pY EqrhM/ b0GiNg +W+092 BThB6m',
  'woocommerce/export.csv': '9Q5m8n jeFl+v TUKvM5 UbfBcp wrwQ8W qCNaZm',
};

/**
 * A product is `unchanged` where the digest of its words is the one that came before. Of another version with other digests every product of
 * a file that comes again would be changed, and stock that was sold since would be set anew: the order of fields counts.
 */
test.each(Object.entries(DIGESTS))('%s has the digests that it has always had', async (fixture, digests) => {
  const read = await readFileAs(files, await readFile(join(root, 'commerce/imports/formats', fixture.replace('/', '/fixtures/'))));
  expect(read.digests.map((digest) => digest.slice(0, 6)).join(' ')).toBe(digests);
});
