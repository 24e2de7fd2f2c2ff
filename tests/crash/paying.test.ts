import { randomInt } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Redis } from 'ioredis';
import mongoose from 'mongoose';
import { knock } from '#sandboxes/frame/testing.js';
import { until } from '#tests/support/until.js';
import { type Accounts, ourBooks, providersBooks } from './books.js';
import { ONLINE, type Online, Public } from './buyers.js';
import { buildHouse } from './house.js';

// Before anything reads the settings.
const house = await buildHouse();
const { connectForTest, createCollections, disconnectAfterTest } = await import('#tests/support/database.js');
const { aShop, anAgencyContext } = await import('#tests/support/factories.js');
const { aProduct, variantOf } = await import('#tests/support/shopping.js');
const { aStripeKey, connectStripe } = await import('#tests/support/stripe.js');
const { connectWechatPay } = await import('#tests/support/wechat-pay.js');
const { connectAlipay } = await import('#tests/support/alipay.js');
const { stripeClient } = await import('#commerce/payments/providers/stripe/client.js');
const { pollOpenPayments, pollOpenRefunds } = await import('#commerce/payments/index.js');
const { payments, paymentId } = await import('#commerce/payments/payment.model.js');
const { refunds, refundId } = await import('#commerce/payments/refund.model.js');
const { callbackEvents } = await import('#commerce/payments/callback.model.js');
const { ledgerEntries } = await import('#commerce/payments/ledger.js');
const { orders } = await import('#commerce/orders/index.js');
const { levels } = await import('#commerce/inventory/index.js');
const { notifications } = await import('#commerce/notifications/index.js');
const { leases } = await import('#platform/lease.js');
const { acrossShops, changeShop, createAccessToken, outbox, SCOPES, shopId } = await import('#tenants/index.js');
const { shopClaims } = await import('#tenants/idempotency.js');
await import('#worker/collections.js');

/** One kill of each in a run, many with `bin/test --long`. */
const KILLS = process.env.LONG ? 6 : 1;
const ORDERS = process.env.LONG ? 24 : 9;
const AT_ONCE = 6;
const FAR = new Date('2100-01-01');

type Shop = Awaited<ReturnType<typeof aShop>>;
interface Paying {
  shop: Shop;
  accounts: Accounts;
  variant: string;
  people: Public;
}

beforeAll(async () => {
  await connectForTest();
  await createCollections();
  await forgetTransactionsSoon();
  await Promise.all([house.start('server'), house.start('worker')]);
}, 120_000);
afterAll(async () => {
  await house.empty();
  await disconnectAfterTest();
  await house.tearDown();
}, 60_000);

/** A killed process leaves its transactions open, and what they touched locked, until the server ends them: after a minute, usually. */
const forgetTransactionsSoon = () => mongoose.connection.db!.admin().command({ setParameter: 1, transactionLifetimeLimitSeconds: 3 });

/** A shop that all three providers pay. */
async function aPayingShop(): Promise<Paying> {
  const shop = await aShop({ settings: { lowStock: null } });
  await changeShop(shop, { settings: { merchantEmail: `${shop.shopId.toHexString()}@example.com` } });
  const secretKey = aStripeKey();
  const wechat = await knock<Parameters<typeof connectWechatPay>[1]>(house.wechat.url, 'merchants');
  const alipay = await knock<Parameters<typeof connectAlipay>[1]>(house.alipay.url, 'merchants');
  await connectStripe(shop, secretKey);
  await connectWechatPay(shop, wechat);
  await connectAlipay(shop, alipay);
  const { secret } = await createAccessToken(anAgencyContext(shop.agencyId), SCOPES, { name: 'test', scopes: [...SCOPES] });
  const product = await aProduct(shop, { available: 1000, price: 4600 });
  const accounts = { stripe: stripeClient(secretKey, 'TEST'), mchid: wechat.mchid, appId: alipay.appId };
  return { shop, accounts, variant: variantOf(product).id, people: new Public(house, shopId.encode(shop.shopId), secret) };
}

/** Buyers one after another, a few at a time; of some the merchant gives money back, or a part, as soon as it is there. */
async function sell({ shop, variant, people, accounts }: Paying, from: number): Promise<void> {
  const waiting = Array.from({ length: ORDERS }, (_, at) => from + at);
  const serve = async () => {
    for (let at = waiting.shift(); at !== undefined; at = waiting.shift()) {
      const provider = ONLINE[at % ONLINE.length]!;
      const order = await people.buy(variant, provider, `buyer-${at}@${shop.shopId.toHexString()}.example`);
      if (at % 4 !== 0) continue;
      await people.seePaid(order.token);
      if (at % 8 === 0) await people.refund(order.id, at % 16 === 0 ? null : '5.00');
      else await refundThere(shop, accounts, provider, order.id);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, serve));
}

/** A person gives back in the provider's own console; WeChat Pay tells no account of that. */
async function refundThere(shop: Shop, { stripe }: Accounts, provider: Online, order: string): Promise<void> {
  const payment = await payments.in(shop).findOne({ status: 'CAPTURED', orderId: new mongoose.Types.ObjectId(order.slice(4)) });
  if (provider === 'STRIPE') await stripe.refunds.create({ payment_intent: payment!.references.paymentIntent!, amount: 300 });
  if (provider === 'ALIPAY') await knock(house.alipay.url, `trades/${paymentId.encode(payment!._id)}/refund`, { refund: 300 });
}

/** What time would bring: what is planned for later is due, a killed process's leases and claims have run out. */
async function letTimePass({ shop }: Paying): Promise<void> {
  for (const { name } of [outbox, callbackEvents])
    await acrossShops(name, 'test').updateMany(
      { shopId: shop.shopId, later: true } as object,
      { $set: { nextAttemptAt: new Date() } } as object,
    );
  await shopClaims.in(shop).updateMany({ result: null }, { $set: { deadline: new Date(0) } });
}
const endLeases = () => leases().updateMany({}, { $set: { until: new Date(0) } });

async function booksOf({ shop, accounts }: Paying) {
  const captured = await payments.in(shop).find({ status: 'CAPTURED' });
  const given = await refunds.in(shop).find({ status: 'SUCCEEDED' });
  const ours = ourBooks(
    captured.map(({ _id, amount }) => ({ name: paymentId.encode(_id), amount })),
    given.map(({ _id, amount, madeThere }) => ({ name: madeThere ?? refundId.encode(_id), amount })),
  );
  return { ours, theirs: await providersBooks(house, accounts) };
}

const open = async ({ shop }: Paying): Promise<object[]> =>
  (
    await Promise.all(
      [outbox.name, callbackEvents.name].map((name) =>
        acrossShops<import('#tenants/index.js').OutboxRow>(name, 'test').find({ shopId: shop.shopId, state: { $ne: 'DONE' } }),
      ),
    )
  ).flat();

/** Everything that the retries, the polls and the relay bring about has come about. */
async function settle(paying: Paying): Promise<void> {
  let turn = 0;
  const isOver = async () => {
    if (turn++ % 25 === 0) {
      await letTimePass(paying);
      await pollOpenPayments(FAR);
      await pollOpenRefunds(FAR);
    }
    const { ours, theirs } = await booksOf(paying);
    return JSON.stringify(ours) === JSON.stringify(theirs) && (await open(paying)).length === 0;
  };
  await until(isOver, 60_000).catch(async () => {
    throw new Error(`It does not come to an end: ${JSON.stringify({ ...(await booksOf(paying)), open: await open(paying) }, null, 1)}`);
  });
}

/** Nothing is lost and nothing is there twice: orders, money, the ledger, events, stock, mails. */
async function expectSound(paying: Paying, sold: number): Promise<void> {
  const { shop, people } = paying;
  const { ours, theirs } = await booksOf(paying);
  expect(ours).toEqual(theirs);
  expect(ours.paid).toHaveLength(sold);
  expect(new Set(ours.paid).size).toBe(sold);
  const all = await orders.in(shop).find({});
  expect(all).toHaveLength(sold);
  for (const { total, paid, refunded = 0, refunding = 0 } of all) expect([paid, refunding]).toEqual([total, refunded]);
  const entries = await ledgerEntries.in(shop).find({});
  const keys = (kind: string) => entries.filter(({ key }) => key.startsWith(`${kind}/`)).length;
  expect([keys('capture'), keys('refund')]).toEqual([sold, ours.refunded.length]);
  expect(entries.flatMap(({ lines }) => lines).reduce((sum, { amount }) => sum + amount, 0)).toBe(0);
  const told = await outbox.in(shop).find({ type: { $in: ['order.created', 'order.paid', 'refund.succeeded'] } });
  const subjectsOf = (type: string) => told.filter((event) => event.type === type).map(({ subject }) => subject);
  for (const type of ['order.created', 'order.paid']) expect(new Set(subjectsOf(type)).size).toBe(subjectsOf(type).length);
  expect(subjectsOf('order.paid')).toHaveLength(sold);
  expect(subjectsOf('refund.succeeded')).toHaveLength(ours.refunded.length);
  expect(await outbox.in(shop).count({ type: { $in: ['payment.mismatch', 'refund.failed', 'payment.failed'] } })).toBe(0);
  const [stock] = await levels.in(shop).find({});
  expect([stock!.available, stock!.holds]).toEqual([1000 - sold, []]);
  await expectMails(shop, sold, ours.refunded.length);
  expect({ told: people.faults, logged: people.faults.length > 0 ? house.failures : [] }).toEqual({ told: [], logged: [] });
}

/** Each once; one that a killed worker was sending may come twice, under one name. */
async function expectMails(shop: Shop, sold: number, given: number): Promise<void> {
  const written = await notifications.in(shop).find({});
  const of = (template: string) => written.filter((one) => one.template === template).length;
  const templates = ['order-created', 'order-received', 'order-paid', 'payment-received'];
  expect([...templates.map(of), of('order-refunded'), written.length]).toEqual([sold, sold, sold, sold, given, 4 * sold + given]);
  expect(written.every(({ status }) => status === 'SENT')).toBe(true);
  const arrived = new Set(house.mails.to(shop.shopId.toHexString()).map(({ messageId }) => messageId));
  expect(arrived).toEqual(new Set(written.map(({ messageId }) => messageId)));
}

/** What is killed in the middle of it all, and what brings it back. */
const VICTIMS: Readonly<Record<string, () => Promise<void>>> = {
  async worker() {
    await house.kill('worker');
    await endLeases();
    await house.start('worker');
  },
  async server() {
    await house.kill('server');
    await house.start('server');
  },
  async Redis() {
    await house.cutPower('redis');
    await house.startAgain('redis');
  },
  async 'all that Redis holds'() {
    const client = new Redis(house.redisUrl, { lazyConnect: true });
    await client.connect();
    await client.flushall();
    client.disconnect();
  },
  async MongoDB() {
    await house.cutPower('mongod');
    await house.startAgain('mongod');
    await until(async () => Boolean(await forgetTransactionsSoon()));
  },
};

test.each(Object.keys(VICTIMS))(
  'killed in the middle of payments: %s. Our books are the providers’ books, each payment and refund once',
  async (victim) => {
    const paying = await aPayingShop();
    for (let kill = 0; kill < KILLS; kill += 1) {
      const before = await payments.in(paying.shop).count({ status: 'CAPTURED' });
      const selling = sell(paying, kill * ORDERS);
      const moment = before + 1 + randomInt(Math.ceil(ORDERS / 2));
      await Promise.race([until(async () => (await payments.in(paying.shop).count({ status: 'CAPTURED' })) >= moment, 90_000), selling]);
      expect(await orders.in(paying.shop).count({})).toBeLessThanOrEqual((kill + 1) * ORDERS);
      await VICTIMS[victim]!();
      const passing = setInterval(() => void letTimePass(paying).catch(() => {}), 1000);
      await selling.finally(() => clearInterval(passing));
      await settle(paying);
    }
    await expectSound(paying, KILLS * ORDERS);
    expect([house.isUp('server'), house.isUp('worker')]).toEqual([true, true]);
  },
  120_000 * KILLS,
);
