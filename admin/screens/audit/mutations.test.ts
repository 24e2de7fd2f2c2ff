import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { buildSchema } from 'graphql';
import { newestSdl } from '../../../schema/read';
import mutations from './mutations.en';

test('every mutation that the audit log may tell of has its words', () => {
  const schema = buildSchema(newestSdl(join(import.meta.dirname, '../../../schema'), 'admin').join('\n'));
  expect(Object.keys(schema.getMutationType()!.getFields()).filter((name) => !(name in mutations))).toEqual([]);
});
