/** RSA keys and certificates as merchants paste them, read in the page alone: nothing of them is sent or kept. */

export type PemKind = 'privateKey' | 'publicKey' | 'certificate';

export interface RsaText {
  kind: PemKind;
  bits: number;
  /** Hex: two texts of one key pair have the same. */
  modulus: string;
  /** Hex, of a certificate: WeChat Pay's 证书序列号. */
  serial: string | null;
}

const HEADER = /-----BEGIN ([A-Z0-9 ]+)-----/;

/**
 * What a text holds: PEM, or the bare base64 that Alipay's key tool shows. Null: no RSA key of ours to read, or a part of one.
 * PKCS #8, PKCS #1, SubjectPublicKeyInfo and X.509 certificates.
 */
export function readRsa(text: string): RsaText | null {
  const bytes = bytesOf(text);
  if (!bytes) return null;
  try {
    const top = childrenOf(nodeAt(bytes, 0));
    return certificate(top) ?? privateKey(top) ?? publicKey(top);
  } catch {
    return null; // cut off, or another format
  }
}

/** Of what a text says that it is, by its first line: `PRIVATE KEY`; null where it says nothing. */
export const headerOf = (text: string): string | null => HEADER.exec(text)?.[1] ?? null;

function bytesOf(text: string): Uint8Array | null {
  const base64 = text.replace(/-----[A-Z0-9 ]+-----/g, '').replace(/\s/g, '');
  if (base64.length < 64 || !/^[A-Za-z0-9+/]+={0,2}$/.test(base64)) return null;
  return Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
}

/** One element of DER: its tag, and where its content stands. */
interface Node {
  tag: number;
  content: Uint8Array;
  end: number;
}

const SEQUENCE = 0x30;
const INTEGER = 0x02;
const BIT_STRING = 0x03;
const OCTET_STRING = 0x04;
const VERSION = 0xa0;

function nodeAt(bytes: Uint8Array, at: number): Node {
  const tag = bytes[at];
  const short = bytes[at + 1];
  if (tag === undefined || short === undefined) throw new Error('The text ends too early');
  const more = short < 0x80 ? 0 : short & 0x7f;
  let length = more ? 0 : short;
  for (let index = 0; index < more; index++) length = length * 256 + (bytes[at + 2 + index] ?? 0);
  const begin = at + 2 + more;
  if (begin + length > bytes.length) throw new Error('The text ends too early');
  return { tag, content: bytes.subarray(begin, begin + length), end: begin + length };
}

function childrenOf({ tag, content }: Node): Node[] {
  if (tag !== SEQUENCE) throw new Error('No sequence');
  const found: Node[] = [];
  for (let at = 0; at < content.length; at = found.at(-1)!.end) found.push(nodeAt(content, at));
  return found;
}

const hexOf = (bytes: Uint8Array): string =>
  [...bytes]
    .map((byte) => byte.toString(16).padStart(2, '0'))
    .join('')
    .replace(/^(00)+/, '')
    .toUpperCase();

function keyOf(kind: PemKind, modulus: Node | undefined, serial: string | null = null): RsaText | null {
  if (modulus?.tag !== INTEGER) return null;
  const hex = hexOf(modulus.content);
  return { kind, bits: hex.replace(/^0/, '').length * 4, modulus: hex, serial };
}

/** PKCS #8 wraps PKCS #1: version, modulus, exponents, primes. */
function privateKey(top: Node[]): RsaText | null {
  if (top.length === 9) return keyOf('privateKey', top[1]);
  const wrapped = top[2];
  return wrapped?.tag === OCTET_STRING ? keyOf('privateKey', childrenOf(nodeAt(wrapped.content, 0))[1]) : null;
}

/** SubjectPublicKeyInfo wraps PKCS #1: modulus, exponent. */
function publicKey(top: Node[]): RsaText | null {
  if (top.length !== 2) return null;
  if (top[0]?.tag === INTEGER) return keyOf('publicKey', top[0]);
  const bits = top[1];
  return bits?.tag === BIT_STRING ? keyOf('publicKey', childrenOf(nodeAt(bits.content, 1))[0]) : null;
}

/** tbsCertificate: version, serial, algorithm, issuer, validity, subject, key. */
function certificate(top: Node[]): RsaText | null {
  if (top.length !== 3 || top[0]?.tag !== SEQUENCE || top[2]?.tag !== BIT_STRING) return null;
  const fields = childrenOf(top[0]);
  const [serial, , , , , key] = fields[0]?.tag === VERSION ? fields.slice(1) : fields;
  if (serial?.tag !== INTEGER || !key) return null;
  const read = publicKey(childrenOf(key));
  return read && { ...read, kind: 'certificate', serial: hexOf(serial.content) };
}
