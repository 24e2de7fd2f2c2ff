import { isUtf8 } from 'node:buffer';
import type { Readable } from 'node:stream';
import { type Entry, fromRandomAccessReaderPromise, RandomAccessReader, type ZipFile } from 'yauzl';
import type { Storage } from '#platform/storage.js';
import type { Refusal } from './table.js';

/** An archive that is not unpacked, in one sentence. */
export class ZipRefused extends Error {
  constructor(readonly refusal: Refusal) {
    super(refusal.message);
  }
}

export interface ZipEntry {
  path: string;
  /** Unpacked, as the archive says; what turns out larger fails. */
  bytes: number;
  open(): AsyncIterable<Uint8Array>;
}

/** A catalog with ten pictures for each of ten thousand products. */
const MOST_ENTRIES = 200_000;
/** Text packs to a twentieth; what packs to less than this is made to fill a disk. */
const MOST_RATIO = 250;
const RATIO_COUNTS_FROM = 16 * 1024 * 1024;
const UTF8_FLAG = 0x800;
const MOST_BYTES = 4 * 1024 ** 3;

/** The directory is read in small pieces: they come from one block. */
const BLOCK_BYTES = 256 * 1024;

class StoredArchive extends RandomAccessReader {
  private block = { start: 0, bytes: Buffer.alloc(0) };

  constructor(
    private readonly files: Storage,
    private readonly key: string,
    private readonly size: number,
  ) {
    super();
  }

  override _readStreamForRange(start: number, end: number): Readable {
    return this.files.get(this.key, start, end);
  }

  override read(
    buffer: Buffer,
    offset: number,
    length: number,
    position: number,
    done: (error: Error | null, bytes?: number) => void,
  ): void {
    this.piece(position, length).then(
      (bytes) => done(null, bytes.copy(buffer, offset)),
      (error) => done(error),
    );
  }

  private async piece(position: number, length: number): Promise<Buffer> {
    const { start, bytes } = this.block;
    if (position < start || position + length > start + bytes.length) {
      const end = Math.min(this.size, position + Math.max(length, BLOCK_BYTES));
      this.block = { start: position, bytes: Buffer.concat(await this.files.get(this.key, position, end).toArray()) };
    }
    return this.block.bytes.subarray(position - this.block.start, position - this.block.start + length);
  }
}

const refused = (message: string) => new ZipRefused({ code: 'NOT_A_CATALOG', message });
const DAMAGED = 'The ZIP archive is damaged or incomplete: pack it again and upload that';

/** The files in an archive, without folders and what systems add. @throws {ZipRefused} damaged, encrypted, or made to fill a disk */
export async function zipEntries(files: Storage, key: string): Promise<ZipEntry[]> {
  const { zip, entries, size } = await readDirectory(files, key);
  const kept = entries.filter(({ path }) => !/\/$|(^|\/)(__MACOSX\/|\.)/.test(path));
  const bytes = kept.reduce((sum, { entry }) => sum + entry.uncompressedSize, 0);
  if (bytes > MOST_BYTES || (bytes > RATIO_COUNTS_FROM && bytes > size * MOST_RATIO)) {
    throw refused('The ZIP archive unpacks to far more than a catalog has: it is not opened');
  }
  return kept.map(({ path, entry }) => ({ path, bytes: entry.uncompressedSize, open: () => unpacked(zip, entry) }));
}

interface Directory {
  zip: ZipFile;
  entries: { path: string; entry: Entry }[];
  /** Of the archive itself: entries may claim the same bytes of it, each for its own. */
  size: number;
}

async function readDirectory(files: Storage, key: string): Promise<Directory> {
  const size = (await files.size(key)) ?? 0;
  try {
    // Names are decoded here: archives packed on Chinese systems call theirs in GB18030 and do not say so.
    const options = { autoClose: false, lazyEntries: true, decodeStrings: false };
    const zip = await fromRandomAccessReaderPromise(new StoredArchive(files, key, size), size, options);
    if (zip.entryCount > MOST_ENTRIES) throw refused(`The ZIP archive holds ${zip.entryCount} files; ${MOST_ENTRIES} are the most`);
    const entries: { path: string; entry: Entry }[] = [];
    for await (const entry of zip.eachEntry()) entries.push({ path: pathOf(entry), entry });
    return { zip, entries, size };
  } catch (error) {
    throw error instanceof ZipRefused || !isZipError(error) ? error : refused(DAMAGED);
  }
}

/** yauzl throws plain errors for what is wrong in an archive; those of storage have a code or a status. */
const isZipError = (error: unknown): boolean =>
  error instanceof Error && !('$metadata' in error) && (!('code' in error) || String(error.code).startsWith('Z_'));

/** UTF-8 where the archive says so, or where what comes out is Chinese: two bytes of GB18030 often are a letter of UTF-8 as well. */
function pathOf({ fileNameRaw, generalPurposeBitFlag }: Entry): string {
  const utf8 = fileNameRaw.toString('utf8');
  const certain = (generalPurposeBitFlag & UTF8_FLAG) !== 0 || (isUtf8(fileNameRaw) && /^[ -~\u2e80-\uffef]*$/.test(utf8));
  return (certain ? utf8 : new TextDecoder('gb18030').decode(fileNameRaw)).replaceAll('\\', '/');
}

async function* unpacked(zip: ZipFile, entry: Entry): AsyncGenerator<Uint8Array> {
  if (entry.isEncrypted()) throw refused('The ZIP archive is protected with a password: pack it again without one');
  if (entry.compressionMethod !== 0 && entry.compressionMethod !== 8) {
    throw refused('The ZIP archive is packed in a manner that only its own program knows: pack it again as a plain ZIP');
  }
  try {
    for await (const chunk of await zip.openReadStreamPromise(entry)) yield chunk as Uint8Array;
  } catch (error) {
    throw isZipError(error) ? refused(DAMAGED) : error;
  }
}
