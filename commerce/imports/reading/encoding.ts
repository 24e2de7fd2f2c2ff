import { isUtf8 } from 'node:buffer';
import type { Refusal } from './table.js';

export type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'gb18030' | 'windows-1252';
type Open = () => AsyncIterable<Uint8Array>;

/** Beginnings of files that are no text. Sources: each format's own specification. */
const KNOWN: readonly (readonly [hex: string, sentence: string])[] = [
  ['89504e47', 'This is a picture (PNG), not a catalog: upload the CSV file that the shop was exported to'],
  ['ffd8ff', 'This is a picture (JPEG), not a catalog: upload the CSV file that the shop was exported to'],
  ['47494638', 'This is a picture (GIF), not a catalog: upload the CSV file that the shop was exported to'],
  ['52494646', 'This is a picture or a film, not a catalog: upload the CSV file that the shop was exported to'],
  ['25504446', 'This is a PDF, not a catalog: upload the CSV file that the shop was exported to'],
  ['504b0506', 'This is an empty ZIP archive, not a catalog'],
  ['d0cf11e0a1b11ae1', 'This is an old or encrypted Excel workbook: open it, save the sheet as CSV, and upload that'],
  ['1f8b', 'This file is compressed (gzip): unpack it and upload what was in it'],
];

/** Says no to what cannot be a table of text, by its first bytes. */
export function refuseByBytes(head: Buffer): Refusal | null {
  if (head.length === 0) return { code: 'EMPTY_FILE', message: 'The file is empty' };
  const hex = head.subarray(0, 8).toString('hex');
  const known = KNOWN.find(([beginning]) => hex.startsWith(beginning));
  if (known) return { code: 'NOT_A_CATALOG', message: known[1] };
  const text = head.toString('latin1', 0, 512).replace(/^(\xef\xbb\xbf)?\s+|^\xef\xbb\xbf/, '');
  if (/^(<!doctype html|<html|<head|<body)/i.test(text)) {
    return { code: 'NOT_A_CATALOG', message: 'This is a web page, not a catalog: download the file itself and upload that' };
  }
  if (!wideByNuls(head) && !byBom(head) && head.includes(0)) {
    return { code: 'NOT_A_CATALOG', message: 'This file is no text: upload the CSV file that the shop was exported to' };
  }
  return null;
}

/**
 * By byte order mark, then by the pattern of NULs, then UTF-8 if all of it is, then the encoding of Western Europe where accented letters
 * stand one by one, then whichever of UTF-8 and GB18030 fits better.
 */
export async function findEncoding(head: Buffer, open: Open): Promise<Encoding> {
  const certain = byBom(head) ?? wideByNuls(head);
  if (certain) return certain;
  if (await isAllUtf8(open())) return 'utf-8';
  if (await isLatin(open())) return 'windows-1252';
  const chinese = await misfits(open(), 'gb18030');
  return chinese === 0 || chinese < (await misfits(open(), 'utf-8')) ? 'gb18030' : 'utf-8';
}

function byBom(head: Buffer): Encoding | null {
  if (head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf) return 'utf-8';
  if (head[0] === 0xff && head[1] === 0xfe) return 'utf-16le';
  if (head[0] === 0xfe && head[1] === 0xff) return 'utf-16be';
  return null;
}

/** UTF-16 without a mark: the header's letters leave every second byte 0, and always on the same side. */
function wideByNuls(head: Buffer): Encoding | null {
  const nuls: [even: number, odd: number] = [0, 0];
  for (let at = 0; at < head.length; at++) if (head[at] === 0) nuls[(at % 2) as 0 | 1]++;
  const [even, odd] = nuls;
  if (even + odd < head.length / 8) return null;
  if (even * 20 < odd) return 'utf-16le';
  return odd * 20 < even ? 'utf-16be' : null;
}

async function isAllUtf8(bytes: AsyncIterable<Uint8Array>): Promise<boolean> {
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of bytes) {
    const joined = Buffer.concat([rest, chunk]);
    const whole = joined.length - unfinished(joined);
    if (!isUtf8(joined.subarray(0, whole))) return false;
    rest = joined.subarray(whole);
  }
  return rest.length === 0;
}

/** How many bytes at the end begin a character whose other bytes are still to come. */
function unfinished(bytes: Buffer): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back]!;
    if (byte >= 0xc0) return back < (byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2) ? back : 0;
    if (byte < 0x80) return 0;
  }
  return 0;
}

/** Windows-1252 has no character for these. */
const NOT_LATIN = new Set([0x81, 0x8d, 0x8f, 0x90, 0x9d]);

/**
 * Accented letters stand alone among others (für, café); characters of Chinese are two bytes and words several, so that bytes beyond
 * ASCII seldom stand alone. What GB18030 writes in four bytes has a digit after each of the two.
 */
async function isLatin(bytes: AsyncIterable<Uint8Array>): Promise<boolean> {
  let [alone, together] = [0, 0];
  let run = 0;
  let digitAfter = false;
  for await (const chunk of bytes) {
    for (const byte of chunk) {
      if (byte >= 0x80) {
        if (NOT_LATIN.has(byte)) return false;
        if (digitAfter && run === 0) alone--;
        digitAfter = false;
        run++;
        continue;
      }
      digitAfter = run === 1 && byte >= 0x30 && byte <= 0x39;
      if (run === 1) alone++;
      else if (run > 1) together++;
      run = 0;
    }
  }
  return alone + (run === 1 ? 1 : 0) > 2 * together;
}

/** How many places do not fit the encoding. */
async function misfits(bytes: AsyncIterable<Uint8Array>, encoding: Encoding): Promise<number> {
  let count = 0;
  for await (const text of texts(bytes, encoding)) count += text.split('\ufffd').length - 1;
  return count;
}

/** The text of some bytes, without a mark; what does not fit becomes U+FFFD. */
export async function* texts(bytes: AsyncIterable<Uint8Array>, encoding: Encoding): AsyncGenerator<string> {
  const decoder = new TextDecoder(encoding);
  for await (const chunk of bytes) yield decoder.decode(chunk, { stream: true });
  yield decoder.decode();
}

/** The same text in UTF-8. */
export async function* transcribed(bytes: AsyncIterable<Uint8Array>, encoding: Encoding): AsyncGenerator<Buffer> {
  for await (const text of texts(bytes, encoding)) yield Buffer.from(text, 'utf8');
}
