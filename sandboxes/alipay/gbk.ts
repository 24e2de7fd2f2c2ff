/** Every two-byte character of GBK, turned round: Node reads that encoding and does not write it. */
let codes: Map<string, number> | undefined;

function table(): Map<string, number> {
  const made = new Map<string, number>();
  const decoder = new TextDecoder('gbk');
  for (let lead = 0x81; lead <= 0xfe; lead += 1)
    for (let trail = 0x40; trail <= 0xfe; trail += 1) {
      const text = decoder.decode(Uint8Array.of(lead, trail));
      if (text.length === 1 && text !== '\ufffd') made.set(text, lead * 256 + trail);
    }
  return made;
}

/** A question mark for what GBK does not have, as Alipay's files show it. */
export function toGbk(text: string): Buffer {
  codes ??= table();
  const bytes: number[] = [];
  for (const sign of text) {
    const code = sign.charCodeAt(0) < 0x80 ? sign.charCodeAt(0) : (codes.get(sign) ?? 0x3f);
    if (code > 0xff) bytes.push(code >> 8);
    bytes.push(code & 0xff);
  }
  return Buffer.from(bytes);
}
