import { headerOf, readRsa } from './keys';

/** What is wrong with a value before it is sent: a key of the words `checks`, and what the sentence needs. Null: nothing that shows. */
export type Fault = { key: FaultKey; values?: Record<string, string | number> } | null;
export type FaultKey =
  | 'digits'
  | 'appId'
  | 'length'
  | 'spaces'
  | 'hex'
  | 'appSecret'
  | 'publicKeyId'
  | 'alipayAppId'
  | 'sellerId'
  | 'secretKey'
  | 'secretIsPublishable'
  | 'publishableKey'
  | 'publishableIsSecret'
  | 'webhookSecret'
  | 'needsTest'
  | 'needsLive'
  | 'isCertificate'
  | 'isPublic'
  | 'isPrivate'
  | 'notKey'
  | 'shortKey'
  | 'otherPair'
  | 'ownPublicKey'
  | 'country'
  | 'email'
  | 'percent';

export type Check = (value: string) => Fault;

const fits =
  (pattern: RegExp, key: FaultKey): Check =>
  (value) =>
    pattern.test(value.trim()) ? null : { key };

export const merchantId = fits(/^\d{6,32}$/, 'digits');
export const appId = fits(/^wx\w{6,30}$/, 'appId');
export const appSecret = fits(/^[0-9a-zA-Z]{16,64}$/, 'appSecret');
export const serial = fits(/^[0-9A-Fa-f]{8,64}$/, 'hex');
export const publicKeyId = fits(/^PUB_KEY_ID_\w{1,64}$/, 'publicKeyId');
export const alipayAppId = fits(/^\d{16}$/, 'alipayAppId');
export const sellerId = fits(/^2088\d{12}$/, 'sellerId');
export const webhookSecret = fits(/^whsec_[\w+/=-]{3,250}$/, 'webhookSecret');
export const country = fits(/^[A-Z]{2}$/, 'country');
export const email = fits(/^[^\s@]+@[^\s@]+\.[^\s@]+$/, 'email');
/** At most 30, two decimals. */
export const commission: Check = (value) => {
  const text = value.trim();
  return /^\d{1,2}(\.\d{1,2})?$/.test(text) && Number(text) <= 30 ? null : { key: 'percent' };
};

export const apiV3Key: Check = (value) => {
  const text = value.trim();
  if (/[^\x21-\x7e]/.test(text)) return { key: 'spaces' };
  return text.length === 32 ? null : { key: 'length', values: { wanted: 32, count: text.length } };
};

export const stripeSecretKey =
  (mode: 'TEST' | 'LIVE'): Check =>
  (value) => {
    const text = value.trim();
    if (text.startsWith('pk_')) return { key: 'secretIsPublishable' };
    if (!/^[sr]k_(test|live)_\w{3,250}$/.test(text)) return { key: 'secretKey' };
    return inMode(text, mode);
  };

export const stripePublishableKey =
  (mode: 'TEST' | 'LIVE'): Check =>
  (value) => {
    const text = value.trim();
    if (/^[sr]k_/.test(text)) return { key: 'publishableIsSecret' };
    if (!/^pk_(test|live)_\w{3,250}$/.test(text)) return { key: 'publishableKey' };
    return inMode(text, mode);
  };

const inMode = (key: string, mode: 'TEST' | 'LIVE'): Fault =>
  key.includes('_live_') === (mode === 'LIVE') ? null : { key: mode === 'LIVE' ? 'needsLive' : 'needsTest' };

/** `beside`: the text of the certificate or public key that it must belong to. */
export function privateKey(value: string, { beside = '', least = 2048 }: { beside?: string; least?: number } = {}): Fault {
  const read = readRsa(value);
  if (!read) return { key: 'notKey', values: { header: headerOf(value) ?? '' } };
  if (read.kind === 'certificate') return { key: 'isCertificate' };
  if (read.kind === 'publicKey') return { key: 'isPublic' };
  if (read.bits < least) return { key: 'shortKey', values: { bits: read.bits, least } };
  const other = beside ? readRsa(beside) : null;
  return other && other.modulus !== read.modulus ? { key: 'otherPair' } : null;
}

/** `own`: the private key whose other half this must not be. */
export function publicKey(value: string, { own = '', least = 2048 }: { own?: string; least?: number } = {}): Fault {
  const read = readRsa(value);
  if (!read) return { key: 'notKey', values: { header: headerOf(value) ?? '' } };
  if (read.kind === 'privateKey') return { key: 'isPrivate' };
  if (read.kind === 'certificate') return { key: 'isCertificate' };
  if (read.bits < least) return { key: 'shortKey', values: { bits: read.bits, least } };
  const mine = own ? readRsa(own) : null;
  return mine && mine.modulus === read.modulus ? { key: 'ownPublicKey' } : null;
}
