import { mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { NotObtained } from '#bin/servers/obtain.js';
import { type OwnServer, startS3 } from '#bin/servers/start.js';
import { type S3Settings, s3Storage } from './storage/s3.js';
import { isMissing, localStorage, type Storage, StorageFull } from './storage.js';

// Both kinds keep one contract: what is said of one is said of the other.
const folder = await mkdtemp(join(tmpdir(), 'storage-'));
const local = localStorage(join(folder, 'local'));
const account = { accessKeyId: 'shopyard', secretAccessKey: 'a secret for tests', bucket: 'files' };
const server = await startS3({ dir: join(folder, 's3'), account }, tell).catch((error) => {
  if (!(error instanceof NotObtained)) throw error;
  tell(`Files in S3 were not tried. ${error.message}`);
  return null;
});
const settings: S3Settings = { ...account, credentials: account, region: 'us-east-1', endpoint: server?.url ?? '', forcePathStyle: true };
const kinds: [string, Storage][] = [['a folder', local], ...(server ? [['S3', s3Storage(settings)] as [string, Storage]] : [])];

function tell(line: string): void {
  process.stderr.write(`${line}\n`);
}

afterAll(async () => {
  await (server as OwnServer | null)?.kill();
  await rm(folder, { recursive: true });
});

async function* pieces(...texts: string[]) {
  for (const text of texts) yield Buffer.from(text);
}
async function* failing(error: Error, bytes = 10) {
  yield Buffer.alloc(bytes);
  throw error;
}

describe.each(kinds)('in %s', (_name, files) => {
  const read = async (key: string, start?: number, end?: number): Promise<string> =>
    Buffer.concat(await files.get(key, start, end).toArray()).toString();

  test('what was put is read whole, from a byte on, or between two, and a second put replaces it', async () => {
    expect(await files.put('a/one', pieces('hello ', 'world'))).toBe(11);
    expect(await read('a/one')).toBe('hello world');
    expect(await read('a/one', 6)).toBe('world');
    expect(await read('a/one', 3, 8)).toBe('lo wo');
    expect(await read('a/one', 3, 100)).toBe('lo world');
    expect([await read('a/one', 3, 3), await read('a/one', 11), await read('a/one', 20)]).toEqual(['', '', '']);
    expect(await files.size('a/one')).toBe(11);
    await files.put('a/one', pieces('new'));
    expect(await read('a/one')).toBe('new');
  });

  test('an empty file is a file', async () => {
    expect(await files.put('a/empty', pieces())).toBe(0);
    expect([await files.size('a/empty'), await read('a/empty')]).toEqual([0, '']);
  });

  test('a file of many parts comes back as it went', async () => {
    const block = Buffer.from(Array.from({ length: 1024 }, (_, index) => index % 251));
    async function* blocks() {
      for (let at = 0; at < 20 * 1024; at += 1) yield block;
    }
    expect(await files.put('a/large', blocks())).toBe(20 * 1024 ** 2);
    let bytes = 0;
    for await (const chunk of files.get('a/large')) {
      for (let at = 0; at < chunk.length; at += 997)
        if (chunk[at] !== ((bytes + at) % 1024) % 251) throw new Error(`another byte at ${bytes + at}`);
      bytes += chunk.length;
    }
    expect(bytes).toBe(20 * 1024 ** 2);
  });

  test.each([10, 20 * 1024 ** 2])(
    'a stream that breaks off after %s bytes leaves the earlier file, and is told as it failed',
    async (bytes) => {
      await files.put('b/one', pieces('kept'));
      await expect(files.put('b/one', failing(new TypeError('connection lost'), bytes))).rejects.toThrow(new TypeError('connection lost'));
      expect(await read('b/one')).toBe('kept');
    },
  );

  test('what is not there: no size, a stream that says so, and nothing to remove', async () => {
    expect(await files.size('nowhere')).toBeNull();
    for (const start of [0, 5]) expect(isMissing(await read('nowhere', start).catch((error: unknown) => error))).toBe(true);
    await files.remove('nowhere');
    await files.removeAll('nowhere');
    await files.put('a/two', pieces('x'));
    await files.remove('a/two');
    expect(await files.size('a/two')).toBeNull();
  });

  test('all below a prefix goes, and nothing beside it', async () => {
    for (const key of ['d/one', 'd/e/two', 'd-e/three']) await files.put(key, pieces('x'));
    await files.removeAll('d');
    expect(await Promise.all(['d/one', 'd/e/two', 'd-e/three'].map((key) => files.size(key)))).toEqual([null, null, 1]);
  });

  test('a reader that leaves in the middle holds up nobody', async () => {
    for (let at = 0; at < 60; at += 1) {
      const stream = files.get('a/large');
      for await (const _ of stream) break;
      expect(stream.destroyed).toBe(true);
    }
    expect(await read('a/one')).toBe('new');
  });

  test('a key cannot lead elsewhere', async () => {
    for (const key of ['../secret', '/etc/passwd', 'a/../../b', '.incoming/x']) {
      expect(() => files.get(key)).toThrow('no storage key');
      await expect(files.put(key, pieces('x'))).rejects.toThrow('no storage key');
    }
  });

  test('what is still being written is not taken for abandoned', async () => {
    let begun = () => {};
    const under = new Promise<void>((resolve) => {
      begun = resolve;
    });
    let goOn = () => {};
    const later = new Promise<void>((resolve) => {
      goOn = resolve;
    });
    async function* slowly() {
      yield Buffer.alloc(9 * 1024 ** 2);
      yield Buffer.alloc(9 * 1024 ** 2);
      begun();
      await later;
      yield Buffer.from('end');
    }
    const putting = files.put('f/slow', slowly());
    await under;
    await files.removeAbandoned(60_000);
    goOn();
    expect(await putting).toBe(18 * 1024 ** 2 + 3);
  });
});

test('a full disk is told in a sentence', async () => {
  const full = Object.assign(new Error('write'), { code: 'ENOSPC' });
  await expect(local.put('c/one', failing(full))).rejects.toBeInstanceOf(StorageFull);
  expect(await local.size('c/one')).toBeNull();
});

test('what a killed process left half written in a folder is removed once it is old', async () => {
  const incoming = join(folder, 'local', '.incoming');
  const [old, young] = ['old', 'young'].map((name) => join(incoming, name));
  await writeFile(old!, 'x');
  await writeFile(young!, 'x');
  await utimes(old!, 1, 1);
  await local.removeAbandoned(60_000);
  expect(await readdir(incoming)).toEqual(['young']);
});

(server ? test : test.skip)('a large file that a killed process left half written in S3 is removed once it is old', async () => {
  const { S3Client, CreateMultipartUploadCommand, ListMultipartUploadsCommand } = await import('@aws-sdk/client-s3');
  const client = new S3Client({ ...settings });
  await client.send(new CreateMultipartUploadCommand({ Bucket: account.bucket, Key: 'left/behind' }));
  const left = async () => (await client.send(new ListMultipartUploadsCommand({ Bucket: account.bucket }))).Uploads?.map(({ Key }) => Key);
  expect(await left()).toEqual(['left/behind']);
  await s3Storage(settings).removeAbandoned(-60_000);
  expect((await left()) ?? []).toEqual([]);
});

(server ? test : test.skip)('another key than the account has opens nothing, and is not taken for a file that is missing', async () => {
  const wrong = s3Storage({ ...settings, credentials: { ...account, secretAccessKey: 'another secret' } });
  const refused = await wrong.size('a/one').catch((error: unknown) => error);
  expect(refused).toBeInstanceOf(Error);
  expect(isMissing(refused)).toBe(false);
});
