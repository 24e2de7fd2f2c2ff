import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { newKey, openSandbox } from './testing.js';

let here: Awaited<ReturnType<typeof openSandbox>>;
beforeAll(async () => {
  here = await openSandbox();
});
afterAll(() => here.close());

async function paid(amount = 1000) {
  const merchant = await here.merchant();
  const intent = await merchant.stripe.paymentIntents.create({ amount, currency: 'usd', metadata: { payment: 'pay_1' } });
  await here.control(`payment_intents/${intent.id}/confirm`);
  return { ...merchant, intent };
}

test('a refund that the balance does not cover is pending, and goes through later', async () => {
  const apiKey = newKey();
  const stripe = here.client(apiKey);
  const intent = await stripe.paymentIntents.create({ amount: 1000, currency: 'usd', confirm: true, payment_method: 'pm_card_visa' });
  await here.control('refunds/pending', { apiKey });
  const refund = await stripe.refunds.create({ payment_intent: intent.id, amount: 400, metadata: { refund: 'refund_1' } });
  expect(refund.status).toBe('pending');
  expect((await stripe.refunds.create({ payment_intent: intent.id, amount: 1 })).status).toBe('succeeded');
  const { events } = await here.control(`refunds/${refund.id}/succeed`);
  expect(events.map(({ type }) => type)).toEqual(['refund.updated']);
  expect(await stripe.refunds.retrieve(refund.id)).toMatchObject({ status: 'succeeded', metadata: { refund: 'refund_1' } });
  expect((await here.control(`refunds/${refund.id}/succeed`)).error?.message).toContain('succeeded');
});

test('a refund that the buyer’s bank returns is failed, and its money can be refunded again', async () => {
  const { stripe, shop, intent, types } = await paid();
  const refund = await stripe.refunds.create({ payment_intent: intent.id });
  await here.control(`refunds/${refund.id}/fail`, { of: { reason: 'lost_or_stolen_card' } });
  expect(await stripe.refunds.retrieve(refund.id)).toMatchObject({ status: 'failed', failure_reason: 'lost_or_stolen_card' });
  await shop.arrived(3);
  expect(types().sort()).toEqual(['payment_intent.succeeded', 'refund.created', 'refund.failed']);
  expect((await stripe.balanceTransactions.list()).data.map(({ type, amount }) => [type, amount])).toEqual([
    ['refund_failure', 1000],
    ['refund', -1000],
    ['charge', 1000],
  ]);
  expect(await stripe.refunds.create({ payment_intent: intent.id })).toMatchObject({ amount: 1000 });
});

test('a refund of the dashboard carries no word of ours', async () => {
  const { intent, read } = await paid();
  await here.control(`payment_intents/${intent.id}/refund`, { of: { amount: 300 } });
  expect(read(1)).toMatchObject({ type: 'refund.created', data: { object: { amount: 300, metadata: {}, payment_intent: intent.id } } });
});

test.each([
  ['won', ['charge.dispute.closed', 'charge.dispute.funds_reinstated'], [1000, -1000]],
  ['lost', ['charge.dispute.closed'], [-1000]],
] as const)('a dispute takes the money at once; %s', async (outcome, closing, moved) => {
  const { stripe, intent, types } = await paid();
  await here.control(`payment_intents/${intent.id}/dispute`, { of: { reason: 'product_not_received' } });
  const [dispute] = (await stripe.disputes.list({ payment_intent: intent.id })).data;
  expect(dispute).toMatchObject({ status: 'needs_response', reason: 'product_not_received', amount: 1000, charge: expect.any(String) });
  await here.control(`disputes/${dispute!.id}/respond`);
  expect((await stripe.disputes.retrieve(dispute!.id)).status).toBe('under_review');
  await here.control(`disputes/${dispute!.id}/close`, { of: { outcome } });
  expect((await stripe.disputes.retrieve(dispute!.id)).status).toBe(outcome);
  expect(types().slice(1)).toEqual(['charge.dispute.created', 'charge.dispute.funds_withdrawn', 'charge.dispute.updated', ...closing]);
  const { data } = await stripe.balanceTransactions.list({ type: 'adjustment' });
  expect(data.map(({ amount }) => amount)).toEqual(moved);
});

test('an inquiry takes nothing', async () => {
  const { stripe, intent, types } = await paid();
  await here.control(`payment_intents/${intent.id}/dispute`, { of: { inquiry: true } });
  const [dispute] = (await stripe.disputes.list()).data;
  expect(dispute).toMatchObject({ status: 'warning_needs_response', balance_transactions: [] });
  await here.control(`disputes/${dispute!.id}/close`, { of: { outcome: 'won' } });
  expect((await stripe.disputes.retrieve(dispute!.id)).status).toBe('warning_closed');
  expect(types().slice(1)).toEqual(['charge.dispute.created', 'charge.dispute.closed']);
  expect((await stripe.balanceTransactions.list({ type: 'adjustment' })).data).toEqual([]);
});

test('a balance is listed by time, page by page, with what moved it', async () => {
  const apiKey = newKey();
  const stripe = here.client(apiKey);
  for (const amount of [100, 200, 300])
    await stripe.paymentIntents.create({
      amount,
      currency: 'usd',
      confirm: true,
      payment_method: 'pm_card_visa',
      metadata: { payment: 'pay_7' },
    });
  await here.control('backdate', { apiKey, days: 2 });
  await here.control('movements', { apiKey, type: 'payout', amount: -500, currency: 'usd' });
  const since = Math.floor(Date.now() / 1000) - 24 * 3600;
  expect((await stripe.balanceTransactions.list({ created: { gte: since } })).data).toMatchObject([
    { type: 'payout', amount: -500, fee: 0 },
  ]);
  const seen: number[] = [];
  for await (const { amount, source } of stripe.balanceTransactions.list({
    created: { lt: since },
    limit: 2,
    expand: ['data.source', 'data.source.payment_intent'],
  })) {
    seen.push(amount);
    expect(source).toMatchObject({ object: 'charge', payment_intent: { metadata: { payment: 'pay_7' } } });
  }
  expect(seen).toEqual([300, 200, 100]);
});

test('ways of paying that cannot wait are not captured later, and WeChat Pay wants to know where', async () => {
  const stripe = here.client();
  const pay = (more: object) => stripe.paymentIntents.create({ amount: 100, currency: 'cny', ...more });
  await expect(pay({ payment_method_types: ['alipay'], capture_method: 'manual' })).rejects.toMatchObject({
    param: 'payment_method_types',
  });
  await expect(pay({ payment_method_types: ['wechat_pay'] })).rejects.toMatchObject({ statusCode: 400 });
  expect(await pay({ payment_method_types: ['wechat_pay'], payment_method_options: { wechat_pay: { client: 'web' } } })).toMatchObject({
    payment_method_types: ['wechat_pay'],
  });
});
