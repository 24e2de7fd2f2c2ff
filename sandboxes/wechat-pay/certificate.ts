import { createPrivateKey, createPublicKey, createSign } from 'node:crypto';
import type { KeyPair } from './crypto.js';

/** DER, as far as an X.509 certificate needs it: node:crypto reads certificates and writes none. */
const der = (tag: number, ...parts: Buffer[]): Buffer => {
  const content = Buffer.concat(parts);
  return Buffer.concat([Buffer.from([tag]), lengthOf(content.length), content]);
};

function lengthOf(length: number): Buffer {
  if (length < 0x80) return Buffer.from([length]);
  const bytes = Buffer.from(length.toString(16).padStart(length > 0xff ? 4 : 2, '0'), 'hex');
  return Buffer.concat([Buffer.from([0x80 | bytes.length]), bytes]);
}

const sequence = (...parts: Buffer[]) => der(0x30, ...parts);
const integer = (hex: string) => der(0x02, Buffer.from(hex, 'hex'));
const oid = (hex: string) => der(0x06, Buffer.from(hex, 'hex'));
const utf8 = (text: string) => der(0x0c, Buffer.from(text));
const utcTime = (at: Date) => der(0x17, Buffer.from(`${at.toISOString().slice(2, 19).replace(/[-:T]/g, '')}Z`));
const bits = (content: Buffer) => der(0x03, Buffer.from([0]), content);

const SHA256_WITH_RSA = sequence(oid('2a864886f70d01010b'), der(0x05));
const ORGANISATION = '55040a';
const COMMON_NAME = '550403';

const name = (parts: Record<string, string>) =>
  sequence(...Object.entries(parts).map(([kind, text]) => der(0x31, sequence(oid(kind), utf8(text)))));

/** A self-signed certificate (X.509 v3) over `pair`, PEM. `serial`: whole bytes in hex, the first below 80 and above 00. */
export function certificateOf(pair: KeyPair, serial: string, from: Date, until: Date): string {
  const who = name({ [ORGANISATION]: 'Shopyard WeChat Pay sandbox', [COMMON_NAME]: 'Sandbox platform' });
  const body = sequence(
    der(0xa0, der(0x02, Buffer.from([2]))),
    integer(serial),
    SHA256_WITH_RSA,
    who,
    sequence(utcTime(from), utcTime(until)),
    who,
    createPublicKey(pair.publicKey).export({ type: 'spki', format: 'der' }),
  );
  const signature = createSign('RSA-SHA256').update(body).sign(createPrivateKey(pair.privateKey));
  const base64 = sequence(body, SHA256_WITH_RSA, bits(signature)).toString('base64');
  return `-----BEGIN CERTIFICATE-----\n${base64.match(/.{1,64}/g)!.join('\n')}\n-----END CERTIFICATE-----\n`;
}
