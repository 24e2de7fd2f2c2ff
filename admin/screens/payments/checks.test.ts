import { createPrivateKey, createPublicKey, generateKeyPairSync } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { certificateOf } from '#sandboxes/wechat-pay/certificate.js';
import { apiV3Key, privateKey, publicKey, stripePublishableKey, stripeSecretKey } from './checks';
import { readRsa } from './keys';

const pem = { publicKeyEncoding: { type: 'spki', format: 'pem' }, privateKeyEncoding: { type: 'pkcs8', format: 'pem' } } as const;
const pair = generateKeyPairSync('rsa', { modulusLength: 2048, ...pem });
const other = generateKeyPairSync('rsa', { modulusLength: 2048, ...pem });
const certificate = certificateOf(pair, '5A1B2C3D4E5F', new Date(0), new Date(2e12));
const bare = (text: string) => text.replace(/-----.*-----|\s/g, '');

test.each([
  ['PKCS #8', pair.privateKey, 'privateKey'],
  ['PKCS #1', createPrivateKey(pair.privateKey).export({ type: 'pkcs1', format: 'pem' }).toString(), 'privateKey'],
  ['the bare text of a key tool', bare(pair.privateKey), 'privateKey'],
  ['a public key', pair.publicKey, 'publicKey'],
  ['a public key in PKCS #1', createPublicKey(pair.publicKey).export({ type: 'pkcs1', format: 'pem' }).toString(), 'publicKey'],
  ['a certificate', certificate, 'certificate'],
])('%s is read for what it is, and all of a pair have one modulus', (_form, text, kind) => {
  expect(readRsa(text)).toMatchObject({ kind, bits: 2048, modulus: readRsa(pair.privateKey)!.modulus });
});

test("a certificate's serial number is read from it", () => {
  expect(readRsa(certificate)?.serial).toBe('5A1B2C3D4E5F');
});

test.each([
  ['nothing', ''],
  ['half of a key', pair.privateKey.slice(0, 700)],
  ['another text', 'the key that I was sent by mail '.repeat(9)],
  ['a key of another kind', generateKeyPairSync('ed25519', pem).privateKey],
])('%s is no RSA key', (_what, text) => {
  expect(readRsa(text)).toBeNull();
});

test('a private key must belong to the certificate beside it', () => {
  expect(privateKey(pair.privateKey, { beside: certificate })).toBeNull();
  expect(privateKey(other.privateKey, { beside: certificate })).toEqual({ key: 'otherPair' });
  expect(privateKey(certificate)).toEqual({ key: 'isCertificate' });
  expect(privateKey(pair.publicKey)).toEqual({ key: 'isPublic' });
  expect(privateKey(generateKeyPairSync('rsa', { modulusLength: 1024, ...pem }).privateKey)).toMatchObject({ key: 'shortKey' });
});

test("a provider's public key is not one's own", () => {
  expect(publicKey(other.publicKey, { own: pair.privateKey })).toBeNull();
  expect(publicKey(pair.publicKey, { own: pair.privateKey })).toEqual({ key: 'ownPublicKey' });
  expect(publicKey(pair.privateKey)).toEqual({ key: 'isPrivate' });
});

test('an API v3 key has 32 characters, and how many are there is told', () => {
  expect(apiV3Key('a'.repeat(32))).toBeNull();
  expect(apiV3Key('a'.repeat(31))).toEqual({ key: 'length', values: { wanted: 32, count: 31 } });
  expect(apiV3Key(`${'a'.repeat(30)} b`)).toEqual({ key: 'spaces' });
});

test('Stripe keys are taken in the mode of the shop, each in its own place', () => {
  expect(stripeSecretKey('TEST')('sk_test_abc')).toBeNull();
  expect(stripeSecretKey('TEST')('rk_live_abc')).toEqual({ key: 'needsTest' });
  expect(stripeSecretKey('LIVE')('sk_test_abc')).toEqual({ key: 'needsLive' });
  expect(stripeSecretKey('TEST')('pk_test_abc')).toEqual({ key: 'secretIsPublishable' });
  expect(stripePublishableKey('TEST')('sk_test_abc')).toEqual({ key: 'publishableIsSecret' });
});
