import { mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { isMissing, localStorage, removeAbandoned, type Storage, StorageFull } from './storage.js';

let folder: string;
let files: Storage;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'storage-'));
  files = localStorage(folder);
});
afterAll(() => rm(folder, { recursive: true }));

async function* pieces(...texts: string[]) {
  for (const text of texts) yield Buffer.from(text);
}
async function* failing(error: Error) {
  yield Buffer.from('half of it');
  throw error;
}
async function read(key: string, start?: number, end?: number): Promise<string> {
  return Buffer.concat(await files.get(key, start, end).toArray()).toString();
}

test('what was put is read whole or from a byte on, and a second put replaces it', async () => {
  expect(await files.put('a/one', pieces('hello ', 'world'))).toBe(11);
  expect(await read('a/one')).toBe('hello world');
  expect(await read('a/one', 6)).toBe('world');
  expect(await read('a/one', 3, 8)).toBe('lo wo');
  expect(await read('a/one', 3, 3)).toBe('');
  expect(await files.size('a/one')).toBe(11);
  await files.put('a/one', pieces('new'));
  expect(await read('a/one')).toBe('new');
});

test('a stream that breaks off leaves the earlier file and nothing half written', async () => {
  await files.put('b/one', pieces('kept'));
  await expect(files.put('b/one', failing(new Error('connection lost')))).rejects.toThrow('connection lost');
  expect(await read('b/one')).toBe('kept');
  expect(await readdir(join(folder, '.incoming'))).toEqual([]);
});

test('a full disk is told in a sentence', async () => {
  const full = Object.assign(new Error('write'), { code: 'ENOSPC' });
  await expect(files.put('c/one', failing(full))).rejects.toBeInstanceOf(StorageFull);
  expect(await files.size('c/one')).toBeNull();
});

test('what is not there: no size, a stream that says so, and nothing to remove', async () => {
  expect(await files.size('nowhere')).toBeNull();
  expect(isMissing(await read('nowhere').catch((error: unknown) => error))).toBe(true);
  await files.remove('nowhere');
  await files.put('d/one', pieces('x'));
  await files.put('d/two', pieces('y'));
  await files.removeAll('d');
  expect(await files.size('d/two')).toBeNull();
});

test('a key cannot leave the folder', () => {
  for (const key of ['../secret', '/etc/passwd', 'a/../../b', '.incoming/x']) expect(() => files.get(key)).toThrow('no storage key');
});

test('what a killed process left half written is removed once it is old', async () => {
  const [old, young] = ['old', 'young'].map((name) => join(folder, '.incoming', name));
  await writeFile(old!, 'x');
  await writeFile(young!, 'x');
  await utimes(old!, 1, 1);
  await removeAbandoned(folder, 60_000);
  expect(await readdir(join(folder, '.incoming'))).toEqual(['young']);
});
