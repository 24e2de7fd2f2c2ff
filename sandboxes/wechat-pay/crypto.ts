import {
  constants,
  createCipheriv,
  createSign,
  createVerify,
  generateKeyPair,
  privateDecrypt,
  publicEncrypt,
  randomBytes,
  randomInt,
} from 'node:crypto';
import { promisify } from 'node:util';

/** WeChat Pay's cryptography (API v3), from its own side of the wire. Keys are PEM texts. */

export interface KeyPair {
  privateKey: string;
  publicKey: string;
}

export async function newKeyPair(): Promise<KeyPair> {
  return promisify(generateKeyPair)('rsa', {
    modulusLength: 2048,
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  });
}

/** SHA-256 with RSA (PKCS #1 v1.5), base64. */
export const sign = (message: string, privateKey: string): string => createSign('RSA-SHA256').update(message).sign(privateKey, 'base64');

/** False for a signature or a key that is none, too. */
export function verify(message: string | Buffer, signature: string, publicKey: string): boolean {
  try {
    return createVerify('RSA-SHA256').update(message).verify(publicKey, signature, 'base64');
  } catch {
    return false;
  }
}

/** What is signed of an answer or a callback. */
export const told = (timestamp: number | string, nonce: string, body: string): string => `${timestamp}\n${nonce}\n${body}\n`;

export interface Sealed {
  algorithm: 'AEAD_AES_256_GCM';
  /** base64; its last 16 bytes are the tag. */
  ciphertext: string;
  associated_data: string;
  nonce: string;
}

/** Under a merchant's API v3 key, as callbacks and certificates are. */
export function seal(plaintext: string, apiV3Key: string, associated_data: string, nonce = random(12)): Sealed {
  return {
    algorithm: 'AEAD_AES_256_GCM',
    ciphertext: aeadSeal(plaintext, apiV3Key, nonce, associated_data).toString('base64'),
    associated_data,
    nonce,
  };
}

/** AES-256-GCM; the tag stands at the end. */
export function aeadSeal(plaintext: string | Buffer, key: string | Buffer, nonce: string | Buffer, associated: string | Buffer): Buffer {
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(associated as string));
  return Buffer.concat([cipher.update(Buffer.from(plaintext as string)), cipher.final(), cipher.getAuthTag()]);
}

const OAEP = { padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha1' } as const;

/** A sensitive field (RSA-OAEP, SHA-1, base64); null where it was not encrypted for this key. */
export function openField(ciphertext: string, privateKey: string): string | null {
  try {
    return privateDecrypt({ key: privateKey, ...OAEP }, Buffer.from(ciphertext, 'base64')).toString('utf8');
  } catch {
    return null;
  }
}

export const sealField = (text: string, publicKey: string): string =>
  publicEncrypt({ key: publicKey, ...OAEP }, Buffer.from(text)).toString('base64');

const LETTERS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

export const random = (length: number): string => Array.from({ length }, () => LETTERS[randomInt(LETTERS.length)]).join('');
export const digits = (length: number): string => Array.from({ length }, () => randomInt(10)).join('');
export const hex = (bytes: number): string => randomBytes(bytes).toString('hex');
