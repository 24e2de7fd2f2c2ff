import { isUtf8 } from 'node:buffer';
import type { Readable } from 'node:stream';
import { LRUCache } from 'lru-cache';
import { type Entry, fromRandomAccessReaderPromise, RandomAccessReader, type ZipFile } from 'yauzl';
import { isMissing, storage } from '#platform/storage.js';
import { PictureProblem } from './picture.problem.js';

/** A catalog with ten pictures for each of ten thousand products, twice. */
const MOST_ENTRIES = 200_000;
const BLOCK_BYTES = 256 * 1024;
const DAMAGED = 'The ZIP archive that the picture is in is damaged: pack it again and upload that';

/** Reads a stored file wherever the archive's directory leads; what is read in small pieces comes from one block. */
class StoredFile extends RandomAccessReader {
  #block = { start: 0, bytes: Buffer.alloc(0) };

  constructor(
    private readonly key: string,
    private readonly size: number,
  ) {
    super();
  }

  override _readStreamForRange(start: number, end: number): Readable {
    return storage().get(this.key, start, end);
  }

  override read(
    buffer: Buffer,
    offset: number,
    length: number,
    position: number,
    done: (error: Error | null, bytes?: number) => void,
  ): void {
    this.#piece(position, length).then(
      (bytes) => done(null, bytes.copy(buffer, offset)),
      (error) => done(error),
    );
  }

  async #piece(position: number, length: number): Promise<Buffer> {
    const { start, bytes } = this.#block;
    const inside = position >= start && position + length <= start + bytes.length;
    if (inside) return bytes.subarray(position - start, position - start + length);
    const end = Math.min(this.size, position + Math.max(length, BLOCK_BYTES));
    const read = Buffer.concat(await storage().get(this.key, position, end).toArray());
    this.#block = { start: position, bytes: read };
    return read.subarray(0, length);
  }
}

interface Archive {
  zip: ZipFile;
  /** By path, and by file name alone where no path is the same: catalogs name their pictures without the folder. */
  entries: Map<string, Entry>;
}

/** A directory is read once for all its pictures. Files in storage do not change under their key. */
const archives = new LRUCache<string, Promise<Archive>>({ max: 2 });

/**
 * One file of a stored ZIP archive, of so many bytes at most. Its path as the archive has it, with `/` between folders.
 * @throws {PictureProblem} FILE_GONE, TOO_LARGE
 */
export async function fileInArchive(key: string, path: string, mostBytes: number): Promise<Buffer> {
  const { zip, entries } = await archiveOf(key);
  const entry = entries.get(path) ?? entries.get(nameOf(path));
  if (!entry) throw new PictureProblem('FILE_GONE', `There is no ${path.slice(0, 200)} in the ZIP archive: put it in and upload that`);
  if (entry.uncompressedSize > mostBytes)
    throw new PictureProblem('TOO_LARGE', `The picture has more than ${mostBytes} bytes: make it smaller`);
  if (!entry.canDecodeFileData()) {
    throw new PictureProblem('FILE_GONE', 'The ZIP archive is protected or packed in a manner of its own: pack it again as a plain ZIP');
  }
  try {
    // yauzl holds the stream to the size that the archive gives.
    return Buffer.concat(await (await zip.openReadStreamPromise(entry)).toArray());
  } catch (error) {
    throw isOfArchive(error) ? new PictureProblem('FILE_GONE', DAMAGED) : error;
  }
}

async function archiveOf(key: string): Promise<Archive> {
  let opening = archives.get(key);
  if (!opening) {
    opening = openArchive(key);
    archives.set(key, opening);
    opening.catch(() => archives.delete(key));
  }
  return opening;
}

async function openArchive(key: string): Promise<Archive> {
  const size = await storage().size(key);
  if (size === null) throw new PictureProblem('FILE_GONE', 'The file is no longer kept: upload it again');
  try {
    // Names are decoded here: archives packed on Chinese systems have theirs in GB18030 and do not say so.
    const zip = await fromRandomAccessReaderPromise(new StoredFile(key, size), size, { autoClose: false, decodeStrings: false });
    if (zip.entryCount > MOST_ENTRIES) throw new PictureProblem('TOO_LARGE', `The ZIP archive holds more than ${MOST_ENTRIES} files`);
    const [paths, names] = [new Map<string, Entry>(), new Map<string, Entry>()];
    for await (const entry of zip.eachEntry()) {
      const path = pathOf(entry);
      paths.set(path, entry);
      names.set(nameOf(path), entry);
    }
    return { zip, entries: new Map([...names, ...paths]) };
  } catch (error) {
    throw isOfArchive(error) ? new PictureProblem('FILE_GONE', DAMAGED) : error;
  }
}

function pathOf({ fileNameRaw }: Entry): string {
  const path = isUtf8(fileNameRaw) ? fileNameRaw.toString('utf8') : new TextDecoder('gb18030').decode(fileNameRaw);
  return path.replaceAll('\\', '/');
}

const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

/** yauzl throws plain errors for what is wrong in an archive; those of storage have a code or a status. */
const isOfArchive = (error: unknown): boolean =>
  error instanceof Error &&
  !(error instanceof PictureProblem) &&
  !isMissing(error) &&
  !('$metadata' in error) &&
  (!('code' in error) || String(error.code).startsWith('Z_'));
