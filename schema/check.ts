import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { parseArgs } from 'node:util';
import { printSchemaWithDirectives } from '@graphql-tools/utils';
import { buildSchema, type GraphQLSchema } from 'graphql';
import { APIS, type Api, isVersion, newestSdl, releasedPath, releasedSdl, releasedVersions } from './read.js';
import { breaks, departures } from './rules.js';

/**
 * `npm run schema`: is the contract whole, in its manner, and kept? Every released version is compared with the newest; a client that
 * was written for it must find all it knew. `-- --print admin` shows an API as one text; `-- --freeze 2026-11` releases the newest as
 * that version, or adds to it what has come since.
 */
const folder = import.meta.dirname;
const { values } = parseArgs({ options: { print: { type: 'string' }, freeze: { type: 'string' } } });

const newest = new Map<Api, GraphQLSchema>(APIS.map((api) => [api, buildSchema(newestSdl(folder, api).join('\n'))]));
const whole = (api: Api) => `${printSchemaWithDirectives(newest.get(api)!)}\n`;

const complaints = [...newest].flatMap(([api, schema]) => [
  ...departures(api, schema).map((sentence) => `${api}: ${sentence}`),
  ...releasedVersions(folder).flatMap((version) =>
    breaks(buildSchema(releasedSdl(folder, version, api)), schema).map((sentence) => `${api}: breaks ${version}: ${sentence}`),
  ),
]);

const { print, freeze } = values;
if (complaints.length > 0) {
  process.stderr.write(`${complaints.join('\n')}\n`);
  process.exitCode = 1;
} else if (print !== undefined) {
  const api = APIS.find((known) => known === print);
  if (api) process.stdout.write(whole(api));
  else fail(`--print takes ${APIS.join(' or ')}, not ${print}`);
} else if (freeze !== undefined) {
  if (isVersion(freeze)) release(freeze);
  else fail(`--freeze takes a version like 2026-11, not ${freeze}`);
} else {
  const versions = releasedVersions(folder);
  process.stdout.write(
    `Both APIs are whole${versions.length > 0 ? ` and keep ${versions.join(', ')}` : '; no version is released yet'}.\n`,
  );
}

function release(version: string): void {
  for (const api of APIS) {
    const path = releasedPath(folder, version, api);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, whole(api));
    process.stdout.write(`${path}\n`);
  }
}

function fail(sentence: string): void {
  process.stderr.write(`${sentence}\n`);
  process.exitCode = 2;
}
