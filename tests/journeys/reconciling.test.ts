import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Order } from '#commerce/orders/index.js';
import type { PaymentAccount } from '#commerce/payments/account.model.js';
import type { Payment, Refund } from '#commerce/payments/index.js';
import { ledgerEntries } from '#commerce/payments/ledger.js';
import { balancesOf } from '#commerce/payments/ledger-balances.js';
import { paymentId, payments } from '#commerce/payments/payment.model.js';
import { reconcileBill } from '#commerce/payments/reconciliation/bill.jobs.js';
import { readLines } from '#commerce/payments/reconciliation/bill-line.model.js';
import { type Difference, differenceId, differences } from '#commerce/payments/reconciliation/difference.model.js';
import { newReconciliation, reconciliationId, reconciliations } from '#commerce/payments/reconciliation/reconciliation.model.js';
import { actionsOf, DifferenceResolution, resolveDifference } from '#commerce/payments/reconciliation/resolve.js';
import { refunds } from '#commerce/payments/refund.model.js';
import { outbox, type ShopContext } from '#tenants/index.js';
import { connectAlipay, openAlipay, startAlipay } from '#tests/support/alipay.js';
import { connectForTest, disconnectAfterTest } from '#tests/support/database.js';
import { aShop } from '#tests/support/factories.js';
import { workOff } from '#tests/support/outbox.js';
import { refund } from '#tests/support/refunds.js';
import { anOrder } from '#tests/support/shopping.js';
import { aStripeKey, connectStripe, openStripe, startStripe, sumOf } from '#tests/support/stripe.js';
import { aStripePlatform, connectBelow } from '#tests/support/stripe-connect.js';
import { aWechatPlatform, belowPlatform, connectWechatPay, openWechatPay, startWechatPay } from '#tests/support/wechat-pay.js';

const DAY = 86_400_000;
const BEIJING = 8 * 3600_000;

/** A shop that is paid at one provider, and what can be done there. */
interface Shop {
  shop: ShopContext;
  account: PaymentAccount;
  /** The buyer pays; `hold`: nobody tells us. */
  pay(order: Order & { token: string }, sending?: { hold: true }): Promise<Payment>;
  payOut?(amount: number): Promise<unknown>;
  /** What the provider holds for the merchant, by its own reckoning. */
  balance(): Promise<number>;
  /** What happened so far, there and here, is of the day whose bill is read. Answers that day. */
  dayOver(): Promise<string>;
  /** The bill has a payment that never was, lacks one, and has another with a fen less. */
  falsify(wrong: { lacks: Payment; less: Payment }): Promise<unknown>;
}

interface Rig {
  name: string;
  shop(): Promise<Shop>;
  /** What the agency has of a payment, in hundredths of a percent. */
  commission: number;
}

let stripe: Awaited<ReturnType<typeof openStripe>>;
let wechat: Awaited<ReturnType<typeof openWechatPay>>;
let alipay: Awaited<ReturnType<typeof openAlipay>>;
beforeAll(async () => {
  await connectForTest();
  stripe = await openStripe();
  wechat = await openWechatPay();
  alipay = await openAlipay();
});
afterAll(async () => {
  await alipay.close();
  await wechat.close();
  await stripe.close();
  await disconnectAfterTest();
});

const beijingDay = () => new Date(Date.now() + BEIJING).toISOString().slice(0, 10);

/** Bills of the day that runs: the sandboxes of the Chinese providers make them at once. */
const today = async (): Promise<string> => beijingDay();

async function stripeShop(given: { below?: boolean } = {}): Promise<Shop> {
  const shop = await aShop();
  let whose: { apiKey: string; stripeAccount?: string };
  let account: PaymentAccount;
  if (given.below) {
    const agency = await aStripePlatform(stripe, shop, 1000);
    const connected = await connectBelow(stripe, shop, agency);
    account = connected.account;
    whose = { apiKey: agency.secretKey, stripeAccount: connected.connectedAccount };
  } else {
    const apiKey = aStripeKey();
    account = await connectStripe(shop, apiKey);
    whose = { apiKey };
  }
  type Movement = { id: string; source: string; amount: number };
  const movements = () => stripe.control<{ data: Movement[]; balance: number }>(`movements?${new URLSearchParams(whose)}`);
  const chargeOf = async ({ references }: Payment) => (await movements()).data.find(({ source }) => source === references.charge)!;
  return {
    shop,
    account,
    async pay(order, sending = undefined) {
      const { payment } = await startStripe(shop, order, 'INTENT');
      await stripe.pay(payment, sending);
      return payment;
    },
    payOut: (amount) => stripe.control('movements', { ...whose, type: 'payout', amount: -amount, currency: 'cny' }),
    balance: async () => (await movements()).balance,
    async dayOver() {
      await stripe.control('backdate', { ...whose, days: 1 });
      const yesterday = new Date(Date.now() - DAY).toISOString().slice(0, 10);
      await ledgerEntries.in(shop).updateMany({}, { $set: { createdAt: new Date(`${yesterday}T08:00:00Z`) } });
      return yesterday;
    },
    async falsify({ lacks, less }) {
      await stripe.control('movements', { ...whose, type: 'charge', amount: 777, currency: 'cny' });
      const { id, amount } = await chargeOf(less);
      await stripe.control(`movements/${id}`, { amount: amount - 1 });
      await fetch(`${stripe.sandbox.url}/_sandbox/movements/${(await chargeOf(lacks)).id}`, { method: 'DELETE' });
    },
  };
}

async function wechatShop(given: { below?: boolean } = {}): Promise<Shop> {
  const shop = await aShop();
  const merchant = await wechat.makeMerchant(given.below ? { kind: 'PROVIDER' } : {});
  let [account, mchid] = [undefined as PaymentAccount | undefined, merchant.mchid];
  if (given.below) {
    ({ mchid } = await wechat.makeMerchant({ kind: 'SUB_MERCHANT', provider: merchant.mchid }));
    account = await belowPlatform(shop, await aWechatPlatform(shop.agencyId, merchant, 1000), mchid);
  } else account = await connectWechatPay(shop, merchant);
  const columns = { 交易状态: 'SUCCESS', 货币种类: 'CNY', 微信订单号: '4200009', 商户订单号: 'by hand', 订单金额: '7.77' };
  return {
    shop,
    account,
    async pay(order, sending = undefined) {
      const { payment } = await startWechatPay(shop, order);
      await wechat.pay(payment, sending);
      return payment;
    },
    // A provider cannot read what of a sub-merchant's account was paid out.
    ...(given.below ? {} : { payOut: (amount: number) => wechat.control(`merchants/${mchid}/payouts`, { amount }) }),
    balance: async () => (await wechat.control<{ balance: number }>(`merchants/${mchid}/balance`)).balance,
    dayOver: today,
    falsify: ({ lacks, less }) =>
      wechat.control(`bills/${mchid}/${beijingDay()}`, {
        trade: {
          add: [{ 交易时间: `${beijingDay()} 00:00:01`, ...columns, 手续费: '0.00000' }],
          drop: [paymentId.encode(lacks._id)],
          change: [{ id: paymentId.encode(less._id), set: { 订单金额: ((less.amount - 1) / 100).toFixed(2) } }],
        },
      }),
  };
}

async function alipayShop(): Promise<Shop> {
  const shop = await aShop();
  const merchant = await alipay.merchant();
  const account = await connectAlipay(shop, merchant);
  return {
    shop,
    account,
    async pay(order, sending = undefined) {
      const started = await startAlipay(shop, order);
      await alipay.pay(started, sending);
      return started.payment;
    },
    payOut: (amount) => alipay.control(`merchants/${merchant.appId}/payouts`, { amount }),
    balance: async () => (await alipay.control<{ balance: number }>(`merchants/${merchant.appId}/balance`, undefined, 'GET')).balance,
    dayOver: today,
    falsify: ({ lacks, less }) =>
      alipay.control(`bills/${merchant.appId}/${beijingDay()}`, {
        add: [{ outTradeNo: 'by-hand', amount: 777 }],
        drop: [paymentId.encode(lacks._id)],
        change: [{ id: paymentId.encode(less._id), amount: less.amount - 1 }],
      }),
  };
}

const RIGS: Rig[] = [
  { name: 'Stripe', shop: () => stripeShop(), commission: 0 },
  { name: 'Stripe below a platform', shop: () => stripeShop({ below: true }), commission: 1000 },
  { name: 'WeChat Pay', shop: () => wechatShop(), commission: 0 },
  { name: 'WeChat Pay below a service provider', shop: () => wechatShop({ below: true }), commission: 1000 },
  { name: 'Alipay', shop: alipayShop, commission: 0 },
];

/** Everything that waits, also for its time: the minute and a half before money is shared. */
async function work(shop: ShopContext): Promise<void> {
  for (let ran = 1; ran > 0; ) {
    await outbox
      .in(shop)
      .updateMany({ state: 'PENDING', later: true, type: /share$/ as never }, { $set: { later: false, nextAttemptAt: new Date() } });
    ran = await workOff();
  }
}

/** Reads the day's bill, from its first line to its last. */
async function reconcile({ shop, account }: Shop, day: string) {
  await reconciliations.in(shop).removeMany({ accountId: account._id });
  const run = await reconciliations.in(shop).insert(newReconciliation(account._id, day));
  let again = await reconcileBill(shop, { data: { reconciliation: reconciliationId.encode(run._id) } });
  while (again && !again.at) again = await reconcileBill(shop, { data: again.data! });
  return (await reconciliations.in(shop).findOne({ _id: run._id }))!;
}

const openOf = (shop: ShopContext) => differences.in(shop).find({ status: 'OPEN' }, { sort: { _id: 1 } });
const balances = async (shop: ShopContext) => Object.fromEntries((await balancesOf(shop)).map(({ account, amount }) => [account, amount]));
const entriesOf = (shop: ShopContext) => ledgerEntries.in(shop).find({}, { sort: { _id: 1 } });
const hundred = (shop: ShopContext) => anOrder(shop, { price: 4600, quantity: 2 });

describe.each(RIGS)('$name', ({ shop: open, commission }) => {
  test('a day with payments, a refund and a payout: every line agrees, and our books are the provider’s', async () => {
    const there = await open();
    const { shop } = there;
    const order = await hundred(shop);
    await there.pay(order);
    await work(shop);
    await there.pay(await hundred(shop));
    await work(shop);
    const back: Refund = await refund(shop, order, '25.00');
    await work(shop);
    expect(await refunds.in(shop).findOne({ _id: back._id })).toMatchObject({ status: 'SUCCEEDED' });
    await there.payOut?.(5000);
    const day = await there.dayOver();
    for (const _time of ['first', 'again']) {
      const run = await reconcile(there, day);
      expect(run).toMatchObject({ status: 'COMPLETED', matched: 3, differences: 0, error: null });
      expect(await openOf(shop)).toEqual([]);
      const now = await balances(shop);
      expect(now).toMatchObject({ CAPTURED: 20_000, REFUNDED: -2500 });
      expect(now.OWED_TO_MERCHANT).toBe(0 - (await there.balance()));
      expect(now.PAID_OUT ?? 0).toBe(there.payOut ? -5000 : 0);
      // Of 100.00 and of 75.00.
      expect(now.COMMISSION ?? 0).toBe(0 - (commission * 17_500) / 10_000);
      expect(now.FEE).toBeLessThan(0);
      expect(sumOf(await entriesOf(shop))).toBe(0);
    }
  });

  test('a line too many, one missing, one otherwise, and a payment that nobody told us of: exactly these differ', async () => {
    const there = await open();
    const { shop } = there;
    const [lacks, less, untold] = [
      await there.pay(await hundred(shop)),
      await there.pay(await hundred(shop)),
      await there.pay(await hundred(shop), { hold: true }),
    ];
    await work(shop);
    const now = async ({ _id }: Payment) => (await payments.in(shop).findOne({ _id }))!;
    await there.falsify({ lacks: await now(lacks!), less: await now(less!) });
    expect(await reconcile(there, await there.dayOver())).toMatchObject({ status: 'COMPLETED', differences: 4 });
    const found = await openOf(shop);
    const shown = ({ kind, ours, theirs }: Difference) => [kind, ours?.amount ?? null, theirs?.amount ?? null].join(' ');
    expect(found.map(shown).sort()).toEqual(['AMOUNT 10000 9999', 'MISSING_HERE  777', 'MISSING_HERE 10000 10000', 'MISSING_THERE 10000 ']);
    const of = (payment: Payment | null) => found.find(({ paymentId: id }) => (payment ? id?.equals(payment._id) : id === null))!;
    expect(actionsOf(of(null))).toEqual(['ACCEPT', 'IGNORE']);
    const all = ['ASK_PROVIDER', 'ACCEPT', 'IGNORE'];
    for (const payment of [lacks!, less!, untold!]) expect(actionsOf(of(payment))).toEqual(all);
    const ask = (difference: Difference) =>
      resolveDifference(shop, differenceId.encode(difference._id), DifferenceResolution.parse({ action: 'ASK_PROVIDER' }));
    expect(await ask(of(untold!))).toMatchObject({ status: 'RESOLVED', action: 'ASK_PROVIDER' });
    expect(await now(untold!)).toMatchObject({ status: 'CAPTURED' });
    // What the provider says again is no news: a person decides.
    for (const payment of [lacks!, less!]) expect(await ask(of(payment))).toMatchObject({ status: 'OPEN' });
    const note = 'told the provider';
    const accepted = await resolveDifference(
      shop,
      differenceId.encode(of(null)._id),
      DifferenceResolution.parse({ action: 'ACCEPT', note }),
    );
    expect(accepted).toMatchObject({ status: 'RESOLVED', note });
    expect(sumOf(await entriesOf(shop))).toBe(0);
    expect(await readLines.in(shop).count({ outcome: 'DIFFERENT' })).toBe(3);
  });
});

test('money that is given back in three parts leaves the agency no fen of its commission, though each part is asked for twice', async () => {
  const there = await wechatShop({ below: true });
  const { shop } = there;
  const order = await hundred(shop);
  const payment = await there.pay(order);
  await work(shop);
  for (const amount of ['33.33', '33.33', '33.34']) {
    const given = await refund(shop, order, amount);
    await work(shop);
    await outbox.in(shop).updateMany({ type: 'payment.unshare' }, { $set: { state: 'PENDING' } });
    await work(shop);
    expect(await refunds.in(shop).findOne({ _id: given._id })).toMatchObject({ references: { profitSharingReturn: expect.any(String) } });
  }
  expect((await payments.in(shop).findOne({ _id: payment._id }))!.sharing).toEqual({
    of: 10_000,
    commission: 1000,
    back: 1000,
    done: true,
  });
  await reconcile(there, await there.dayOver());
  const now = await balances(shop);
  expect([now.COMMISSION, now.FEE, now.OWED_TO_MERCHANT]).toEqual([0, 0, 0]);
  expect(await there.balance()).toBe(0);
});
