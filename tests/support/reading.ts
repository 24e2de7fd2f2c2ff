import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ImportFormat } from '#commerce/imports/formats/index.js';
import type { CanonicalProduct, RowProblem } from '#commerce/imports/reading/canonical.js';
import { type Examined, examine } from '#commerce/imports/reading/examine.js';
import { KeySet } from '#commerce/imports/reading/key-set.js';
import { readPart } from '#commerce/imports/reading/part.js';
import type { Mapping, Place, Table } from '#commerce/imports/reading/table.js';
import { localStorage, type Storage } from '#platform/storage.js';

export async function* inChunks(bytes: Buffer, size = 65_536): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

/** A storage of its own for one test file. */
export async function aStorage(): Promise<{ files: Storage; remove(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'reading-'));
  return { files: localStorage(folder), remove: () => rm(folder, { recursive: true }) };
}

export async function examined(
  files: Storage,
  bytes: Buffer | string,
  format: ImportFormat | null = null,
  mapping?: Mapping,
): Promise<Examined> {
  await files.put('file', inChunks(Buffer.from(bytes as string)));
  return examine(files, { key: 'file', format, ...(mapping ? { mapping } : {}) }, 'text');
}

export interface Read {
  products: CanonicalProduct[];
  /** Of each product. */
  digests: string[];
  problems: RowProblem[];
  rows: number;
  rejected: number;
  parts: Place[];
}

/** All parts of a table, one after the other. */
async function readTable(files: Storage, table: Table): Promise<Read> {
  const read: Read = { products: [], digests: [], problems: [], rows: 0, rejected: 0, parts: [] };
  const seen = new KeySet();
  for (let from: Place | null = table.begin; from; ) {
    read.parts.push(from);
    const part = await readPart(
      (start) => files.get(table.textKey, start),
      table,
      from,
      seen,
      (line) => {
        if ('product' in line) {
          read.products.push(line.product);
          read.digests.push(line.digest);
        } else read.problems.push(line.problem);
      },
    );
    read.rows += part.rows;
    read.rejected += part.rejected;
    from = part.next;
  }
  return read;
}

/** What a file says. @throws where it is refused */
export async function readFileAs(
  files: Storage,
  bytes: Buffer | string,
  format: ImportFormat | null = null,
  mapping?: Mapping,
): Promise<Read & { table: Table }> {
  const { table, refusal } = await examined(files, bytes, format, mapping);
  if (!table) throw new Error(refusal.message);
  return { table, ...(await readTable(files, table)) };
}
