import { X509Certificate } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { plugin } from '#tests/support/wechat-pay-sandbox.js';
import { certificateOf } from './certificate.js';
import { aeadSeal, newKeyPair, openField, seal, sealField, sign, verify } from './crypto.js';
import { newSerial } from './platform-keys.js';

test("AES-256-GCM as its authors' own example has it", () => {
  // McGrew and Viega, The Galois/Counter Mode of Operation, test case 16.
  const hex = (text: string) => Buffer.from(text, 'hex');
  const sealed = aeadSeal(
    hex('d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39'),
    hex('feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308'),
    hex('cafebabefacedbaddecaf888'),
    hex('feedfacedeadbeeffeedfacedeadbeefabaddad2'),
  );
  expect(sealed.toString('hex')).toBe(
    '522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662' +
      '76fc6ece0f4e1768cddf8853bb2d551b',
  );
});

test('what it seals, signs and opens, an independent client opens, verifies and seals', async () => {
  const { privateKey, publicKey } = await newKeyPair();
  const key = 'k'.repeat(32);
  const { ciphertext, nonce, associated_data } = seal('{"中文":1}', key, 'transaction');
  expect(plugin.Aes.AesGcm.decrypt(ciphertext, key, nonce, associated_data)).toBe('{"中文":1}');
  expect(plugin.Rsa.verify('message\n', sign('message\n', privateKey), publicKey)).toBe(true);
  expect(verify('message\n', plugin.Rsa.sign('message\n', privateKey), publicKey)).toBe(true);
  expect(openField(plugin.Rsa.encrypt('张三', publicKey), privateKey)).toBe('张三');
  const other = await newKeyPair();
  expect(openField(sealField('张三', other.publicKey), privateKey)).toBeNull();
  expect(verify('message\n', 'no signature', publicKey)).toBe(false);
});

test('a certificate says its serial, its time and its key, and is signed by itself', async () => {
  const pair = await newKeyPair();
  const serial = newSerial();
  const read = new X509Certificate(certificateOf(pair, serial, new Date('2026-01-02T03:04:05Z'), new Date('2031-01-02T03:04:05Z')));
  expect(read.serialNumber).toBe(serial);
  expect(serial).toMatch(/^[0-9A-F]{40}$/);
  expect(new Date(read.validFrom).toISOString()).toBe('2026-01-02T03:04:05.000Z');
  expect(read.publicKey.export({ type: 'spki', format: 'pem' })).toBe(pair.publicKey);
  expect(read.verify(read.publicKey)).toBe(true);
});
