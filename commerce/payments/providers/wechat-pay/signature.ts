import {
  constants,
  createCipheriv,
  createDecipheriv,
  createSign,
  createVerify,
  privateDecrypt,
  publicEncrypt,
  randomBytes,
  X509Certificate,
} from 'node:crypto';
import { publicKeyFrom } from '#platform/crypto.js';

/**
 * WeChat Pay's cryptography (API v3), as pure functions: keys are PEM texts, times are seconds.
 * Source: pay.weixin.qq.com/doc/v3, "signature" and "encryption and decryption".
 */

/** SHA-256 with RSA (PKCS #1 v1.5), base64. `privateKey`: the merchant's, PKCS #8 or PKCS #1. */
export const sign = (message: string | Buffer, privateKey: string): string =>
  createSign('RSA-SHA256').update(message).sign(privateKey, 'base64');

/** False for a signature that is none, too. `publicKey`: a public key or a certificate. */
export const verify = (message: string | Buffer, signature: string, publicKey: string): boolean =>
  createVerify('RSA-SHA256').update(message).verify(publicKeyFrom(publicKey), signature, 'base64');

/** Who signs a request: a merchant, or a service provider for its sub-merchants. */
export interface Signer {
  mchid: string;
  /** The merchant certificate's, hex. */
  serial: string;
  privateKey: string;
}

export interface SignedRequest {
  method: string;
  /** With its query, as it is sent. */
  path: string;
  /** As it is sent; empty for none. Of an upload the `meta` part alone. */
  body: string;
  timestamp: number;
  nonce: string;
}

/** The text that a request's signature is over: five lines, the last one empty without a body. */
export const requestMessage = ({ method, path, timestamp, nonce, body }: SignedRequest): string =>
  `${method}\n${path}\n${timestamp}\n${nonce}\n${body}\n`;

/** The header `Authorization` of a request. */
export function authorizationOf(request: SignedRequest, { mchid, serial, privateKey }: Signer): string {
  const fields = {
    mchid,
    nonce_str: request.nonce,
    timestamp: request.timestamp,
    serial_no: serial,
    signature: sign(requestMessage(request), privateKey),
  };
  return `WECHATPAY2-SHA256-RSA2048 ${Object.entries(fields)
    .map(([name, value]) => `${name}="${value}"`)
    .join(',')}`;
}

export const newNonce = (): string => randomBytes(16).toString('hex');

/**
 * What the buyer's WeChat checks before it pays. `what`: `prepay_id=…` within WeChat (official accounts, mini-programs), the bare
 * prepay id for an app.
 */
export const paySign = ({ appId, timestamp, nonce, what }: PaySignParts, privateKey: string): string =>
  sign(`${appId}\n${timestamp}\n${nonce}\n${what}\n`, privateKey);

interface PaySignParts {
  appId: string;
  timestamp: string;
  nonce: string;
  what: string;
}

/** The text that WeChat's signature under an answer or a callback is over. */
export const tellingMessage = (timestamp: string, nonce: string, body: string | Buffer): Buffer =>
  Buffer.concat([Buffer.from(`${timestamp}\n${nonce}\n`), Buffer.from(body), Buffer.from('\n')]);

/** One of the keys that WeChat signs with: a platform certificate by its hex serial, or a public key by its `PUB_KEY_ID_…`. */
export interface PlatformKey {
  serial: string;
  publicKey: string;
}

const FARTHEST_SECONDS = 300;

/** WeChat tries whether its signatures are looked at: a correctly signed copy follows. */
const PROBE = 'WECHATPAY/SIGNTEST/';

export type Untrue = 'MALFORMED' | 'PROBE' | 'TIME' | 'UNKNOWN_KEY' | 'SIGNATURE';

/**
 * Whether WeChat signed an answer or a callback; null: it did. `now` in seconds. Both kinds of keys stand side by side while a
 * merchant goes from one to the other.
 */
export function untruth(
  headers: Readonly<Record<string, string | string[] | undefined>>,
  body: string | Buffer,
  keys: readonly PlatformKey[],
  now: number,
): Untrue | null {
  const [serial, timestamp, nonce, signature] = ['serial', 'timestamp', 'nonce', 'signature'].map((name) => headers[`wechatpay-${name}`]);
  if (typeof serial !== 'string' || typeof nonce !== 'string' || typeof signature !== 'string') return 'MALFORMED';
  if (typeof timestamp !== 'string' || !/^\d{1,12}$/.test(timestamp)) return 'MALFORMED';
  if (signature.includes(PROBE)) return 'PROBE';
  if (Math.abs(now - Number(timestamp)) >= FARTHEST_SECONDS) return 'TIME';
  const key = keys.find((known) => sameSerial(known.serial, serial));
  if (!key) return 'UNKNOWN_KEY';
  return verify(tellingMessage(timestamp, nonce, body), signature, key.publicKey) ? null : 'SIGNATURE';
}

/** Serials are hex numbers, in either case. */
export const sameSerial = (one: string, other: string): boolean => one.toUpperCase() === other.toUpperCase();

/** What WeChat encrypts under the merchant's API v3 key. */
export interface Encrypted {
  algorithm: string;
  /** base64; its last 16 bytes are the tag. */
  ciphertext: string;
  nonce: string;
  associated_data?: string | undefined;
}

const ALGORITHM = 'AEAD_AES_256_GCM';
const TAG_BYTES = 16;

/** @throws {Error} where the key is another one's, or the text was changed */
export function decrypt({ algorithm, ciphertext, nonce, associated_data = '' }: Encrypted, apiV3Key: string): string {
  if (algorithm !== ALGORITHM) throw new Error(`${algorithm} is no algorithm that is read here`);
  const bytes = Buffer.from(ciphertext, 'base64');
  const decipher = createDecipheriv('aes-256-gcm', apiV3Key, nonce, { authTagLength: TAG_BYTES })
    .setAAD(Buffer.from(associated_data))
    .setAuthTag(bytes.subarray(-TAG_BYTES));
  return Buffer.concat([decipher.update(bytes.subarray(0, -TAG_BYTES)), decipher.final()]).toString('utf8');
}

/** As WeChat does it. */
export function encrypt(plaintext: string, apiV3Key: string, nonce: string, associated_data: string): Encrypted {
  const cipher = createCipheriv('aes-256-gcm', apiV3Key, nonce, { authTagLength: TAG_BYTES }).setAAD(Buffer.from(associated_data));
  const ciphertext = Buffer.concat([cipher.update(plaintext, 'utf8'), cipher.final(), cipher.getAuthTag()]).toString('base64');
  return { algorithm: ALGORITHM, ciphertext, nonce, associated_data };
}

const OAEP = { padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha1' } as const;

/** A sensitive field on its way to WeChat, base64. `publicKey`: of WeChat's key that the header `Wechatpay-Serial` names. */
export const encryptField = (text: string, publicKey: string): string =>
  publicEncrypt({ key: publicKey, ...OAEP }, Buffer.from(text)).toString('base64');

/** A sensitive field on its way from WeChat. @throws {Error} where it is for another key */
export const decryptField = (ciphertext: string, privateKey: string): string =>
  privateDecrypt({ key: privateKey, ...OAEP }, Buffer.from(ciphertext, 'base64')).toString('utf8');

/** One entry of `GET /v3/certificates`. */
export interface EncryptedCertificate {
  serial_no: string;
  /** From when it signs, RFC 3339. */
  effective_time?: string;
  encrypt_certificate: Encrypted;
}

/** @throws {Error} where the API v3 key is not the merchant's, or the certificate is not the one that it says */
export function openCertificate({ serial_no, encrypt_certificate }: EncryptedCertificate, apiV3Key: string): PlatformKey {
  const { serialNumber, publicKey } = new X509Certificate(decrypt(encrypt_certificate, apiV3Key));
  if (!sameSerial(serialNumber, serial_no)) throw new Error(`The certificate ${serial_no} says that it is ${serialNumber}`);
  return { serial: serial_no, publicKey: publicKey.export({ type: 'spki', format: 'pem' }).toString() };
}
