import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { buildSchema, type GraphQLEnumType } from 'graphql';
import { root } from '#platform/root.js';
import { APIS, newestSdl } from '#schema/read.js';

const sources = ['platform', 'tenants', 'commerce', 'server'].flatMap((room) =>
  readdirSync(join(root, room), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts') && !file.startsWith('generated'))
    .map((file) => ({ file: join(room, file), text: readFileSync(join(root, room, file), 'utf8') })),
);
const matches = (pattern: RegExp) =>
  sources.flatMap(({ file, text }) => [...text.matchAll(pattern)].map(([, code]) => ({ file, code: code! })));

const enumOf = (api: (typeof APIS)[number]): string[] => {
  const schema = buildSchema(newestSdl(join(root, 'schema'), api).join('\n'));
  return (schema.getType('UserErrorCode') as GraphQLEnumType).getValues().map(({ name }) => name);
};

test('every code that a UserError is thrown with stands in the schema', () => {
  const thrown = [
    ...matches(/new (?:User|Provider)Error\(\s*'([A-Z_]+)'/g),
    // Items of a batch are refused without being thrown.
    ...matches(/\bcode: '([A-Z_]+)'/g).filter(({ file }) => /^commerce\/(catalog|inventory)\//.test(file)),
  ];
  expect(thrown.length).toBeGreaterThan(30);
  for (const api of APIS) {
    const known = new Set(enumOf(api));
    expect(thrown.filter(({ code }) => !known.has(code))).toEqual([]);
  }
});

test('every code of the schema is one that something answers', () => {
  const written = new Set(matches(/'([A-Z_]+)'/g).map(({ code }) => code));
  for (const api of APIS) expect(enumOf(api).filter((code) => !written.has(code))).toEqual([]);
});
