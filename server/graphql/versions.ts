import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '#platform/root.js';
import { type Api, typeDefinitions } from './schema.js';

/** The version that grows: served from schema/ itself, so that what is added arrives in it until the next one is cut. */
export const NEWEST = '2026-11';

const released = join(root, 'schema', 'released');

/** The versions an API is served in, the oldest first; each with its SDL. */
export function versionsOf(api: Api): { version: string; typeDefs: string[] }[] {
  const older = existsSync(released) ? readdirSync(released).filter((name) => /^\d{4}-\d{2}$/.test(name) && name < NEWEST) : [];
  return [
    ...older.sort().map((version) => ({ version, typeDefs: [readFileSync(join(released, version, `${api}.graphql`), 'utf8')] })),
    { version: NEWEST, typeDefs: typeDefinitions(api) },
  ];
}
