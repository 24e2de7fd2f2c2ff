import { describe, expect, test } from '@jest/globals';
import { base32, hotp, otpauthUri, stepAt, stepOfCode } from './totp.js';

const secret = Buffer.from('12345678901234567890');

describe('the published vectors', () => {
  test.each([
    [59, '94287082'],
    [1111111109, '07081804'],
    [1111111111, '14050471'],
    [1234567890, '89005924'],
    [2000000000, '69279037'],
    [20000000000, '65353130'],
  ])('of RFC 6238, appendix B, at second %d', (second, code) => {
    expect(hotp(secret, stepAt(second * 1000), 8)).toBe(code);
  });

  test('of RFC 4226, appendix D', () => {
    const codes = ['755224', '287082', '359152', '969429', '338314', '254676', '287922', '162583', '399871', '520489'];
    expect(codes.map((_code, counter) => hotp(secret, counter))).toEqual(codes);
  });

  test.each([
    ['', ''],
    ['f', 'MY'],
    ['fo', 'MZXQ'],
    ['foo', 'MZXW6'],
    ['foob', 'MZXW6YQ'],
    ['fooba', 'MZXW6YTB'],
    ['foobar', 'MZXW6YTBOI'],
  ])('of RFC 4648, 10, without padding: %s', (text, encoded) => {
    expect(base32(Buffer.from(text))).toBe(encoded);
  });
});

test('a code is known in its own step, in the one before and in the one after', () => {
  const now = 1_700_000_000_000;
  const step = stepAt(now);
  const code = hotp(secret, step);
  const known = [-2, -1, 0, 1, 2].map((away) => stepOfCode(secret, code, now + away * 30_000));
  expect(known).toEqual([null, step, step, step, null]);
});

test('the address in the QR code names the account, whatever stands in it', () => {
  expect(otpauthUri(Buffer.from('foobar'), 'a&b=c@example.com')).toBe(
    'otpauth://totp/Shopyard:a%26b%3Dc%40example.com?secret=MZXW6YTBOI&issuer=Shopyard&algorithm=SHA1&digits=6&period=30',
  );
});
