import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { allocate, exponentOf, toDecimal, toMinorUnits } from '#platform/money.js';
import { aSettings } from '#tests/support/factories.js';
import { chooseShipping, type Prices, priceOrder, shippingPrice } from './pricing.js';

const sum = (amounts: readonly number[]) => amounts.reduce((all, one) => all + one, 0);
const tax = (mode: 'INCLUDED' | 'EXCLUDED', rate: number, shipping = false) => ({ mode, rate, shipping });

const aRate = fc.integer({ min: 0, max: 10_000 });
/** Few rates over many lines, as shops have them, or one of its own for each. */
const aClassRate = fc.option(fc.oneof(fc.constantFrom(0, 600, 900, 1300), aRate), { nil: undefined });
const aLine = fc
  .record({ price: fc.nat(5_000_000), quantity: fc.integer({ min: 1, max: 9999 }), taxRate: aClassRate })
  .map(({ taxRate, ...line }) => (taxRate === undefined ? line : { ...line, taxRate }));
const anOrder = fc.record({
  lines: fc.array(aLine, { minLength: 1, maxLength: 100 }),
  discount: fc.nat(10_000_000),
  shipping: fc.nat(100_000),
  tax: fc.record({
    mode: fc.constantFrom('INCLUDED' as const, 'EXCLUDED' as const),
    rate: aRate,
    shipping: fc.boolean(),
  }),
});

test('lines add up to the order and units to their line, whatever the tax', () => {
  fc.assert(
    fc.property(anOrder, (order) => {
      const prices = priceOrder(order);
      expect(sum(prices.lines.map((line) => line.discount))).toBe(prices.discount);
      expect(sum(prices.lines.map((line) => line.tax)) + prices.shippingTax).toBe(prices.tax);
      expect(prices.subtotal - prices.discount + prices.shipping + (order.tax.mode === 'EXCLUDED' ? prices.tax : 0)).toBe(prices.total);
      prices.lines.forEach((line, at) => {
        const { price, quantity } = order.lines[at]!;
        expect(sum(line.units.map((unit) => unit.quantity))).toBe(quantity);
        expect(sum(line.units.map((unit) => unit.quantity * unit.discount))).toBe(line.discount);
        expect(sum(line.units.map((unit) => unit.quantity * unit.tax))).toBe(line.tax);
        for (const unit of line.units) expect(unit.discount).toBeLessThanOrEqual(price);
      });
    }),
  );
});

test('each rate taxes its own goods together, rounded once, and shipping goes with the standard rate', () => {
  fc.assert(
    fc.property(anOrder, (order) => {
      const prices = priceOrder(order);
      const { mode, rate: standard, shipping } = order.tax;
      const bearing = order.lines.map(({ price, quantity }, at) => price * quantity - prices.lines[at]!.discount);
      for (const rate of new Set([standard, ...prices.lines.map(({ taxRate }) => taxRate)])) {
        const isOf = (_: unknown, at: number) => prices.lines[at]!.taxRate === rate;
        const alone = priceOrder({
          lines: [{ price: sum(bearing.filter(isOf)), quantity: 1, taxRate: rate }],
          shipping: rate === standard ? order.shipping : 0,
          tax: { mode, rate: standard, shipping },
        });
        const shippingTax = rate === standard ? prices.shippingTax : 0;
        expect(sum(prices.lines.filter(isOf).map((line) => line.tax)) + shippingTax).toBe(alone.tax);
      }
    }),
  );
});

test('books at 9% and stamps that bear no tax beside goods at 13%', () => {
  const lines = [
    { price: 11_300, quantity: 1 },
    { price: 10_900, quantity: 1, taxRate: 900 },
    { price: 500, quantity: 1, taxRate: 0 },
  ];
  const included = priceOrder({ lines, shipping: 1130, tax: tax('INCLUDED', 1300, true) });
  expect(included.lines.map((line) => [line.taxRate, line.tax])).toEqual([
    [1300, 1300],
    [900, 900],
    [0, 0],
  ]);
  expect(included).toMatchObject({ shippingTax: 130, tax: 2330, taxRate: 1300, total: 23_830 });
});

test('a line handed out unit by unit is what allocate would give each', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 300 }), fc.nat(1_000_000), (quantity, discount) => {
      const [line] = priceOrder({ lines: [{ price: 1_000_000, quantity }], discount, shipping: 0, tax: tax('EXCLUDED', 725) }).lines;
      const equal = Array.from({ length: quantity }, () => 1);
      expect(line!.units.flatMap((unit) => Array.from({ length: unit.quantity }, () => unit.discount))).toEqual(allocate(discount, equal));
      expect(line!.units.flatMap((unit) => Array.from({ length: unit.quantity }, () => unit.tax))).toEqual(allocate(line!.tax, equal));
    }),
  );
});

test('what is shown in decimals adds up in currencies with none, two and three places', () => {
  fc.assert(
    fc.property(anOrder, fc.constantFrom('JPY', 'CNY', 'KWD'), (order, currency) => {
      const prices = priceOrder(order);
      const shown = (amount: number) => toMinorUnits(toDecimal(amount, currency), currency);
      expect(toDecimal(prices.total, currency).split('.')[1]?.length ?? 0).toBe(exponentOf(currency));
      const onTop = order.tax.mode === 'EXCLUDED' ? shown(prices.tax) : 0;
      expect(shown(prices.subtotal) - shown(prices.discount) + shown(prices.shipping) + onTop).toBe(shown(prices.total));
    }),
  );
});

test('13% that is included in 113.00 is 13.00, and on top of 100.00 too', () => {
  const included = priceOrder({ lines: [{ price: 11_300, quantity: 1 }], shipping: 0, tax: tax('INCLUDED', 1300) });
  expect(included).toMatchObject({ subtotal: 11_300, tax: 1300, total: 11_300 });
  const onTop = priceOrder({ lines: [{ price: 10_000, quantity: 1 }], shipping: 0, tax: tax('EXCLUDED', 1300) });
  expect(onTop).toMatchObject({ subtotal: 10_000, tax: 1300, total: 11_300 });
});

test('shipping is taxed where the shop says so', () => {
  const order = { lines: [{ price: 10_000, quantity: 1 }], shipping: 1000 };
  expect(priceOrder({ ...order, tax: tax('EXCLUDED', 1000) })).toMatchObject({ tax: 1000, shippingTax: 0, total: 12_000 });
  expect(priceOrder({ ...order, tax: tax('EXCLUDED', 1000, true) })).toMatchObject({ tax: 1100, shippingTax: 100, total: 12_100 });
});

test('a discount of 10.00 on three lines of 33.33 loses no cent', () => {
  const line = { price: 3333, quantity: 1 };
  const prices: Prices = priceOrder({ lines: [line, line, line], discount: 1000, shipping: 0, tax: tax('INCLUDED', 0) });
  expect(prices.lines.map(({ discount }) => discount)).toEqual([334, 333, 333]);
});

test('more than can be charged is refused', () => {
  const dear = { price: 10_000_000_000_000, quantity: 9999 };
  expect(() => priceOrder({ lines: [dear, dear], shipping: 0, tax: tax('INCLUDED', 0) })).toThrow(
    expect.objectContaining({ code: 'INVALID_AMOUNT' }),
  );
});

test('shipping: the first that delivers there, the one asked for, free from a subtotal on', () => {
  const near = { id: 'near', title: 'Near', price: 500, freeFrom: 9900, countries: ['CN'] };
  const far = { id: 'far', title: 'Far', price: 2500, freeFrom: null, countries: ['JP', 'CN'] };
  const settings = aSettings({ shippingMethods: [near, far] });
  expect(chooseShipping(settings, 'CN', null)).toBe(near);
  expect(chooseShipping(settings, 'CN', 'far')).toBe(far);
  expect(chooseShipping(aSettings({ shippingMethods: [] }), 'CN', null)).toBeNull();
  expect([shippingPrice(near, 9899), shippingPrice(near, 9900)]).toEqual([500, 0]);
  for (const [country, wanted] of [
    ['JP', 'near'],
    ['US', null],
    [null, null],
    ['CN', 'none'],
  ] as const) {
    expect(() => chooseShipping(settings, country, wanted)).toThrow(expect.objectContaining({ code: 'SHIPPING_UNAVAILABLE' }));
  }
});

test('an empty cart costs nothing', () => {
  const prices = priceOrder({ lines: [], shipping: 0, tax: tax('EXCLUDED', 1300, true) });
  expect(prices).toMatchObject({ lines: [], subtotal: 0, discount: 0, tax: 0, total: 0 });
});
