import { expect, test } from '@jest/globals';
import type { Request } from 'express';
import { clientAddress, payerAddress } from './callers.js';

test.each([
  ['203.0.113.9', '203.0.113.9'],
  ['::ffff:203.0.113.9', '203.0.113.9'],
  ['2001:db8:aa:bb:1:2:3:4', '2001:db8:aa:bb::/64'],
  ['2001:db8:aa:bb::1', '2001:db8:aa:bb::/64'],
  ['2001:0db8:00aa:00bb::7', '2001:db8:aa:bb::/64'],
  ['::1', '0:0:0:0::/64'],
  ['fe80::1%eth0', 'fe80:0:0:0::/64'],
])('%s is limited as %s', (ip, address) => {
  expect(clientAddress({ ip } as Request)).toBe(address);
});

test.each([
  ['203.0.113.9', '203.0.113.9'],
  ['::ffff:203.0.113.9', '203.0.113.9'],
  ['2001:db8:aa:bb:1:2:3:4', '2001:db8:aa:bb:1:2:3:4'],
  ['fe80::1%eth0', 'fe80::1'],
  ['nonsense, of a proxy', null],
  [undefined, null],
])('%s pays as %s', (ip, address) => {
  expect(payerAddress({ ip } as Request)).toBe(address);
});
