import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { orders } from '#commerce/orders/index.js';
import { UserError } from '#platform/errors.js';
import { leases } from '#platform/lease.js';
import { type OutboxEvent, outbox, type ShopContext } from '#tenants/index.js';
import { connectForTest, disconnectAfterTest } from '#tests/support/database.js';
import { aShop } from '#tests/support/factories.js';
import { anOrder } from '#tests/support/shopping.js';
import { applyCallbacks, aStripeKey, connectStripe, openStripe, startStripe } from '#tests/support/stripe.js';
import { aStripePlatform, connectBelow } from '#tests/support/stripe-connect.js';
import { type PaymentAccount, paymentAccounts } from '../account.model.js';
import { ledgerEntries } from '../ledger.js';
import { balancesOf } from '../ledger-balances.js';
import { paymentId, payments } from '../payment.model.js';
import { reconcileBill } from './bill.jobs.js';
import { readLines } from './bill-line.model.js';
import { checkShopBooks } from './books.jobs.js';
import { differenceId, differences } from './difference.model.js';
import { planReconciliations } from './plan.js';
import { newReconciliation, type Reconciliation, reconciliationId, reconciliations } from './reconciliation.model.js';
import { actionsOf, DifferenceResolution, resolveDifference } from './resolve.js';

let stripe: Awaited<ReturnType<typeof openStripe>>;
beforeAll(async () => {
  await connectForTest();
  stripe = await openStripe();
});
afterAll(async () => {
  await stripe.close();
  await disconnectAfterTest();
});
beforeEach(() => leases().deleteMany({ _id: 'reconciliations/planned' }));

const DAY = 86_400_000;
/** Noon, when the bills of the day before are there. */
const noon = (daysAgo = 0) => new Date(Math.floor(Date.now() / DAY) * DAY - daysAgo * DAY + DAY / 2);
const dayOf = (moment: Date) => moment.toISOString().slice(0, 10);
const yesterday = () => dayOf(noon(1));

async function aStripeShop() {
  const shop = await aShop();
  const secretKey = aStripeKey();
  const account = await connectStripe(shop, secretKey);
  return { shop, secretKey, account };
}

/** A payment of 27.99, and what the buyer did: it is all told to us unless it is held. */
async function aPayment(shop: ShopContext, sending: object = {}) {
  const order = await anOrder(shop);
  const { payment } = await startStripe(shop, order, 'INTENT');
  await stripe.pay(payment, sending);
  await applyCallbacks(shop);
  return { order, payment };
}

/** What happened so far, at Stripe and here, happened a day earlier. */
async function aDayPasses(shop: ShopContext, apiKey: string): Promise<void> {
  await stripe.control('backdate', { apiKey, days: 1 });
  await ledgerEntries.in(shop).updateMany({}, { $set: { createdAt: noon(1) } });
}

async function work(shop: ShopContext, type: 'bill.reconcile' | 'books.check') {
  for (const task of await outbox.in(shop).find({ type, state: 'PENDING' }, { sort: { _id: 1 } })) {
    const run = type === 'bill.reconcile' ? reconcileBill : checkShopBooks;
    let again = await run(shop, task as OutboxEvent);
    while (again && !again.at) again = await run(shop, { data: again.data! });
    await outbox.in(shop).set({ _id: task._id }, { $set: { state: 'DONE' } });
  }
}

/** Plans what is due today, and reads the bills. Answers the run of yesterday's. */
async function reconcile(shop: ShopContext, account: PaymentAccount): Promise<Reconciliation> {
  await reconciliations.in(shop).removeMany({ accountId: account._id });
  await leases().deleteMany({ _id: 'reconciliations/planned' });
  // The account is older than the days whose bills are read.
  await paymentAccounts.in(shop).set({ _id: account._id }, { $set: { createdAt: noon(30) } });
  await planReconciliations(noon());
  await work(shop, 'bill.reconcile');
  return (await reconciliations.in(shop).findOne({ accountId: account._id, day: yesterday() }))!;
}

const openOf = (shop: ShopContext) => differences.in(shop).find({ status: 'OPEN' }, { sort: { _id: 1 } });
const balance = async (shop: ShopContext, name: string) =>
  (await balancesOf(shop)).filter(({ account }) => account === name).reduce((sum, { amount }) => sum + amount, 0);

test('a bill that agrees: every line matched, its fees and payouts booked once, however often it is read', async () => {
  const { shop, account, secretKey } = await aStripeShop();
  await aPayment(shop);
  await aPayment(shop);
  await stripe.control('movements', { apiKey: secretKey, type: 'payout', amount: -3000, currency: 'cny' });
  await aDayPasses(shop, secretKey);
  for (const _time of [1, 2]) {
    expect(await reconcile(shop, account)).toMatchObject({ status: 'COMPLETED', lines: 3, matched: 2, differences: 0, error: null });
    // 2.9 % of 27.99 and 0.30, twice.
    expect(await balance(shop, 'FEE')).toBe(-222);
    expect(await balance(shop, 'PAID_OUT')).toBe(-3000);
    expect(await balance(shop, 'OWED_TO_MERCHANT')).toBe(-(2 * 2799 - 222 - 3000));
  }
  expect(await openOf(shop)).toEqual([]);
});

test('a payment that Stripe has and we never heard of is listed once, and asking Stripe about it puts it right', async () => {
  const { shop, account, secretKey } = await aStripeShop();
  const { order, payment } = await aPayment(shop, { hold: true });
  await aDayPasses(shop, secretKey);
  await reconcile(shop, account);
  await reconcile(shop, account);
  const [difference, ...others] = await openOf(shop);
  expect(others).toEqual([]);
  expect(difference).toMatchObject({ kind: 'MISSING_HERE', ours: { status: 'PENDING' }, theirs: { amount: 2799, currency: 'CNY' } });
  expect(actionsOf(difference!)).toEqual(['ASK_PROVIDER', 'ACCEPT', 'IGNORE']);
  const asked = await resolveDifference(shop, differenceId.encode(difference!._id), DifferenceResolution.parse({ action: 'ASK_PROVIDER' }));
  expect(asked).toMatchObject({ status: 'RESOLVED', action: 'ASK_PROVIDER' });
  expect(await payments.in(shop).findOne({ _id: payment._id })).toMatchObject({ status: 'CAPTURED' });
  expect(await orders.in(shop).findOne({ _id: order._id })).toMatchObject({ paymentStatus: 'PAID' });
});

test('a payment that stands in no bill is listed, and resolves itself when its line comes', async () => {
  const { shop, account, secretKey } = await aStripeShop();
  const { payment } = await aPayment(shop);
  await ledgerEntries.in(shop).updateMany({}, { $set: { createdAt: noon(1) } }); // Stripe books it today
  expect(await reconcile(shop, account)).toMatchObject({ status: 'COMPLETED', lines: 0, differences: 1 });
  const [difference] = await openOf(shop);
  expect(difference).toMatchObject({ kind: 'MISSING_THERE', key: `MISSING_THERE/${paymentId.encode(payment._id)}`, theirs: null });
  await stripe.control('backdate', { apiKey: secretKey, days: 1 });
  await reconcile(shop, account);
  expect(await differences.in(shop).findOne({ _id: difference!._id })).toMatchObject({
    status: 'RESOLVED',
    action: null,
    resolvedBy: null,
  });
});

test('what is recorded in another amount is listed with both sides', async () => {
  const { shop, account, secretKey } = await aStripeShop();
  const { payment } = await aPayment(shop);
  await payments.in(shop).set({ _id: payment._id }, { $set: { amount: 2798 } });
  await aDayPasses(shop, secretKey);
  await reconcile(shop, account);
  expect(await openOf(shop)).toMatchObject([{ kind: 'AMOUNT', ours: { amount: 2798 }, theirs: { amount: 2799 } }]);
});

test('a difference is accepted or ignored with a note, by somebody, and then stays so', async () => {
  const { shop, account, secretKey } = await aStripeShop();
  const { payment } = await aPayment(shop);
  await payments.in(shop).set({ _id: payment._id }, { $set: { amount: 2798 } });
  await aDayPasses(shop, secretKey);
  await reconcile(shop, account);
  const [difference] = await openOf(shop);
  const id = differenceId.encode(difference!._id);
  const decide = (action: string, note?: string) => resolveDifference(shop, id, DifferenceResolution.parse({ action, note }));
  await expect(decide('ACCEPT')).rejects.toMatchObject({ code: 'INVALID_INPUT', field: ['input', 'note'] });
  expect(await decide('IGNORE', 'a cent')).toMatchObject({ status: 'IGNORED', note: 'a cent' });
  await expect(decide('ACCEPT', 'again')).rejects.toThrow(UserError);
  await reconcile(shop, account);
  expect(await openOf(shop)).toEqual([]);
});

test('two shops on one Stripe account: the lines of the other are no difference, and its fees are not booked here', async () => {
  const here = await aStripeShop();
  const there = await aShop();
  await connectStripe(there, here.secretKey);
  await aPayment(here.shop);
  await aPayment(there);
  await aDayPasses(here.shop, here.secretKey);
  expect(await reconcile(here.shop, here.account)).toMatchObject({ lines: 2, matched: 1, differences: 0 });
  expect(await balance(here.shop, 'FEE')).toBe(-111);
});

test('a bill that is not made yet is asked for again, and given up after five days', async () => {
  const { shop, account } = await aStripeShop();
  const today = dayOf(new Date());
  const run = await reconciliations.in(shop).insert(newReconciliation(account._id, today));
  const task = { data: { reconciliation: reconciliationId.encode(run._id) } };
  const again = await reconcileBill(shop, task);
  expect(again!.at!.getTime() - Date.now()).toBeGreaterThan(3_500_000);
  expect(await reconciliations.in(shop).findOne({ _id: run._id })).toMatchObject({ status: 'WAITING' });
  await reconciliations.in(shop).set({ _id: run._id }, { $set: { createdAt: noon(6) } });
  expect(await reconcileBill(shop, task)).toBeUndefined();
  expect(await reconciliations.in(shop).findOne({ _id: run._id })).toMatchObject({ status: 'FAILED', error: expect.any(String) });
});

test('a bill that another process had half read is read and matched once', async () => {
  const { shop, account, secretKey } = await aStripeShop();
  for (let line = 0; line < 40; line += 1)
    await stripe.control('movements', { apiKey: secretKey, type: 'stripe_fee', amount: -1, currency: 'cny' });
  await aPayment(shop);
  await aDayPasses(shop, secretKey);
  await reconcile(shop, account);
  expect(await balance(shop, 'FEE')).toBe(-151);
  // The half that it had read stands there already.
  const lines = await readLines.in(shop).find({}, { sort: { _id: 1 }, limit: 20, fields: ['reference'] });
  await readLines.in(shop).removeMany({ _id: { $nin: lines.map(({ _id }) => _id) } });
  expect(await reconcile(shop, account)).toMatchObject({ lines: 41, matched: 1, differences: 0 });
  expect(await balance(shop, 'FEE')).toBe(-151);
});

test("an agency's commission is booked apart from Stripe's fee, a dispute's fee too, and its line agrees", async () => {
  const shop = await aShop();
  const agency = await aStripePlatform(stripe, shop, 1000);
  const { account, connectedAccount } = await connectBelow(stripe, shop, agency);
  const { payment } = await aPayment(shop);
  const { references } = (await payments.in(shop).findOne({ _id: payment._id }))!;
  await stripe.control(`payment_intents/${references.paymentIntent}/dispute`, { of: { amount: 500 } });
  await applyCallbacks(shop);
  await stripe.control('backdate', { apiKey: agency.secretKey, stripeAccount: connectedAccount, days: 1 });
  expect(await reconcile(shop, account)).toMatchObject({ lines: 2, matched: 2, differences: 0 });
  expect(await balance(shop, 'COMMISSION')).toBe(-279);
  // 1.11 of the payment, 15.00 of the dispute.
  expect(await balance(shop, 'FEE')).toBe(-1611);
  expect(await balance(shop, 'DISPUTED')).toBe(-500);
  expect(await balance(shop, 'OWED_TO_MERCHANT')).toBe(-(2799 - 279 - 1611 - 500));
});
