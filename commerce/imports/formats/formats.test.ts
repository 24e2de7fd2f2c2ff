import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { Kind, parse } from 'graphql';
import { root } from '#platform/root.js';
import { IMPORT_FORMATS } from './index.js';

test('the API names exactly the formats that are known', async () => {
  const sdl = parse(await readFile(join(root, 'schema/admin/imports.graphql'), 'utf8'));
  const named = sdl.definitions.flatMap((definition) =>
    definition.kind === Kind.ENUM_TYPE_DEFINITION && definition.name.value === 'ImportFormat' ? (definition.values ?? []) : [],
  );
  expect(named.map(({ name }) => name.value).toSorted()).toEqual(['AUTO', ...IMPORT_FORMATS].toSorted());
});
