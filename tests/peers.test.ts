import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { completeCheckout } from '#commerce/checkout/index.js';
import { adjustInventory, availableOf, levels } from '#commerce/inventory/index.js';
import { orderId, orders } from '#commerce/orders/index.js';
import { callbackEvents, markPaid } from '#commerce/payments/index.js';
import { outbox } from '#tenants/index.js';
import { openBanks, PROVIDER_OF, type Way } from './support/banks.js';
import { connectForTest, disconnectAfterTest } from './support/database.js';
import { aShop } from './support/factories.js';
import { dieAt, stepsOf, watchSteps } from './support/interleave.js';
import { workOff } from './support/outbox.js';
import { aBuyer, aCart, anOrder, aProduct, variantOf } from './support/shopping.js';
import { booksOf } from './support/stripe.js';

let opened: Awaited<ReturnType<typeof openBanks>>;
let unwatch: () => void;
beforeAll(async () => {
  await connectForTest();
  opened = await openBanks();
  unwatch = watchSteps();
}, 120_000);
afterAll(async () => {
  unwatch();
  await opened.close();
  await disconnectAfterTest();
});

/** The table's lines: file and test. */
const NAMED = readFileSync('docs/guides/defects-of-peers.md', 'utf8')
  .split('\n')
  .filter((line) => line.startsWith('|'))
  .slice(2)
  .map((line) => line.split('|').map((cell) => cell.trim()))
  .map(([, , , file, title]) => [file!, title!] as const);

test('every defect that is named has its line', () => {
  expect(NAMED.length).toBeGreaterThan(25);
});

test.each(NAMED)('%s still has the test: %s', (file, title) => {
  const text = readFileSync(file, 'utf8').replaceAll("\\'", "'");
  expect([`'${title}'`, `"${title}"`].filter((quoted) => text.includes(quoted))).toHaveLength(1);
});

const WAYS: Way[] = ['checkout', 'wechat', 'alipay'];

async function begun(way: Way) {
  const shop = await aShop();
  const bank = opened.banks[PROVIDER_OF[way]];
  await bank.connect(shop, 0);
  const order = await anOrder(shop);
  const { payment } = await bank.start(shop, order, way);
  return { shop, bank, order, payment };
}

test.each(WAYS)(
  '%s: the buyer pays and never comes back: his order was there before his payment, and its callback pays it',
  async (way) => {
    const { shop, bank, order, payment } = await begun(way);
    expect(await orders.in(shop).findOne({ _id: payment.orderId })).toMatchObject({ paymentStatus: 'PENDING' });
    await bank.pay(payment, {}, false);
    await workOff();
    expect(await booksOf(shop, order)).toMatchObject({ order: { paymentStatus: 'PAID' }, payments: [{ status: 'CAPTURED' }], paid: [{}] });
  },
);

test.each(WAYS)('%s: what somebody else has signed is refused before it is acknowledged, and nothing is written', async (way) => {
  const { shop, bank, order, payment } = await begun(way);
  const other = { shop, account: await bank.connect(await aShop(), 1) };
  const told = await bank.pay(payment, { retries: 0, ...(await bank.untruth('forged', payment, other)) }, false);
  expect(new Set(told!.deliveries.map(({ status }) => status))).toEqual(new Set([400]));
  expect(await callbackEvents.in(shop).count({})).toBe(0);
  await workOff();
  expect(await booksOf(shop, order)).toMatchObject({ order: { paymentStatus: 'PENDING' }, payments: [{ status: 'PENDING' }] });
});

test('orders and corrections of one stock at once: none of them is lost', async () => {
  const shop = await aShop();
  const hats = await aProduct(shop, { available: 20 });
  const { id, _id } = variantOf(hats);
  const carts = await Promise.all(Array.from({ length: 10 }, () => aCart(shop, [hats, 1])));
  const ordering = carts.map((cart) => completeCheckout(shop, cart, aBuyer()));
  const correcting = [3, -2, 5, -1, 4].map((delta) => adjustInventory(shop, { variant: id, delta, reason: 'Counted' }));
  await Promise.all([...ordering, ...correcting]);
  await workOff();
  expect(await availableOf(shop, [_id])).toEqual([20 - 10 + 9]);
  expect((await levels.in(shop).find({})).flatMap(({ holds }) => holds)).toEqual([]);
});

test('the process dies while an order is marked paid, at whichever moment: paid and told of, or neither', async () => {
  const marking = async () => {
    const shop = await aShop();
    const order = await anOrder(shop);
    return { shop, order, mark: () => markPaid(shop, orderId.encode(order._id), {}) };
  };
  const steps = await stepsOf((await marking()).mark);
  const seen = new Set<string>();
  for (let at = 0; at <= steps; at++) {
    const { shop, order, mark } = await marking();
    await dieAt(at, mark);
    const { order: now, ledger } = await booksOf(shop, order);
    const told = await outbox.in(shop).count({ type: 'order.paid' });
    const paid = now.paymentStatus === 'PAID' ? 1 : 0;
    expect({ at, told, booked: ledger.length }).toEqual({ at, told: paid, booked: paid });
    seen.add(now.paymentStatus);
  }
  expect(seen).toEqual(new Set(['PENDING', 'PAID']));
});
