import { join } from 'node:path';
import { root } from '#platform/root.js';
import { type Api, newestSdl, releasedSdl, releasedVersions } from '#schema/read.js';

/** The version that grows: served from schema/ itself, so that what is added arrives in it until the next one is cut. */
export const NEWEST = '2026-11';

const folder = join(root, 'schema');

/** The versions an API is served in, the oldest first; each with its SDL. */
export function versionsOf(api: Api): { version: string; typeDefs: string[] }[] {
  const older = releasedVersions(folder).filter((version) => version < NEWEST);
  return [
    ...older.map((version) => ({ version, typeDefs: [releasedSdl(folder, version, api)] })),
    { version: NEWEST, typeDefs: newestSdl(folder, api) },
  ];
}
