import { createPrivateKey, generateKeyPairSync } from 'node:crypto';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { AlipaySdk } from '#tests/support/alipay-sdk.js';
import { isPairOf, privateKeyOf, publicKeyOf } from './keys.js';
import { isNotificationSigned, isSigned, membersOf, signedPart, signRequest } from './signature.js';
import { ANSWERED, ORDERED, PAID } from './vectors.js';

const { privateKey, publicKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  publicKeyEncoding: { type: 'spki', format: 'pem' },
});
const pem = (key: string) => publicKeyOf(key)!;
/** Alipay's own library, as one application. */
const sdk = new AlipaySdk({ appId: '2021000000000001', privateKey, keyType: 'PKCS8', alipayPublicKey: publicKey });

test.each([
  ['a payment’s, signed without sign_type', PAID],
  ['a service order’s, signed with sign_type', ORDERED],
])('%s: what Alipay has sent is verified, with sign_type or without it', (_what, { params, publicKey }) => {
  expect(isNotificationSigned(params, pem(publicKey))).toBe(true);
  const { sign_type: _dropped, ...without } = params;
  expect(isNotificationSigned(without as unknown as typeof params, pem(publicKey))).toBe(true);
});

test.each([
  ['one fen more', { ...PAID.params, total_amount: '0.11' }, PAID.publicKey],
  ['one parameter more', { ...PAID.params, refund_fee: '0.10' }, PAID.publicKey],
  ['an empty one more', { ...PAID.params, refund_fee: '' }, PAID.publicKey],
  ['another key', PAID.params, ORDERED.publicKey],
  ['no signature', { ...PAID.params, sign: '' }, PAID.publicKey],
  ['a signature that is none', { ...PAID.params, sign: '%%%' }, PAID.publicKey],
  ['another digest', { ...PAID.params, sign_type: 'RSA' }, PAID.publicKey],
  ['a digest that there is not', { ...PAID.params, sign_type: 'MD5' }, PAID.publicKey],
])('%s: refused', (_what, params, key) => {
  expect(isNotificationSigned(params, pem(key))).toBe(false);
});

test('an answer of the gateway is verified by the bytes that came', () => {
  const part = signedPart(ANSWERED.text, ANSWERED.method)!;
  expect(isSigned(part.text, part.signature!, pem(ANSWERED.publicKey))).toBe(true);
  const spaced = signedPart(ANSWERED.text.replace('{"code"', '{ "code"'), ANSWERED.method)!;
  expect(isSigned(spaced.text, spaced.signature!, pem(ANSWERED.publicKey))).toBe(false);
});

test.each([
  ['the signature before', '{"sign":"s","a_b_response":{"x":"}\\"sign\\":{"}}'],
  ['lines between', '{\n "a_b_response" :\n {"x":"}\\"sign\\":{"} ,\n "sign" : "s"\n}'],
  ['a member of the same name inside', '{"other":{"a_b_response":1,"sign":"no"},"a_b_response":{"x":"}\\"sign\\":{"},"sign":"s"}'],
])('the signed part is found with %s', (_what, text) => {
  expect(signedPart(text, 'a.b')).toEqual({ text: '{"x":"}\\"sign\\":{"}', signature: 's' });
});

test('whatever an answer holds, its members are found as they stand', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), fc.nat(3), (object, spaces) => {
      const text = JSON.stringify(object, null, spaces);
      const members = [...membersOf(text)].map(([name, member]) => [name, JSON.parse(member)]);
      expect(Object.fromEntries(members)).toEqual(JSON.parse(text));
    }),
    { numRuns: 1000 },
  );
});

test('an answer without a signature, without its part, or that is no JSON', () => {
  expect(signedPart('{"error_response":{"code":"40002"}}', 'a.b')).toEqual({ text: '{"code":"40002"}', signature: null });
  expect(signedPart('{"sign":"s"}', 'a.b')).toBeNull();
  expect(() => membersOf('<html>')).toThrow(SyntaxError);
});

const params = {
  app_id: '2021000000000001',
  method: 'alipay.trade.query',
  format: 'JSON',
  charset: 'utf-8',
  sign_type: 'RSA2',
  timestamp: '2026-11-25 09:30:00',
  version: '1.0',
  notify_url: 'https://shop.example/callbacks/alipay/payacct_1?a=1&b=%20',
  biz_content: '{"out_trade_no":"pay_1","subject":"订单 100% + 1"}',
};

test('a request is signed to the byte as Alipay’s own library signs it', () => {
  const theirs = new URLSearchParams(
    sdk.sdkExecute(
      params.method,
      { format: 'JSON', timestamp: params.timestamp, notify_url: params.notify_url, bizContent: JSON.parse(params.biz_content) },
      { bizContentAutoSnakeCase: false },
    ),
  );
  expect(Object.fromEntries(theirs)).toEqual({ ...params, sign: signRequest(params, privateKey) });
});

test('what Alipay’s library signs is verified here, and the other way round', () => {
  const theirs = Object.fromEntries(new URLSearchParams(sdk.sdkExecute('alipay.trade.query', { bizContent: { a: '%' } })));
  expect(isNotificationSigned(theirs, publicKey)).toBe(true);
  expect(sdk.checkNotifySignV2({ ...params, sign: signRequest(params, privateKey) })).toBe(true);
});

test('a private key is read in every form that merchants have it in', () => {
  const pkcs1 = createPrivateKey(privateKey).export({ type: 'pkcs1', format: 'pem' }).toString();
  const bare = (text: string) => text.replace(/-----[^-]+-----|\s/g, '');
  for (const form of [privateKey, pkcs1, bare(pkcs1), `\r\n ${bare(privateKey)}\r\n`]) expect(privateKeyOf(form)).toBe(privateKey);
});

test('a public key in every form, and what is none', () => {
  const read = pem(PAID.publicKey);
  expect(read).toContain('-----BEGIN PUBLIC KEY-----');
  expect(publicKeyOf(read)).toBe(read);
  expect(isPairOf(privateKey, publicKey)).toBe(true);
  expect(isPairOf(privateKey, read)).toBe(false);
  const ed25519 = generateKeyPairSync('ed25519').publicKey.export({ type: 'spki', format: 'pem' }).toString();
  const short = generateKeyPairSync('rsa', { modulusLength: 1024 }).publicKey.export({ type: 'spki', format: 'pem' }).toString();
  for (const none of ['', 'no key', ed25519, short]) expect([publicKeyOf(none), privateKeyOf(none)]).toEqual([null, null]);
  expect(privateKeyOf(publicKey)).toBeNull();
});
