import { randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { Readable } from 'node:stream';
import { config } from './config.js';
import { root } from './root.js';

/** Where files are kept. A key is a path of small letters, digits, `-`, `.` and `/`, made by us, never by a caller. */
export interface Storage {
  /**
   * Writes the whole stream under the key, or nothing: what fails on the way leaves no file. Answers its bytes.
   * @throws {StorageFull}
   */
  put(key: string, bytes: AsyncIterable<Uint8Array>): Promise<number>;
  /** The file from byte `start` on, up to but not with byte `end`. The stream fails with an error that `isMissing` knows where there is none. */
  get(key: string, start?: number, end?: number): Readable;
  /** In bytes; null where there is no such file. */
  size(key: string): Promise<number | null>;
  /** A missing file is no failure. */
  remove(key: string): Promise<void>;
  /** Everything below `prefix/`. */
  removeAll(prefix: string): Promise<void>;
}

/** The disk has no room left: what was being written is gone, everything else stands. */
export class StorageFull extends Error {
  constructor(cause: unknown) {
    super('No room is left where files are kept: free some space, or give DATA_DIR a larger disk', { cause });
    this.name = 'StorageFull';
  }
}

const CHUNK_BYTES = 128 * 1024;
/** Below it stand files that are still being written. */
const INCOMING = '.incoming';

/** A local folder. A file appears under its key complete and on the disk: written beside, synced, then renamed. */
export function localStorage(folder: string): Storage {
  const pathOf = (key: string): string => {
    if (!/^[a-z0-9][a-z0-9./-]*$/.test(key) || key.includes('..')) throw new TypeError(`${key} is no storage key`);
    return join(folder, key);
  };
  return {
    async put(key, bytes) {
      const path = pathOf(key);
      const beside = join(folder, INCOMING, randomUUID());
      await mkdir(dirname(beside), { recursive: true });
      try {
        const written = await writeThrough(beside, bytes);
        await mkdir(dirname(path), { recursive: true });
        await rename(beside, path);
        await syncFolder(dirname(path));
        return written;
      } catch (error) {
        await rm(beside, { force: true });
        throw isFull(error) ? new StorageFull(error) : error;
      }
    },
    get(key, start = 0, end = Number.POSITIVE_INFINITY) {
      const path = pathOf(key);
      if (end <= start) return Readable.from([]);
      return createReadStream(path, { start, end: end - 1, highWaterMark: CHUNK_BYTES });
    },
    async size(key) {
      try {
        return (await stat(pathOf(key))).size;
      } catch (error) {
        if (isMissing(error)) return null;
        throw error;
      }
    },
    remove: (key) => rm(pathOf(key), { force: true }),
    removeAll: (prefix) => rm(pathOf(prefix), { force: true, recursive: true }),
  };
}

async function writeThrough(path: string, bytes: AsyncIterable<Uint8Array>): Promise<number> {
  const file = await open(path, 'wx');
  try {
    let written = 0;
    for await (const chunk of bytes) {
      for (let at = 0; at < chunk.length; ) at += (await file.write(chunk, at)).bytesWritten;
      written += chunk.length;
    }
    await file.sync();
    return written;
  } finally {
    await file.close();
  }
}

async function syncFolder(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

const codeOf = (error: unknown): unknown => (error as { code?: unknown } | null)?.code;
const isFull = (error: unknown): boolean => ['ENOSPC', 'EDQUOT', 'EFBIG'].includes(String(codeOf(error)));
/** True for a key under which nothing stands. */
export const isMissing = (error: unknown): boolean => codeOf(error) === 'ENOENT';

/** Removes what a process that was killed left half written. Files younger than `olderThanMs` may still be growing. */
export async function removeAbandoned(folder: string, olderThanMs: number): Promise<void> {
  const incoming = join(folder, INCOMING);
  const names = await readdir(incoming).catch((error) => (isMissing(error) ? [] : Promise.reject(error)));
  for (const name of names) {
    const { mtimeMs } = await stat(join(incoming, name));
    if (mtimeMs < Date.now() - olderThanMs) await rm(join(incoming, name), { force: true });
  }
}

/** `DATA_DIR/files`; a relative DATA_DIR counts from the folder that Shopyard is installed in. */
export const storageFolder = (): string => resolve(root, config().DATA_DIR, 'files');

let current: Storage | undefined;

/** This deployment's files. */
export function storage(): Storage {
  current ??= localStorage(storageFolder());
  return current;
}
