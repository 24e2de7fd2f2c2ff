import { randomBytes } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { digest, hashToken, open, randomToken, sameText, seal } from './crypto.js';

const key = (id: string) => ({ id, key: randomBytes(32) });

test('what is sealed opens again, and two seals of one secret differ', () => {
  const keys = [key('k1')];
  const [first, second] = [seal(keys, 'sk_live_秘密', 'shop/stripe'), seal(keys, 'sk_live_秘密', 'shop/stripe')];
  expect(first).not.toBe(second);
  expect(first).not.toContain('sk_live');
  expect(open(keys, first, 'shop/stripe')).toBe('sk_live_秘密');
});

test('a secret that was copied to another shop does not open', () => {
  const keys = [key('k1')];
  expect(() => open(keys, seal(keys, 'secret', 'shop A'), 'shop B')).toThrow();
});

test('a changed text does not open', () => {
  const keys = [key('k1')];
  const [id, nonce, ciphertext, tag] = seal(keys, 'secret', 'c').split('.') as [string, string, string, string];
  const flipped = Buffer.from(ciphertext, 'base64url');
  flipped[0]! ^= 1;
  expect(() => open(keys, [id, nonce, flipped.toString('base64url'), tag].join('.'), 'c')).toThrow();
  expect(() =>
    open(keys, [id, nonce, ciphertext, Buffer.from(tag, 'base64url').subarray(0, 8).toString('base64url')].join('.'), 'c'),
  ).toThrow();
});

test('after a rotation the new key seals and the old one still opens', () => {
  const old = key('k1');
  const sealed = seal([old], 'secret', 'c');
  const rotated = [key('k2'), old];
  expect(open(rotated, sealed, 'c')).toBe('secret');
  expect(seal(rotated, 'secret', 'c')).toMatch(/^k2\./);
  expect(() => open([key('k2')], sealed, 'c')).toThrow('SECRET_KEYS no longer holds the key k1');
});

test('a token has 256 random bits and is stored as its hash', () => {
  const token = randomToken('sy_token');
  expect(Buffer.from(token.slice('sy_token_'.length), 'base64url')).toHaveLength(32);
  expect(hashToken(token)).not.toContain(token.slice(9));
});

test('a digest does not depend on the order of keys, but on every value', () => {
  expect(digest({ a: 1, b: [{ c: 2, d: 3 }] })).toBe(digest({ b: [{ d: 3, c: 2 }], a: 1 }));
  expect(digest({ a: 1 })).not.toBe(digest({ a: '1' }));
  expect(digest([1, 2])).not.toBe(digest([2, 1]));
});

test('texts are compared whole', () => {
  expect([sameText('abc', 'abc'), sameText('abc', 'abd'), sameText('abc', 'abcd')]).toEqual([true, false, false]);
});
