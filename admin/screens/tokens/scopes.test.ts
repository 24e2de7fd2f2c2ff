import { expect, test } from '@jest/globals';
import { expiryAfter, scopesInShort, ticked } from './scopes';

test('writing brings reading along, and goes with it', () => {
  expect(ticked([], 'write_orders', true)).toEqual(['read_orders', 'write_orders']);
  expect(ticked(['read_orders', 'write_orders'], 'read_orders', false)).toEqual([]);
  expect(ticked(['read_orders', 'write_orders'], 'write_orders', false)).toEqual(['read_orders']);
  expect(ticked(['read_orders'], 'read_products', true)).toEqual(['read_products', 'read_orders']);
});

test('of each area the stronger scope is named, once', () => {
  expect(scopesInShort(['write_products', 'read_orders', 'read_products'])).toEqual(['write_products', 'read_orders']);
});

test('a token ends so many days from now, or never', () => {
  expect(expiryAfter(30, new Date('2026-11-01T08:00:00Z'))).toBe('2026-12-01T08:00:00.000Z');
  expect(expiryAfter(null)).toBeNull();
});
