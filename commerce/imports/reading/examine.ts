import type { Storage } from '#platform/storage.js';
import type { ImportFormat } from '../formats/format.js';
import { formats } from '../formats/index.js';
import { csvRows } from './csv.js';
import { findEncoding, refuseByBytes, transcribed } from './encoding.js';
import type { Refusal, Table } from './table.js';

export type Examined = { table: Table; refusal: null } | { table: null; refusal: Refusal };

const HEAD_BYTES = 64 * 1024;
/** No header is longer: a file that is one endless line is noticed here. */
const MOST_HEADER_BYTES = 256 * 1024;
const DELIMITERS = [',', ';', '\t'];

/**
 * Finds out what a file is and what is needed to read it: encoding, delimiter, header. A text that is not UTF-8 is transcribed once, so that
 * every later reading can begin at any byte.
 */
export async function examine(files: Storage, key: string, format: ImportFormat, textKey: string): Promise<Examined> {
  const head = await headOf(files, key);
  const refused = refuseByBytes(head);
  if (refused) return { table: null, refusal: refused };
  const encoding = await findEncoding(head, () => files.get(key));
  const text = encoding === 'utf-8' ? key : textKey;
  if (encoding !== 'utf-8') await files.put(text, transcribed(files.get(key), encoding));
  return tableOf(files, text, format);
}

async function headOf(files: Storage, key: string): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of files.get(key) as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    length += chunk.length;
    if (length >= HEAD_BYTES) break;
  }
  return Buffer.concat(chunks).subarray(0, HEAD_BYTES);
}

async function tableOf(files: Storage, textKey: string, format: ImportFormat): Promise<Examined> {
  const bytes = (await files.size(textKey)) ?? 0;
  let refusal: Refusal | null = null;
  for (const delimiter of DELIMITERS) {
    const first = await firstRow(files, textKey, delimiter);
    if (!first.cells)
      return {
        table: null,
        refusal: { code: 'NOT_A_CATALOG', message: 'The first line of the file is no header: it names no columns, or does not end' },
      };
    const reason = formats[format].refuses(first.cells);
    if (!reason) return { table: { textKey, bytes, delimiter, header: first.cells, begin: { byte: first.end, row: 1 } }, refusal: null };
    refusal ??= reason;
  }
  return { table: null, refusal: refusal! };
}

const MARK = Buffer.from('\ufeff');

async function firstRow(files: Storage, textKey: string, delimiter: string): Promise<{ cells: string[] | null; end: number }> {
  const head = await headOf(files, textKey);
  const byte = head.subarray(0, MARK.length).equals(MARK) ? MARK.length : 0;
  for await (const [row] of csvRows((start) => files.get(textKey, start), delimiter, { byte, row: 0 }, MOST_HEADER_BYTES)) {
    return row!;
  }
  return { cells: null, end: 0 };
}
