import { createCipheriv, createDecipheriv, createHash, createPublicKey, type KeyObject, randomBytes, timingSafeEqual } from 'node:crypto';
import { boundedCache } from './cache.js';

export interface EncryptionKey {
  id: string;
  /** 32 bytes. */
  key: Buffer;
}

/**
 * AES-256-GCM under the keyring's first key. `context` (whose secret, which field) is authenticated with it, so a sealed text
 * copied to another document does not open there. Result: `keyId.nonce.ciphertext.tag`, each base64url.
 */
export function seal(keys: readonly EncryptionKey[], plaintext: string, context: string): string {
  const { id, key } = keys[0]!;
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(context));
  const ciphertext = Buffer.concat([cipher.update(plaintext, 'utf8'), cipher.final()]);
  return [id, ...[nonce, ciphertext, cipher.getAuthTag()].map((part) => part.toString('base64url'))].join('.');
}

/** @throws {Error} when the key is gone from the keyring, the context differs or the text was changed */
export function open(keys: readonly EncryptionKey[], sealed: string, context: string): string {
  const [id, ...parts] = sealed.split('.');
  const key = keys.find((candidate) => candidate.id === id)?.key;
  if (!key) throw new Error(`SECRET_KEYS no longer holds the key ${id}`);
  const [nonce, ciphertext, tag] = parts.map((part) => Buffer.from(part, 'base64url'));
  const decipher = createDecipheriv('aes-256-gcm', key, nonce!, { authTagLength: 16 }).setAAD(Buffer.from(context)).setAuthTag(tag!);
  return decipher.update(ciphertext!, undefined, 'utf8') + decipher.final('utf8');
}

/** A few kilobytes each. */
const publicKeys = boundedCache<string, KeyObject>(5000);

/** A public key, or that of a certificate, read once from its PEM text: reading takes five times as long as verifying. @throws {Error} for neither */
export function publicKeyFrom(pem: string): KeyObject {
  const known = publicKeys.get(pem);
  if (known) return known;
  const key = createPublicKey(pem);
  publicKeys.set(pem, key);
  return key;
}

/** `prefix_` and 43 base64url characters: 256 random bits, far above the 128 that a bearer token needs. */
export const randomToken = (prefix: string): string => `${prefix}_${randomBytes(32).toString('base64url')}`;

/** What is stored of a token: enough for a look-up, useless to a thief. Tokens are random, so no salt and no slow hash. */
export const hashToken = (token: string): string => createHash('sha256').update(token).digest('base64url');

/** A digest of a value whatever the order of its keys. */
export function digest(value: unknown): string {
  return createHash('sha256').update(canonical(value)).digest('base64url');
}

function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, inner) =>
    inner !== null && typeof inner === 'object' && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}

/** Compares in constant time. */
export function sameText(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}
