import { config } from '#platform/config.js';
import type { Storage } from '#platform/storage.js';
import type { Encoding } from './encoding.js';
import type { Container } from './sample.js';
import { isWorkbook, sheetAsCsv } from './workbook.js';
import { type ZipEntry, ZipRefused, zipEntries } from './zip.js';

/** What may be the catalog: the file itself, or one of those in the archive that it is. */
export interface Candidate {
  container: Container;
  open(): AsyncIterable<Uint8Array>;
  /** In storage, where it stands there by itself. */
  key: string | null;
  beside: ReadonlyMap<string, ZipEntry>;
  /** Where it is known. */
  encoding?: Encoding;
}

const ZIP = Buffer.from('504b0304', 'hex');
export const isZip = (head: Buffer): boolean => head.subarray(0, ZIP.length).equals(ZIP);

const PICTURES = /\.(tbi|jpe?g|png|gif|webp|bmp|avif|heic|svg|mp4|mov|webm)$/i;
/** Among so many files that are no pictures, somebody means another archive. */
const MOST_CANDIDATES = 50;

const TOO_LARGE = {
  code: 'NOT_A_CATALOG',
  message: 'The ZIP archive holds a file that is larger than an upload may be: split it into several and upload each',
};

/** @throws {ZipRefused} */
export async function candidatesOf(files: Storage, key: string, head: Buffer): Promise<Candidate[]> {
  if (!isZip(head)) return [{ container: 'plain', open: () => files.get(key), key, beside: new Map() }];
  const entries = await zipEntries(files, key);
  const beside = new Map(entries.map((entry) => [entry.path, entry]));
  if (isWorkbook(beside)) return [{ container: 'xlsx', open: () => sheetAsCsv(beside), key: null, beside: new Map(), encoding: 'utf-8' }];
  const texts = entries.filter(({ path, bytes }) => bytes > 0 && !PICTURES.test(path));
  if (texts.some(({ bytes }) => bytes > config().MAX_UPLOAD_BYTES)) throw new ZipRefused(TOO_LARGE);
  return texts.slice(0, MOST_CANDIDATES).map(({ open }) => ({ container: 'zip', open, key: null, beside }));
}
