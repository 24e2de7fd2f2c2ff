import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { promisify } from 'node:util';
import { inflate } from 'node:zlib';

const FILE = '@fontsource/zcool-xiaowei/files/zcool-xiaowei-chinese-simplified-400-normal.woff';

let font: Promise<Buffer> | null = null;

/** A font with the characters of simplified Chinese, to be embedded: ZCOOL XiaoWei, under the SIL Open Font License. */
export function chineseFont(): Promise<Buffer> {
  font ??= readFile(createRequire(import.meta.url).resolve(FILE)).then(unpacked);
  return font;
}

const inflated = promisify(inflate);

/**
 * A WOFF's tables as the font file that they were packed from: what embeds fonts unpacks a packed table for each glyph.
 * Source: WOFF File Format 1.0, 3–5; OpenType, table directory.
 */
async function unpacked(woff: Buffer): Promise<Buffer> {
  const count = woff.readUInt16BE(12);
  const head = Buffer.alloc(12 + 16 * count);
  woff.copy(head, 0, 4, 8);
  head.writeUInt16BE(count, 4);
  const power = Math.floor(Math.log2(count));
  head.writeUInt16BE(2 ** power * 16, 6);
  head.writeUInt16BE(power, 8);
  head.writeUInt16BE((count - 2 ** power) * 16, 10);
  const parts: Buffer[] = [head];
  let offset = head.length;
  for (let at = 0; at < count; at += 1) {
    const entry = woff.subarray(44 + 20 * at, 64 + 20 * at);
    const [start, packed, length] = [entry.readUInt32BE(4), entry.readUInt32BE(8), entry.readUInt32BE(12)];
    const bytes = woff.subarray(start, start + packed);
    const table = packed < length ? await inflated(bytes) : bytes;
    const place = 12 + 16 * at;
    entry.copy(head, place, 0, 4);
    entry.copy(head, place + 4, 16, 20);
    head.writeUInt32BE(offset, place + 8);
    head.writeUInt32BE(length, place + 12);
    const padding = Buffer.alloc((4 - (length % 4)) % 4);
    parts.push(table, padding);
    offset += length + padding.length;
  }
  return Buffer.concat(parts);
}
