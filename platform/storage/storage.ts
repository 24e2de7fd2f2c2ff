import type { Readable } from 'node:stream';

/** Where files are kept. A key is a path of small letters, digits, `-`, `.` and `/`, made by us, never by a caller. */
export interface Storage {
  /**
   * Writes the whole stream under the key, or nothing: what fails on the way leaves no file. Answers its bytes.
   * @throws {StorageFull} and whatever the stream throws
   */
  put(key: string, bytes: AsyncIterable<Uint8Array>): Promise<number>;
  /**
   * The file from byte `start` on, up to the one before `end`; nothing where it ends before `start`. The stream fails with an error
   * that `isMissing` knows where there is no file.
   */
  get(key: string, start?: number, end?: number): Readable;
  /** In bytes; null where there is no such file. */
  size(key: string): Promise<number | null>;
  /** A missing file is no failure. */
  remove(key: string): Promise<void>;
  /** Everything below `prefix/`. */
  removeAll(prefix: string): Promise<void>;
  /** What a process that was killed left half written. What is younger than `olderThanMs` may still be growing. */
  removeAbandoned(olderThanMs: number): Promise<void>;
}

/** No room is left: what was being written is gone, everything else stands. */
export class StorageFull extends Error {
  constructor(cause: unknown, advice: string) {
    super(`No room is left where files are kept: ${advice}`, { cause });
    this.name = 'StorageFull';
  }
}

/** @throws {TypeError} for a key that could lead elsewhere */
export function checkKey(key: string): string {
  if (!/^[a-z0-9][a-z0-9./-]*$/.test(key) || key.includes('..')) throw new TypeError(`${key} is no storage key`);
  return key;
}

export const codeOf = (error: unknown): unknown => (error as { code?: unknown } | null)?.code;
const nameOf = (error: unknown): unknown => (error as { name?: unknown } | null)?.name;

/** True for a key under which nothing stands, wherever files are kept: a folder says ENOENT, S3 says the others. */
export const isMissing = (error: unknown): boolean =>
  codeOf(error) === 'ENOENT' || nameOf(error) === 'NoSuchKey' || nameOf(error) === 'NotFound';
