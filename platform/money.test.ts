import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { allocate, exponentOf, isCurrency, MOST_MINOR_UNITS, toDecimal, toMinorUnits } from './money.js';

test('19.99 USD is 1999 cents, although 19.99 * 100 is not', () => {
  expect(toMinorUnits('19.99', 'USD')).toBe(1999);
});

test.each([
  ['1999', 'JPY', 1999],
  ['1.5', 'KWD', 1500],
  ['1.234', 'KWD', 1234],
  ['0.10', 'CNY', 10],
  ['-3.05', 'EUR', -305],
  ['-0', 'EUR', 0],
  ['12.3000', 'CNY', 1230],
])('%s %s is %d minor units', (decimal, currency, amount) => {
  expect(toMinorUnits(decimal, currency)).toBe(amount);
});

test.each([
  ['19.999', 'USD'],
  ['1.5', 'JPY'],
  ['', 'USD'],
  ['1e3', 'USD'],
  ['1,000.00', 'USD'],
  ['９９', 'USD'],
  ['99999999999999', 'USD'],
  ['NaN', 'USD'],
])('%s is no amount in %s', (decimal, currency) => {
  expect(() => toMinorUnits(decimal, currency, ['price', 'amount'])).toThrow(
    expect.objectContaining({ code: 'INVALID_AMOUNT', field: ['price', 'amount'] }),
  );
});

test('an amount survives its decimal form in every currency', () => {
  const currencies = Intl.supportedValuesOf('currency');
  fc.assert(
    fc.property(fc.integer({ min: -MOST_MINOR_UNITS, max: MOST_MINOR_UNITS }), fc.constantFrom(...currencies), (amount, currency) => {
      expect(toMinorUnits(toDecimal(amount, currency), currency)).toBe(amount);
    }),
  );
});

test('exponents agree with the ISO 4217 data of the runtime, for the currencies that payment providers settle', () => {
  for (const currency of ['CNY', 'USD', 'EUR', 'HKD', 'JPY', 'KRW', 'KWD', 'BHD', 'VND', 'CLP', 'TND']) {
    const digits = new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits;
    expect([currency, exponentOf(currency)]).toEqual([currency, digits]);
  }
});

test('what is allocated adds up to the cent, and no share is further than one unit from its due', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: -1_000_000, max: 1_000_000 }),
      fc.array(fc.nat(10_000), { minLength: 1, maxLength: 30 }),
      (amount, weights) => {
        const shares = allocate(amount, weights);
        const total = weights.reduce((sum, weight) => sum + weight, 0);
        expect(shares.reduce((sum, share) => sum + share, 0)).toBe(amount);
        if (total > 0)
          for (const [index, weight] of weights.entries()) expect(Math.abs(shares[index]! - (amount * weight) / total)).toBeLessThan(1);
      },
    ),
  );
});

test('100 over three goes 34, 33, 33, and over nobody nowhere', () => {
  expect(allocate(100, [1, 1, 1])).toEqual([34, 33, 33]);
  expect(allocate(0, [])).toEqual([]);
});

test('a currency is one that exists', () => {
  expect([isCurrency('CNY'), isCurrency('cny'), isCurrency('ABC')]).toEqual([true, false, false]);
});
