import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { changedPrice, isPercent } from './price-change.js';

test.each([
  [1999, '10', 2199],
  [1999, '-10', 1799],
  [5, '10', 6],
  [5, '-10', 5],
  [4, '-10', 4],
  [1, '-50', 1],
  [1000, '-12.5', 875],
  [1000, '0.0001', 1000],
  [1999, '-100', 0],
  [9_007_199_254, '33.3333', 12_009_596_003],
])('%i by %s per cent is %i', (price, percent, expected) => {
  expect(changedPrice(price, { percent })).toBe(expected);
});

test.each(['', 'ten', '-100.1', '1000.5', '1.23456', '1e2', '+5', '10%'])('%p is no percentage', (text) => {
  expect(isPercent(text)).toBe(false);
});

test('an amount is added or taken off, and no price falls below nothing', () => {
  expect([changedPrice(500, { minor: 250 }), changedPrice(500, { minor: -500 })]).toEqual([750, 0]);
  expect(() => changedPrice(500, { minor: -501 })).toThrow(expect.objectContaining({ code: 'INVALID_AMOUNT' }));
});

test('no percentage makes more than half a unit of difference to what it says', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 100_000_000 }), fc.integer({ min: -10_000, max: 100_000 }), (price, hundredths) => {
      const after = changedPrice(price, { percent: (hundredths / 100).toFixed(2) });
      expect(Math.abs(after * 10_000 - price * (10_000 + hundredths))).toBeLessThanOrEqual(5_000);
    }),
  );
});
