import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type Order, orderId } from '#commerce/orders/index.js';
import { type OutboxEvent, outbox, type ShopContext } from '#tenants/index.js';
import { openBanks, PROVIDER_OF, type Way } from '#tests/support/banks.js';
import { connectForTest, disconnectAfterTest } from '#tests/support/database.js';
import { aShop } from '#tests/support/factories.js';
import { dieAt, runInside, stepsOf, watchSteps } from '#tests/support/interleave.js';
import { workOff } from '#tests/support/outbox.js';
import { expectSound } from '#tests/support/refunds.js';
import { anOrder } from '#tests/support/shopping.js';
import { booksOf, sumOf } from '#tests/support/stripe.js';
import { callbackEvents } from './callback.model.js';
import { applyCallback } from './callbacks.js';
import { payments } from './payment.model.js';
import { refunds } from './refund.model.js';
import { sendRefund } from './refund-send.js';
import { createRefund, RefundCreate } from './refunds.js';

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

const WAYS = ['checkout', 'wechat', 'alipay'] as const;

/** Every moment; in a short run a third of them for each provider, so that all three together have had each one. */
const momentsOf = (way: (typeof WAYS)[number], steps: number): number[] =>
  Array.from({ length: steps }, (_, at) => at).filter((at) => process.env.LONG || at % WAYS.length === WAYS.indexOf(way));

/** An order of 100.00 whose buyer has just paid: the callback is here, and he is on his way back. */
async function justPaid(way: Way) {
  const shop = await aShop();
  const bank = opened.banks[PROVIDER_OF[way]];
  const account = await bank.connect(shop, 0);
  const order = await anOrder(shop, { price: 4600, quantity: 2 });
  const { payment } = await bank.start(shop, order, way);
  const told = await bank.pay(payment, {}, false);
  for (const { status } of told!.deliveries) expect([200, 204]).toContain(status);
  const [row] = await callbackEvents.in(shop).find({}, { sort: { _id: 1 } });
  const callback = () => applyCallback(shop, row!);
  const comesBack = () => bank.start(shop, order, way).catch((error) => expect(error).toMatchObject({ code: 'ORDER_NOT_PAYABLE' }));
  return { shop, bank, account, order, payment, callback, comesBack };
}

async function expectPaidOnce(shop: ShopContext, order: Order) {
  const books = await booksOf(shop, order);
  expect(books.order).toMatchObject({ paymentStatus: 'PAID', paid: 10_000 });
  expect(books.payments).toMatchObject([{ status: 'CAPTURED' }]);
  expect(books.ledger).toHaveLength(1);
  expect(sumOf(books.ledger)).toBe(0);
  expect(books.paid).toHaveLength(1);
  expect(books.mismatches).toEqual([]);
}

test.each([
  ['checkout', 'callback', 'comesBack'],
  ['checkout', 'comesBack', 'callback'],
  ['wechat', 'callback', 'comesBack'],
  ['wechat', 'comesBack', 'callback'],
  ['alipay', 'callback', 'comesBack'],
  ['alipay', 'comesBack', 'callback'],
] as const)(
  '%s: during the %s the %s, at whichever moment of it: one capture, one entry, one order.paid',
  async (way, first, second) => {
    const { [first]: alone } = await justPaid(way);
    const steps = await stepsOf(alone);
    expect(steps).toBeGreaterThan(5);
    for (const at of momentsOf(way, steps)) {
      const { shop, order, ...both } = await justPaid(way);
      await runInside(at, both[first], both[second], steps);
      await expectPaidOnce(shop, order);
    }
  },
  240_000,
);

test.each(WAYS)(
  '%s: a worker dies while it applies what was acknowledged, at whichever moment: the order is paid all the same, once',
  async (way) => {
    const steps = await stepsOf((await justPaid(way)).callback);
    for (const at of momentsOf(way, steps)) {
      const { shop, order, callback } = await justPaid(way);
      await dieAt(at, callback);
      await workOff();
      await expectPaidOnce(shop, order);
    }
  },
  240_000,
);

test.each(WAYS)(
  '%s: 50 refunds of one order at once: as many as fit go out, and the provider has given back as much as our books say',
  async (way) => {
    const { shop, bank, account, order, callback } = await justPaid(way);
    await callback();
    const input = RefundCreate.parse({ amount: { amount: '3', currency: 'CNY' } });
    const made = await Promise.allSettled(Array.from({ length: 50 }, () => createRefund(shop, orderId.encode(order._id), input)));
    const refused = made.flatMap((one) => (one.status === 'rejected' ? [(one.reason as { code: string }).code] : []));
    expect(refused).toEqual(Array.from({ length: 17 }, () => 'REFUND_TOO_LARGE'));
    await workOff();
    const [payment] = await payments.in(shop).find({});
    for (const refund of await bank.waiting(payment!, shop, account)) await bank.endRefund(refund, 'succeed', {});
    await workOff();
    expect((await expectSound(shop, order)).order).toMatchObject({ refunded: 9900, paymentStatus: 'PARTIALLY_REFUNDED' });
    expect(await bank.held(payment!, shop, account)).toEqual({ paid: 10_000, refunded: 9900 });
  },
  120_000,
);

/** The refund, its payment and the account are read. */
const CALLS_BEFORE_IT_IS_SENT = 3;

/** A refund that its provider has made and told of, while the worker that sent it died before it wrote down the answer. */
async function justRefunded(way: 'checkout' | 'wechat') {
  const { shop, bank, account, order, callback } = await justPaid(way);
  await callback();
  await workOff();
  await bank.holdRefund(shop, account);
  await createRefund(shop, orderId.encode(order._id), RefundCreate.parse({ amount: { amount: '60', currency: 'CNY' } }));
  const [task] = await outbox.in(shop).find({ type: 'refund.send' });
  await dieAt(CALLS_BEFORE_IT_IS_SENT, () => sendRefund(shop, task!));
  expect(await refunds.in(shop).find({})).toMatchObject([{ status: 'PENDING', references: {} }]);
  const [payment] = await payments.in(shop).find({});
  const [name] = await bank.waiting(payment!, shop, account);
  await bank.endRefund(name!, 'succeed', {});
  const rows = await callbackEvents.in(shop).find({ state: 'PENDING' }, { sort: { _id: -1 } });
  const told = () => applyCallback(shop, rows.find(({ type }) => /updated|SUCCESS/.test(type))!);
  return { shop, order, told, sends: () => sendRefund(shop, task as OutboxEvent) };
}

test.each([
  ['checkout', 'told', 'sends'],
  ['wechat', 'told', 'sends'],
  ['wechat', 'sends', 'told'],
] as const)(
  '%s: a refund whose answer was lost is told of and sent again beside each other, %s first, at whichever moment: given back once',
  async (way, first, second) => {
    const steps = await stepsOf((await justRefunded(way))[first]);
    for (const at of momentsOf(way, steps)) {
      const { shop, order, ...both } = await justRefunded(way);
      await runInside(at, both[first], both[second], steps);
      await workOff();
      const books = await expectSound(shop, order);
      expect(books.refunds).toMatchObject([{ status: 'SUCCEEDED', amount: 6000 }]);
      expect(books.refunded).toHaveLength(1);
      expect(books.mismatches).toEqual([]);
    }
  },
  240_000,
);
