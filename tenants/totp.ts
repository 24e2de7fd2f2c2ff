import { createHmac } from 'node:crypto';
import { sameText } from '#platform/crypto.js';

/** Seconds. Source: RFC 6238, 5.2. */
const STEP_S = 30;
const DIGITS = 6;
/** A clock may be off by so many steps, and a code may take so long to type. */
const TOLERANCE = 1;

/** A one-time password for a counter. Source: RFC 4226, 5.3. */
export function hotp(secret: Buffer, counter: number, digits = DIGITS): string {
  const message = Buffer.alloc(8);
  message.writeBigUInt64BE(BigInt(counter));
  const mac = createHmac('sha1', secret).update(message).digest();
  const offset = mac.at(-1)! & 0xf;
  return String((mac.readUInt32BE(offset) & 0x7fff_ffff) % 10 ** digits).padStart(digits, '0');
}

/** The time step that a moment lies in. */
export const stepAt = (now: number): number => Math.floor(now / 1000 / STEP_S);

/** The step that a code belongs to, near this moment; null where it is none of these. */
export function stepOfCode(secret: Buffer, code: string, now = Date.now()): number | null {
  const here = stepAt(now);
  for (let step = here - TOLERANCE; step <= here + TOLERANCE; step += 1) if (sameText(hotp(secret, step), code)) return step;
  return null;
}

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** Without padding, as authenticator apps take it. Source: RFC 4648, 6. */
export function base32(bytes: Buffer): string {
  const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, '0')).join('');
  return (bits.match(/.{1,5}/g) ?? []).map((five) => ALPHABET[Number.parseInt(five.padEnd(5, '0'), 2)]).join('');
}

/** What an authenticator app reads from the QR code. Source: the key URI format of Google Authenticator. */
export function otpauthUri(secret: Buffer, account: string): string {
  const label = `${encodeURIComponent('Shopyard')}:${encodeURIComponent(account)}`;
  return `otpauth://totp/${label}?secret=${base32(secret)}&issuer=Shopyard&algorithm=SHA1&digits=${DIGITS}&period=${STEP_S}`;
}
