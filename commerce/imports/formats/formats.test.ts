import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Kind, parse } from 'graphql';
import { root } from '#platform/root.js';
import type { Storage } from '#platform/storage.js';
import { aStorage, examined } from '#tests/support/reading.js';
import { FORMATS, IMPORT_FORMATS } from './index.js';

let files: Storage;
let remove: () => Promise<void>;
beforeAll(async () => {
  ({ files, remove } = await aStorage());
});
afterAll(() => remove());

test('the API names exactly the formats that are known', async () => {
  const sdl = parse(await readFile(join(root, 'schema/admin/imports.graphql'), 'utf8'));
  const named = sdl.definitions.flatMap((definition) =>
    definition.kind === Kind.ENUM_TYPE_DEFINITION && definition.name.value === 'ImportFormat' ? (definition.values ?? []) : [],
  );
  expect(named.map(({ name }) => name.value).toSorted()).toEqual(['AUTO', ...IMPORT_FORMATS].toSorted());
});

test.each(FORMATS.map(({ name }) => name))('every file that was written for %s is taken for it by its content alone', async (name) => {
  const folder = join(root, 'commerce/imports/formats', name.toLowerCase(), 'fixtures');
  const names = await readdir(folder);
  expect(names.length).toBeGreaterThan(1);
  for (const file of names) {
    const { found, refusal } = await examined(files, await readFile(join(folder, file)));
    expect({ file, refusal, format: found?.format }).toEqual({ file, refusal: null, format: name });
    expect(found!.confidence).toBeGreaterThanOrEqual(0.5);
    expect(found!.confidence).toBeLessThan(1);
    expect(found!.reason).toMatch(/^[A-Z].{10,200}[^.]$/);
  }
});

test.each([
  ['a letter', 'Dear Ann,\nthe title of the book, and its price, I do not know.\nYours, Ben\n'],
  ['a table of people', 'Name,Email,Phone\nAnn,a@example.com,1\n'],
  ['a table of orders', 'Order ID,SKU,Quantity,Price\n1,A-1,2,5\n'],
  ['settings in JSON', '{"name":"shop","version":"1.0.0","title":"x"}\n'],
  ['a list in JSON', '[{"title":"Hat"},{"title":"Mug"}]\n'],
  ['a drawing', '<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg"><title>x</title></svg>\n'],
  ['news', '<rss version="2.0"><channel><item><title>x</title><link>https://a.example</link></item></channel></rss>\n'],
  ['a program', 'const title = 1;\nconst price = 2;\n'],
  ['a log', '2026-05-01 08:00:00 | INFO | started\n2026-05-01 08:00:01 | INFO | ready\n'],
  ['numbers', '1,2,3\n4,5,6\n'],
])('%s is no catalog', async (_what, text) => {
  const { refusal } = await examined(files, text);
  expect(refusal).toMatchObject({ code: 'NOT_RECOGNISED', message: expect.stringMatching(/^This looks like .*name its format/) });
});
