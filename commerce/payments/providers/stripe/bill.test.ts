import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Stripe } from 'stripe';
import { openAccount } from '#commerce/payments/opened.js';
import { paymentId } from '#commerce/payments/payment.model.js';
import type { BillLine, OpenAccount } from '#commerce/payments/provider.js';
import { connectForTest, disconnectAfterTest } from '#tests/support/database.js';
import { aShop } from '#tests/support/factories.js';
import { anOrder } from '#tests/support/shopping.js';
import { applyCallbacks, aStripeKey, booksOf, connectStripe, openStripe, startStripe } from '#tests/support/stripe.js';
import { aStripePlatform, connectBelow } from '#tests/support/stripe-connect.js';
import { bill, lineOf } from './bill.js';

let stripe: Awaited<ReturnType<typeof openStripe>>;
beforeAll(async () => {
  await connectForTest();
  stripe = await openStripe();
});
afterAll(async () => {
  await stripe.close();
  await disconnectAfterTest();
});

const DAYS_AGO = 3;
const dayOf = (daysAgo: number) => new Date(Date.now() - daysAgo * 24 * 3600_000).toISOString().slice(0, 10);

async function read(account: OpenAccount, day: string): Promise<BillLine[]> {
  const lines: BillLine[] = [];
  for await (const line of (await bill(account, day))!) lines.push(line);
  return lines;
}

test('a day is told when it is over', async () => {
  const shop = await aShop();
  const account = await openAccount(shop, await connectStripe(shop));
  expect(await bill(account, dayOf(0))).toBeNull();
  expect(await bill(account, dayOf(-1))).toBeNull();
  expect(await read(account, dayOf(1))).toEqual([]);
});

test('everything that moved a merchant’s balance, with whose it is, what Stripe kept of it and what the agency earned', async () => {
  const shop = await aShop();
  const agency = await aStripePlatform(stripe, shop, 1000);
  const { account: kept, connectedAccount, of } = await connectBelow(stripe, shop, agency);
  const account = await openAccount(shop, kept);
  const order = await anOrder(shop);
  await stripe.pay((await startStripe(shop, order)).payment);
  await applyCallbacks(shop);
  const payment = (await booksOf(shop, order)).payments[0]!;
  const { paymentIntent, charge } = payment.references;
  const refund = await of.refunds.create({ payment_intent: paymentIntent!, amount: 500, metadata: { refund: 'refund_1' } });
  await stripe.control(`refunds/${refund.id}/fail`, {});
  await stripe.control(`payment_intents/${paymentIntent}/dispute`, { of: { amount: 900 } });
  const [dispute] = (await of.disputes.list()).data;
  await stripe.control(`disputes/${dispute!.id}/close`, { of: { outcome: 'won' } });
  const whose = { apiKey: agency.secretKey, stripeAccount: connectedAccount, currency: 'cny' };
  await stripe.control('movements', { ...whose, type: 'payout', amount: -1500 });
  await stripe.control('movements', { ...whose, type: 'payout_failure', amount: 1500 });
  await stripe.control('movements', { ...whose, type: 'stripe_fee', amount: -200 });
  await stripe.control('movements', { ...whose, type: 'adjustment', amount: 7 });
  await stripe.control('backdate', { apiKey: agency.secretKey, stripeAccount: connectedAccount, days: DAYS_AGO });

  const fee = 111 + 279; // 2.9 % and 30 of 2799, and the commission
  const paid = { paymentIntent, charge };
  const lines = await read(account, dayOf(DAYS_AGO));
  expect(lines.map(({ reference: _reference, at: _at, ...line }) => line)).toEqual([
    { kind: 'OTHER', amount: 7, currency: 'CNY', fee: 0, ours: null, of: {} },
    { kind: 'FEE', amount: 200, currency: 'CNY', fee: 0, ours: null, of: {} },
    { kind: 'PAYOUT', amount: -1500, currency: 'CNY', fee: 0, ours: null, of: { payout: expect.any(String) } },
    { kind: 'PAYOUT', amount: 1500, currency: 'CNY', fee: 0, ours: null, of: { payout: expect.any(String) } },
    { kind: 'DISPUTE', amount: -900, currency: 'CNY', fee: 0, ours: null, of: { ...paid, dispute: dispute!.id } },
    { kind: 'DISPUTE', amount: 900, currency: 'CNY', fee: 1500, ours: null, of: { ...paid, dispute: dispute!.id } },
    { kind: 'REFUND', amount: -500, currency: 'CNY', fee: 0, ours: 'refund_1', of: { ...paid, refund: refund.id } },
    { kind: 'REFUND', amount: 500, currency: 'CNY', fee: 0, ours: 'refund_1', of: { ...paid, refund: refund.id } },
    { kind: 'PAYMENT', amount: order.total, currency: 'CNY', fee, commission: 279, ours: paymentId.encode(payment._id), of: paid },
  ]);
  expect(new Set(lines.map(({ reference }) => reference)).size).toBe(lines.length);
  expect(lines[0]!.at.toISOString().slice(0, 10)).toBe(dayOf(DAYS_AGO));
  expect(await read(account, dayOf(DAYS_AGO + 1))).toEqual([]);
  expect(await read(account, dayOf(DAYS_AGO - 1))).toEqual([]);
  expect((await read(account, dayOf(DAYS_AGO))).map(({ reference }) => reference)).toEqual(lines.map(({ reference }) => reference));
});

test('a long day is read page by page, and Stripe’s silence in its midst is told', async () => {
  const shop = await aShop();
  const apiKey = aStripeKey();
  const account = await openAccount(shop, await connectStripe(shop, apiKey));
  const each = Array.from({ length: 205 }, (_, index) => ({ apiKey, type: 'adjustment', amount: index + 1, currency: 'cny' }));
  for (const movement of each) await stripe.control('movements', movement);
  await stripe.control('backdate', { apiKey, days: DAYS_AGO });
  const lines = await read(account, dayOf(DAYS_AGO));
  expect(lines.reduce((sum, { amount }) => sum + amount, 0)).toBe((205 * 206) / 2);

  const broken = (await bill(account, dayOf(DAYS_AGO)))!;
  const reading = async () => {
    let count = 0;
    for await (const _line of broken) {
      count += 1;
      const fault = { apiKey, method: 'GET', path: '/v1/balance_transactions', act: 'answer', status: 503, times: 3 };
      if (count === 1) await stripe.control('faults', fault);
    }
  };
  await expect(reading()).rejects.toMatchObject({ code: 'PROVIDER_UNAVAILABLE' });
});

test('paid in another currency than the balance has: told as the buyer paid it', () => {
  const movement = {
    id: 'txn_1',
    type: 'charge',
    amount: 2790,
    currency: 'usd',
    exchange_rate: 0.1395,
    fee: 111,
    fee_details: [{ type: 'stripe_fee', amount: 111 }],
    created: 1_790_000_000,
    source: { id: 'ch_1', object: 'charge', amount: 20_000, currency: 'cny', metadata: { payment: 'pay_1' }, payment_intent: 'pi_1' },
  } as unknown as Stripe.BalanceTransaction;
  expect(lineOf(movement)).toEqual({
    kind: 'PAYMENT',
    amount: 20_000,
    currency: 'CNY',
    fee: 796,
    ours: 'pay_1',
    reference: 'txn_1',
    of: { paymentIntent: 'pi_1', charge: 'ch_1' },
    at: new Date(1_790_000_000_000),
  });
});

test('a charge whose own metadata is empty is known by its PaymentIntent’s', () => {
  const source = {
    id: 'ch_1',
    object: 'charge',
    amount: 5,
    currency: 'cny',
    metadata: {},
    payment_intent: { id: 'pi_1', metadata: { payment: 'pay_2' } },
  };
  const movement = {
    id: 'txn_1',
    type: 'payment',
    amount: 5,
    currency: 'cny',
    exchange_rate: null,
    fee: 0,
    fee_details: [],
    created: 1,
    source,
  };
  expect(lineOf(movement as unknown as Stripe.BalanceTransaction)).toMatchObject({
    ours: 'pay_2',
    of: { paymentIntent: 'pi_1', charge: 'ch_1' },
  });
});
