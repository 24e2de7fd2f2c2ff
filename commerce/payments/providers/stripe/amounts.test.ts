import { expect, test } from '@jest/globals';
import { feeOf, fromStripe, toStripe } from './amounts.js';

test.each([
  ['USD', 1999, 1999],
  ['CNY', 1, 1],
  ['JPY', 500, 500],
  ['ISK', 5, 500],
  ['UGX', 5, 500],
  ['HUF', 1045, 1045],
  ['TWD', 80_000, 80_000],
  ['MGA', 500, 5],
  ['KWD', 5120, 5120],
])('%s %d is %d to Stripe, and comes back', (currency, ours, theirs) => {
  expect(toStripe(ours, currency)).toBe(theirs);
  expect(fromStripe(theirs, currency)).toBe(ours);
});

test.each([
  ['KWD', 5124],
  ['MGA', 550],
  ['IQD', 1000],
])('%s %d cannot be charged there', (currency, amount) => {
  expect(() => toStripe(amount, currency)).toThrow(expect.objectContaining({ code: 'PAYMENT_METHOD_UNAVAILABLE' }));
});

test('half a króna equals no amount of ours', () => {
  expect(fromStripe(550, 'ISK')).toBe(5.5);
});

test.each([
  [2799, 'CNY', 250, 69],
  [2799, 'CNY', 0, 0],
  [1, 'CNY', 9999, 0],
  [2799, 'CNY', 10_000, 2799],
  [2799, 'CNY', 20_000, 2799],
  [99_999_999, 'USD', 1, 9999],
  [500, 'JPY', 333, 16],
  [5120, 'KWD', 250, 120],
  [500, 'ISK', 3000, 100],
  [700, 'UGX', 2500, 100],
])(
  'of %d %s at %d basis points the agency earns %d: rounded down, as Stripe can charge it, and no more than all',
  (theirs, currency, points, fee) => {
    expect(feeOf(theirs, currency, points)).toBe(fee);
  },
);
