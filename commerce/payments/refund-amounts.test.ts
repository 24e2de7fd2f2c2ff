import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Types } from 'mongoose';
import { priceOrder } from '#commerce/carts/pricing.js';
import { refundLineOf, restOf, restockOf, takeFrom } from './refund-amounts.js';

const anOrder = fc.record({
  lines: fc.array(
    fc.record({
      price: fc.nat(10_000),
      quantity: fc.integer({ min: 1, max: 12 }),
      taxRate: fc.constantFrom(0, 600, 1300, 1900),
    }),
    { minLength: 1, maxLength: 4 },
  ),
  discount: fc.nat(20_000),
  shipping: fc.nat(2_000),
  mode: fc.constantFrom('INCLUDED' as const, 'EXCLUDED' as const),
  shippingIsTaxed: fc.boolean(),
});
/** How much of what is left of which line goes back next, and whether that refund fails in the end. */
const someSteps = fc.array(fc.record({ line: fc.nat(3), part: fc.nat(100), fails: fc.boolean() }), { maxLength: 30 });

type Ordered = ReturnType<typeof ordered>;

function ordered({ lines, discount, shipping, mode, shippingIsTaxed }: typeof anOrder extends fc.Arbitrary<infer One> ? One : never) {
  const prices = priceOrder({ lines, discount, shipping, tax: { mode, rate: 1300, shipping: shippingIsTaxed } });
  const named = { variantId: new Types.ObjectId(), productId: new Types.ObjectId(), locationId: null };
  const goods = { ...named, title: 'Hat', variantTitle: null, sku: null };
  return { ...prices, lines: prices.lines.map((priced, at) => ({ _id: new Types.ObjectId(), ...goods, ...lines[at]!, ...priced })) };
}

/** As the order counts them. */
function count({ lines }: Ordered, { lineId, units }: ReturnType<typeof refundLineOf>, sign: 1 | -1): void {
  const shares: { quantity: number; refunded?: number }[] = lines.find(({ _id }) => _id.equals(lineId))!.units;
  for (const { group, quantity } of units) shares[group]!.refunded = (shares[group]!.refunded ?? 0) + sign * quantity;
}

test('whatever is refunded unit by unit, with refunds that fail in between: in the end it is the order, to the cent', () => {
  fc.assert(
    fc.property(anOrder, someSteps, (given, steps) => {
      const order = ordered(given);
      const made: ReturnType<typeof refundLineOf>[] = [];
      for (const { line: at, part, fails } of steps) {
        const wanted = restOf(order, false).find(({ line }) => line === order.lines[at]);
        if (!wanted) continue;
        const refund = refundLineOf(order, { ...wanted, quantity: 1 + Math.floor((part / 101) * wanted.quantity) });
        count(order, refund, 1);
        made.push(refund);
        // One of those before comes back from the bank.
        if (fails) count(order, made.splice(part % made.length, 1)[0]!, -1);
      }
      made.push(...restOf(order, false).map((wanted) => refundLineOf(order, wanted)));
      const sumOf = (part: 'amount' | 'discount' | 'tax') => made.reduce((sum, refund) => sum + refund[part], 0);
      const shippingTax = given.mode === 'EXCLUDED' ? order.shippingTax : 0;
      expect(made.every(({ amount }) => amount >= 0)).toBe(true);
      expect(sumOf('amount')).toBe(order.total - order.shipping - shippingTax);
      expect(sumOf('discount')).toBe(order.discount);
      expect(sumOf('tax')).toBe(order.tax - order.shippingTax);
    }),
    { numRuns: 500 },
  );
});

test('three units of 10.00 with a cent of discount on the first: 9.99, then 10.00, then 10.00', () => {
  const order = ordered({
    lines: [{ price: 1000, quantity: 3, taxRate: 0 }],
    discount: 1,
    shipping: 0,
    mode: 'INCLUDED',
    shippingIsTaxed: false,
  });
  const amounts = [1, 2, 3].map(() => {
    const refund = refundLineOf(order, { line: order.lines[0]!, quantity: 1, restock: false });
    count(order, refund, 1);
    return refund.amount;
  });
  expect(amounts).toEqual([999, 1000, 1000]);
});

test('an amount is taken from payments in their order, from each no more than it has', () => {
  const payments = [{ amount: 50, refunding: 20 }, { amount: 10, refunding: 10 }, { amount: 40 }] as never[];
  const taken = (amount: number) => takeFrom(payments, amount).map(({ payment, amount }) => [payments.indexOf(payment as never), amount]);
  expect(taken(30)).toEqual([[0, 30]]);
  expect(taken(31)).toEqual([
    [0, 30],
    [2, 1],
  ]);
  expect(taken(70)).toEqual([
    [0, 30],
    [2, 40],
  ]);
});

test('units that are on the shelf already are not put there again', () => {
  const { lines } = ordered({
    lines: [{ price: 1, quantity: 3, taxRate: 0 }],
    discount: 0,
    shipping: 0,
    mode: 'INCLUDED',
    shippingIsTaxed: false,
  });
  const line = { ...lines[0]!, locationId: new Types.ObjectId(), restocked: 2 };
  expect(restockOf({ line, quantity: 3, restock: true })).toBe(1);
  expect(restockOf({ line, quantity: 3, restock: false })).toBe(0);
  expect(restockOf({ line: { ...line, locationId: null }, quantity: 3, restock: true })).toBe(0);
});
