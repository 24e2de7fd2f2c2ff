import { afterAll, beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Types } from 'mongoose';
import { findCart } from '#commerce/carts/index.js';
import type { Product } from '#commerce/catalog/index.js';
import { cancelOrder, completeCheckout, expireUnpaidOrders, releaseExpiredHolds } from '#commerce/checkout/index.js';
import { levels, reserve } from '#commerce/inventory/index.js';
import { type Order, orderId, orders } from '#commerce/orders/index.js';
import { createRefund, MarkPaid, markPaid, RefundCreate } from '#commerce/payments/index.js';
import { ledgerEntries } from '#commerce/payments/ledger.js';
import { payments } from '#commerce/payments/payment.model.js';
import { refunds } from '#commerce/payments/refund.model.js';
import { UserError } from '#platform/errors.js';
import { toDecimal } from '#platform/money.js';
import { outbox, type ShopContext } from '#tenants/index.js';
import { connectForTest, disconnectAfterTest } from '#tests/support/database.js';
import { aShop } from '#tests/support/factories.js';
import { workOff } from '#tests/support/outbox.js';
import { expectSound } from '#tests/support/refunds.js';
import { aBuyer, aCart, aProduct, variantOf } from '#tests/support/shopping.js';
import { applyCallbacks, aStripeKey, connectStripe, openStripe, startStripe, sumOf } from '#tests/support/stripe.js';

/**
 * Sequences of everything that buyers, merchants, Stripe, dying processes and the clock may do to a shop, in any order. Whatever
 * the order was, stock and money add up. A hundred in each run, thousands with `bin/test --long`.
 */
const SEQUENCES = process.env.LONG ? 2000 : 100;
const STOCK = 7;

let stripe: Awaited<ReturnType<typeof openStripe>>;
beforeAll(async () => {
  await connectForTest();
  stripe = await openStripe();
});
afterAll(async () => {
  await stripe.close();
  await disconnectAfterTest();
});

const slot = fc.nat(5);
const step = fc.oneof(
  fc.record({ do: fc.constant('fill' as const), product: fc.nat(1), quantity: fc.integer({ min: 1, max: 5 }) }),
  fc.record({ do: fc.constant('order' as const), at: slot, times: fc.integer({ min: 1, max: 3 }) }),
  fc.record({ do: fc.constant('die' as const), at: slot }),
  fc.record({
    do: fc.constant('pay' as const),
    at: slot,
    untrue: fc.constantFrom({}, {}, { amount: 1 }, { currency: 'usd' }, { livemode: true }),
    deliveries: fc.integer({ min: 1, max: 3 }),
  }),
  fc.record({ do: fc.constantFrom('mark' as const, 'late' as const), at: slot }),
  fc.record({ do: fc.constant('cancel' as const), at: slot, refund: fc.boolean() }),
  fc.record({
    do: fc.constant('refund' as const),
    at: slot,
    amount: fc.constantFrom(null, 1, 700, 2000),
    restock: fc.boolean(),
    refused: fc.boolean(),
  }),
  fc.record({ do: fc.constantFrom('expire' as const, 'sweep' as const, 'work' as const) }),
);
type Step = typeof step extends fc.Arbitrary<infer One> ? One : never;

interface World {
  shop: ShopContext;
  secretKey: string;
  products: Product[];
  carts: string[];
  orders: Map<string, { token: string }>;
}

test(
  'whatever happens in whatever order, stock and money add up',
  async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 14 }), async (steps) => {
        const world = await aWorld();
        for (const one of steps) await refusable(() => take(world, one));
        await expectWhole(world, false);
        await settle();
        await expectWhole(world, true);
        expect((await levels.in(world.shop).find({})).flatMap(({ holds }) => holds)).toEqual([]);
      }),
      { numRuns: SEQUENCES, endOnFailure: true },
    );
  },
  60_000 + SEQUENCES * 1500,
);

async function aWorld(): Promise<World> {
  const shop = await aShop();
  const secretKey = aStripeKey();
  await connectStripe(shop, secretKey);
  const products = [
    await aProduct(shop, { title: 'Hat', available: STOCK }),
    await aProduct(shop, { title: 'Scarf', available: STOCK, price: 501 }),
  ];
  return { shop, secretKey, products, carts: [], orders: new Map() };
}

/** What a caller is told he cannot do, he has not done: the world goes on. */
const refusable = (work: () => Promise<unknown>) =>
  work().catch((error: unknown) => {
    if (!(error instanceof UserError)) throw error;
  });

async function take(world: World, one: Step): Promise<void> {
  const { shop, products, carts } = world;
  switch (one.do) {
    case 'fill':
      carts.push(await aCart(shop, [products[one.product]!, one.quantity]));
      return;
    case 'order': {
      const cart = carts[one.at];
      if (!cart) return;
      const placed = await Promise.allSettled(Array.from({ length: one.times }, () => completeCheckout(shop, cart, aBuyer())));
      for (const result of placed) {
        if (result.status === 'fulfilled') world.orders.set(orderId.encode(result.value._id), { token: result.value.token });
        else if (!(result.reason instanceof UserError)) throw result.reason;
      }
      return;
    }
    case 'die':
      return dieAfterReserving(world, one.at);
    case 'pay': {
      const token = [...world.orders.values()][one.at]?.token;
      if (!token) return;
      const { payment } = await startStripe(shop, { token }, 'INTENT');
      if (payment.status === 'PENDING') await stripe.pay(payment, { ...one.untrue, deliveries: one.deliveries });
      return applyCallbacks(shop, { together: one.deliveries > 1 });
    }
    case 'late':
      return payLate(world, one.at);
    case 'mark':
      return void (await onOrder(world, one.at, (id) => markPaid(shop, id, MarkPaid.parse({ reference: 'cash' }))));
    case 'cancel':
      return void (await onOrder(world, one.at, (id) => cancelOrder(shop, id, { refund: one.refund })));
    case 'refund':
      return refund(world, one);
    case 'expire':
      return void (await expireUnpaidOrders(new Date(Date.now() + 2 * 3600_000)));
    case 'sweep':
      return void (await releaseExpiredHolds(new Date(Date.now() + 11 * 60_000)));
    case 'work':
      return void (await workOff());
  }
}

const onOrder = async ({ orders }: World, at: number, work: (id: string) => Promise<unknown>) => {
  const id = [...orders.keys()][at];
  if (id) await work(id);
};

/** Money goes back; Stripe refuses some of it. */
async function refund(
  world: World,
  { at, amount, restock, refused }: { at: number; amount: number | null; restock: boolean; refused: boolean },
): Promise<void> {
  const { shop, secretKey } = world;
  const money = amount && { amount: toDecimal(amount, shop.currency), currency: shop.currency };
  const input = RefundCreate.parse(money ? { amount: money } : { restock });
  if (refused) await stripe.control('faults', { apiKey: secretKey, path: '/v1/refunds', act: 'answer', status: 400 });
  await onOrder(world, at, (id) => createRefund(shop, id, input));
}

/** His order is cancelled while Stripe cannot be reached to close what he is paying: he pays. */
async function payLate({ shop, secretKey, ...world }: World, at: number): Promise<void> {
  const [id, { token } = { token: '' }] = [...world.orders][at] ?? [];
  if (!id) return;
  const { payment } = await startStripe(shop, { token }, 'INTENT');
  if (payment.status !== 'PENDING') return;
  const shut = (method: string, path: string) =>
    stripe.control<{ id: string }>('faults', { apiKey: secretKey, method, path, act: 'answer', status: 401 });
  const faults = [await shut('POST', '/v1/payment_intents/*/cancel'), await shut('GET', '/v1/payment_intents/*')];
  await refusable(() => cancelOrder(shop, id, {}));
  for (const fault of faults) await fetch(`${stripe.sandbox.url}/_sandbox/faults/${fault.id}`, { method: 'DELETE' });
  await stripe.pay(payment);
  await applyCallbacks(shop);
}

/** A process takes stock out for an order and is killed before it writes one. */
async function dieAfterReserving({ shop, carts }: World, at: number): Promise<void> {
  const cart = carts[at] ? await findCart(shop, carts[at]) : null;
  if (cart?.status !== 'OPEN') return;
  const lines = cart.lines.map(({ variantId, quantity, title }) => ({ variantId, quantity, title, field: [] }));
  await reserve(shop, { cart, attempt: new Types.ObjectId() }, lines);
}

/** The clock runs on until every hold has ended, and the workers have done what they were told. */
async function settle(): Promise<void> {
  await workOff();
  await releaseExpiredHolds(new Date(Date.now() + 11 * 60_000));
  await workOff();
}

async function expectWhole({ shop, products }: World, settled: boolean): Promise<void> {
  const placed = await orders.in(shop).find({});
  const stock = await levels.in(shop).find({});
  for (const product of products) {
    const { _id } = variantOf(product);
    const level = stock.find(({ variantId }) => variantId.equals(_id))!;
    const sold = placed.reduce((sum, order) => sum + unitsIn(order, _id), 0);
    const heldForNobody = level.holds.filter(({ attempts }) => !placed.some((order) => attempts.some((id) => id.equals(order._id))));
    const held = heldForNobody.reduce((sum, { n }) => sum + n, 0);
    expect(level.available).toBeGreaterThanOrEqual(0);
    expect({ available: level.available, sold, held, sum: level.available + sold + held }).toMatchObject({ sum: STOCK });
  }
  expect(new Set(placed.map(({ number }) => number)).size).toBe(placed.length);
  expect(new Set(placed.map(({ cartId }) => cartId.toHexString())).size).toBe(placed.length);
  await expectBooked(shop, placed, settled);
}

const unitsIn = ({ lines }: Order, variant: Types.ObjectId) =>
  lines.filter(({ variantId }) => variantId.equals(variant)).reduce((sum, { quantity, restocked = 0 }) => sum + quantity - restocked, 0);

async function expectBooked(shop: ShopContext, placed: readonly Order[], settled: boolean): Promise<void> {
  const entries = await ledgerEntries.in(shop).find({});
  expect(sumOf(entries)).toBe(0);
  const captured = await payments.in(shop).find({ status: 'CAPTURED' });
  const given = await refunds.in(shop).count({ status: 'SUCCEEDED' });
  expect(entries).toHaveLength(captured.length + given);
  const expectTold = async (order: Order) => {
    const about = { subject: orderId.encode(order._id) };
    const count = (type: 'order.created' | 'order.paid') => outbox.in(shop).count({ ...about, type });
    const paid = captured.filter((payment) => payment.orderId.equals(order._id));
    expect(await count('order.created')).toBe(1);
    expect(await count('order.paid')).toBe(order.paid > 0 ? 1 : 0);
    if (order.paid > 0) expect(order.paid).toBe(order.total);
    // Whatever was captured beyond what the order took was told to the merchant.
    const told = (await outbox.in(shop).find({ ...about, type: 'payment.mismatch' })).filter(({ data }) =>
      /^ORDER_/.test(String(data.reason)),
    );
    const tellable = paid.filter(({ surplus }) => surplus).length + (order.reopened ?? 0);
    if (settled) expect(told).toHaveLength(tellable);
    expect(paid.filter(({ surplus }) => !surplus)).toHaveLength(order.paid > 0 ? 1 : 0);
    await expectSound(shop, order);
  };
  await Promise.all(placed.map(expectTold));
}
