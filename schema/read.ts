import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export type Api = 'admin' | 'shop';
export const APIS: readonly Api[] = ['admin', 'shop'];

/** The newest SDL of an API: a file a noun, and what both APIs share. `folder` is this one, as the sources have it. */
export const newestSdl = (folder: string, api: Api): string[] =>
  [join(folder, 'shared'), join(folder, api)].flatMap((place) =>
    readdirSync(place)
      .filter((file) => file.endsWith('.graphql'))
      .sort()
      .map((file) => readFileSync(join(place, file), 'utf8')),
  );

/** The versions that were released, `YYYY-MM`, the oldest first. */
export function releasedVersions(folder: string): string[] {
  const released = join(folder, 'released');
  return existsSync(released) ? readdirSync(released).filter(isVersion).sort() : [];
}

export const isVersion = (name: string): boolean => /^\d{4}-(0[1-9]|1[0-2])$/.test(name);

export const releasedPath = (folder: string, version: string, api: Api): string => join(folder, 'released', version, `${api}.graphql`);

/** A released version's SDL, permissions included: it can be served again. */
export const releasedSdl = (folder: string, version: string, api: Api): string => readFileSync(releasedPath(folder, version, api), 'utf8');
