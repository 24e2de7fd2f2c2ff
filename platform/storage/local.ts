import { randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { checkKey, codeOf, isMissing, type Storage, StorageFull } from './storage.js';

const CHUNK_BYTES = 128 * 1024;
/** Below it stand files that are still being written. */
const INCOMING = '.incoming';

/** A local folder. A file appears under its key complete and on the disk: written beside, synced, then renamed. */
export function localStorage(folder: string): Storage {
  const pathOf = (key: string): string => join(folder, checkKey(key));
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
        throw isFull(error) ? new StorageFull(error, 'free some space, or give DATA_DIR a larger disk') : error;
      }
    },
    get(key, start = 0, end) {
      const path = pathOf(key);
      if (end !== undefined && end <= start) return Readable.from([]);
      return createReadStream(path, { start, ...(end === undefined ? {} : { end: end - 1 }), highWaterMark: CHUNK_BYTES });
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
    removeAbandoned: (olderThanMs) => removeOldFiles(join(folder, INCOMING), Date.now() - olderThanMs),
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

const isFull = (error: unknown): boolean => ['ENOSPC', 'EDQUOT', 'EFBIG'].includes(String(codeOf(error)));

async function removeOldFiles(folder: string, before: number): Promise<void> {
  const names = await readdir(folder).catch((error) => (isMissing(error) ? [] : Promise.reject(error)));
  for (const name of names) {
    const { mtimeMs } = await stat(join(folder, name));
    if (mtimeMs < before) await rm(join(folder, name), { force: true });
  }
}
