import { generateKeyPairSync } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { Aes, Formatter, Rsa } from 'wechatpay-axios-plugin';
import {
  authorizationOf,
  decrypt,
  decryptField,
  encrypt,
  encryptField,
  newNonce,
  openCertificate,
  paySign,
  requestMessage,
  sign,
  tellingMessage,
  untruth,
  verify,
} from './signature.js';
import { CALLBACK, MERCHANT, SIGNED } from './vectors.js';

const { privateKey, publicKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
});
const API_V3_KEY = '0123456789abcdef0123456789abcdef';
const request = { method: 'POST', path: '/v3/pay/transactions/native?a=1', body: '{"名":"值"}', timestamp: 1_554_208_460, nonce: 'N0NCE' };

test('signed and verified as WeChat Pay’s own library in Go does', () => {
  expect(sign(SIGNED.message, SIGNED.privateKey)).toBe(SIGNED.signature);
  expect(verify(SIGNED.message, SIGNED.signature, CALLBACK.certificate)).toBe(true);
  expect(verify(`${SIGNED.message} `, SIGNED.signature, CALLBACK.certificate)).toBe(false);
  expect(verify(SIGNED.message, 'no signature', CALLBACK.certificate)).toBe(false);
});

test('verified as WeChat Pay’s own library in Java does', () => {
  expect(verify(MERCHANT.message, MERCHANT.signature, MERCHANT.certificate)).toBe(true);
  expect(sign(MERCHANT.message, MERCHANT.privateKey)).toBe(MERCHANT.signature);
});

test('what Java encrypted opens: a resource, a sensitive field, a certificate', () => {
  expect(decrypt(MERCHANT.encrypted, MERCHANT.apiV3Key)).toBe('message');
  expect(encrypt('message', MERCHANT.apiV3Key, MERCHANT.encrypted.nonce, MERCHANT.encrypted.associated_data)).toEqual(MERCHANT.encrypted);
  expect(decryptField(MERCHANT.sensitive.ciphertext, MERCHANT.privateKey)).toBe(MERCHANT.sensitive.text);
  expect(openCertificate(MERCHANT.download, MERCHANT.apiV3Key)).toEqual({
    serial: MERCHANT.download.serial_no,
    publicKey: expect.stringMatching(/^-----BEGIN PUBLIC KEY-----/),
  });
});

test.each([
  ['another key', { ...MERCHANT.encrypted }, API_V3_KEY],
  ['another nonce', { ...MERCHANT.encrypted, nonce: 'uluk4a9R25RX' }, MERCHANT.apiV3Key],
  ['other associated data', { ...MERCHANT.encrypted, associated_data: 'another' }, MERCHANT.apiV3Key],
  ['one byte changed', { ...MERCHANT.encrypted, ciphertext: `v${MERCHANT.encrypted.ciphertext.slice(1)}` }, MERCHANT.apiV3Key],
  ['a shorter tag', { ...MERCHANT.encrypted, ciphertext: MERCHANT.encrypted.ciphertext.slice(0, 8) }, MERCHANT.apiV3Key],
  ['another algorithm', { ...MERCHANT.encrypted, algorithm: 'AEAD_SM4_GCM' }, MERCHANT.apiV3Key],
])('%s: does not open', (_what, encrypted, key) => {
  expect(() => decrypt(encrypted, key)).toThrow();
});

test('a certificate that is not the one it says is refused', () => {
  expect(() => openCertificate({ ...MERCHANT.download, serial_no: '5DEA10' }, MERCHANT.apiV3Key)).toThrow(/says that it is/);
});

const headers = (changed: Record<string, string | undefined> = {}) => ({
  'wechatpay-serial': CALLBACK.serial,
  'wechatpay-timestamp': CALLBACK.timestamp,
  'wechatpay-nonce': CALLBACK.nonce,
  'wechatpay-signature': CALLBACK.signature,
  ...changed,
});
const keys = [{ serial: CALLBACK.serial, publicKey: CALLBACK.certificate }];
const now = Number(CALLBACK.timestamp);

test('a callback that was made elsewhere is believed, under either case of its serial and beside other keys', () => {
  expect(untruth(headers(), CALLBACK.body, keys, now)).toBeNull();
  expect(untruth(headers({ 'wechatpay-serial': CALLBACK.serial.toLowerCase() }), Buffer.from(CALLBACK.body), keys, now + 299)).toBeNull();
  expect(untruth(headers(), CALLBACK.body, [{ serial: 'PUB_KEY_ID_01', publicKey }, ...keys], now - 299)).toBeNull();
});

test.each([
  ['MALFORMED', headers({ 'wechatpay-serial': undefined }), CALLBACK.body, keys, now],
  ['MALFORMED', headers({ 'wechatpay-nonce': undefined }), CALLBACK.body, keys, now],
  ['MALFORMED', headers({ 'wechatpay-signature': undefined }), CALLBACK.body, keys, now],
  ['MALFORMED', headers({ 'wechatpay-timestamp': '1e9' }), CALLBACK.body, keys, now],
  ['PROBE', headers({ 'wechatpay-signature': `WECHATPAY/SIGNTEST/${CALLBACK.signature}` }), CALLBACK.body, keys, now],
  ['TIME', headers(), CALLBACK.body, keys, now + 300],
  ['TIME', headers(), CALLBACK.body, keys, now - 300],
  ['UNKNOWN_KEY', headers(), CALLBACK.body, [], now],
  ['UNKNOWN_KEY', headers({ 'wechatpay-serial': 'D7CE59D1F522D702' }), CALLBACK.body, keys, now],
  ['SIGNATURE', headers(), `${CALLBACK.body} `, keys, now],
  ['SIGNATURE', headers({ 'wechatpay-nonce': 'another' }), CALLBACK.body, keys, now],
  ['SIGNATURE', headers({ 'wechatpay-timestamp': String(now + 1) }), CALLBACK.body, keys, now],
  ['SIGNATURE', headers(), CALLBACK.body, [{ serial: CALLBACK.serial, publicKey }], now],
])('%s', (why, given, body, known, at) => {
  expect(untruth(given, body, known, at)).toBe(why);
});

// The independent client, in both directions.

test('a request is signed as the independent client signs it', () => {
  expect(requestMessage(request)).toBe(
    Formatter.request(request.method, request.path, String(request.timestamp), request.nonce, request.body),
  );
  const signature = Rsa.sign(requestMessage(request), privateKey);
  expect(authorizationOf(request, { mchid: '1900000109', serial: 'ABC', privateKey })).toBe(
    `WECHATPAY2-SHA256-RSA2048 ${Formatter.authorization('1900000109', request.nonce, signature, String(request.timestamp), 'ABC').replace(/^\S+ /, '')}`
      // The order of the fields means nothing: ours is WeChat's own examples'.
      .replace(/ .*/, ` mchid="1900000109",nonce_str="N0NCE",timestamp="1554208460",serial_no="ABC",signature="${signature}"`),
  );
});

test('either verifies what the other has signed', () => {
  const [timestamp, nonce, body] = ['1554208460', newNonce(), '{"名":"值"}'];
  const theirs = Rsa.sign(Formatter.response(timestamp, nonce, body), privateKey);
  expect(verify(tellingMessage(timestamp, nonce, body), theirs, publicKey)).toBe(true);
  const ours = sign(tellingMessage(timestamp, nonce, body), privateKey);
  expect(Rsa.verify(Formatter.response(timestamp, nonce, body), ours, publicKey)).toBe(true);
});

test('the buyer’s WeChat is shown what the independent client would show', () => {
  const parts = { appId: 'wx8888888888888888', timestamp: '1554208460', nonce: 'N0NCE' };
  for (const what of ['prepay_id=wx2016', 'wx2016']) {
    const joined = Formatter.joinedByLineFeed(parts.appId, parts.timestamp, parts.nonce, what);
    expect(Rsa.verify(joined, paySign({ ...parts, what }, privateKey), publicKey)).toBe(true);
  }
});

test('either opens what the other has encrypted', () => {
  const theirs = Aes.AesGcm.encrypt('{"名":"值"}', API_V3_KEY, 'fdasflkja484', 'transaction');
  const given = { algorithm: 'AEAD_AES_256_GCM', nonce: 'fdasflkja484', associated_data: 'transaction' };
  expect(decrypt({ ...given, ciphertext: theirs }, API_V3_KEY)).toBe('{"名":"值"}');
  const ours = encrypt('{"名":"值"}', API_V3_KEY, 'fdasflkja484', 'transaction');
  expect(Aes.AesGcm.decrypt(ours.ciphertext, API_V3_KEY, 'fdasflkja484', 'transaction')).toBe('{"名":"值"}');
  expect(decryptField(Rsa.encrypt('张三', publicKey), privateKey)).toBe('张三');
  expect(Rsa.decrypt(encryptField('张三', publicKey), privateKey)).toBe('张三');
});
