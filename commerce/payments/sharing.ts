import { Unrecoverable } from '#platform/errors.js';
import { log } from '#platform/log.js';
import { type Again, type OutboxEvent, plan, type ShopContext, transaction } from '#tenants/index.js';
import { type PaymentAccount, paymentAccounts } from './account.model.js';
import { bookCommission } from './ledger.js';
import { openAccount } from './opened.js';
import { type Payment, paymentId, payments, type Sharing } from './payment.model.js';
import { type OnlineProvider, type OpenAccount, ProviderError, type Shared } from './provider.js';
import { providers } from './providers.js';
import { type Refund, refundId, refunds } from './refund.model.js';

/** A provider shares no money that came less than a minute ago. */
const SETTLING_MS = 90_000;
const ASK_AGAIN_MS = 60_000;
/** A commission that was not given by then was refused for good. */
const GIVEN_WITHIN_MS = 30 * 86_400_000;

/** Gives the agency its commission of a payment that was begun so. In the transaction that captures it. */
export async function planSharing(tx: ShopContext, payment: Payment): Promise<void> {
  if (!payment.references.profitSharing) return;
  const data = { payment: paymentId.encode(payment._id) };
  await plan(tx, { type: 'payment.share', queue: 'events', data, at: new Date(Date.now() + SETTLING_MS) });
}

/** Takes back from the agency what it had of money that its buyer has again. In the transaction that settles the refund. */
export async function planUnsharing(tx: ShopContext, refund: Refund): Promise<void> {
  if (!providers[refund.provider].online?.unshare) return;
  const payment = await payments.in(tx).findOne({ _id: refund.paymentId }, { fields: ['references'] });
  if (!payment?.references.profitSharing) return;
  await plan(tx, { type: 'payment.unshare', queue: 'events', data: { refund: refundId.encode(refund._id) } });
}

/**
 * The task `payment.share`: the commission of what was not given back. What was wholly given back, or has no commission any more, is
 * set free. Two runs are normal: the provider knows the share by the payment's name, and its amount is written down before.
 */
export async function sharePayment(shop: ShopContext, { data }: Pick<OutboxEvent, 'data'>): Promise<Again | undefined> {
  const payment = await payments.in(shop).findOne({ _id: paymentId.decode(String(data.payment)) });
  const there = payment && (await whereOf(shop, payment));
  if (payment?.status !== 'CAPTURED' || !there?.online.share || payment.sharing?.done) return undefined;
  const { of, commission } = await sharingOf(shop, payment, there.opened);
  const shared = await orForGood(() => there.online.share!(there.opened, payment, commission));
  const named = Object.fromEntries(Object.entries(shared.references).map(([kind, reference]) => [`references.${kind}`, reference]));
  await payments.in(shop).set({ _id: payment._id }, { $set: named as Partial<Payment> });
  if (!shared.done) return { again: true, at: new Date(Date.now() + ASK_AGAIN_MS) };
  await bookCommission(shop, { ...billed(payment, shared), amount: shared.amount });
  const done: Sharing = { of, commission: shared.amount, back: 0, done: true };
  await payments.in(shop).set({ _id: payment._id, 'sharing.done': false } as object, { $set: { sharing: done } });
  if (shared.failure)
    log.warn({ payment: data.payment, failure: shared.failure }, 'The agency was given no commission of a payment: all is the merchant’s');
  return undefined;
}

/** Reckoned once: a later run asks for the same. */
async function sharingOf(shop: ShopContext, payment: Payment, { platform }: OpenAccount): Promise<Sharing> {
  if (payment.sharing) return payment.sharing;
  const of = payment.amount - (await givenBack(shop, payment, { $ne: 'FAILED' }));
  const points = payment.commission ?? platform!.commission;
  const sharing: Sharing = { of, commission: Math.floor((of * points) / 10_000), back: 0, done: false };
  const mine = await payments.in(shop).set({ _id: payment._id, sharing: { $exists: false } }, { $set: { sharing } });
  return mine ? sharing : (await payments.in(shop).findOne({ _id: payment._id }))!.sharing!;
}

/**
 * The task `payment.unshare`: of a commission that was given, the part that a refund since has taken the ground from. WeChat lets it go
 * back before the refund or after; after, a refund that comes to nothing costs the agency nothing. The same refund takes back once.
 */
export async function unsharePayment(shop: ShopContext, { data }: Pick<OutboxEvent, 'data'>): Promise<Again | undefined> {
  const refund = await refunds.in(shop).findOne({ _id: refundId.decode(String(data.refund)) });
  const payment = refund && (await payments.in(shop).findOne({ _id: refund.paymentId }));
  const there = payment && (await whereOf(shop, payment));
  if (!refund || !payment || !there?.online.unshare) return undefined;
  if (!payment.sharing?.done) {
    const isGivenUp = Date.now() - payment.createdAt.getTime() > GIVEN_WITHIN_MS;
    return isGivenUp ? undefined : { again: true, at: new Date(Date.now() + ASK_AGAIN_MS) };
  }
  const amount = refund.commission ?? (await reckonBack(shop, refund));
  if (amount === 0) return undefined;
  const returned = await orForGood(() => there.online.unshare!(there.opened, payment, refund, amount));
  if (!returned.done) return { again: true, at: new Date(Date.now() + ASK_AGAIN_MS) };
  await bookCommission(shop, { ...billed(payment, returned), amount: 0 - returned.amount });
  const named = Object.fromEntries(Object.entries(returned.references).map(([kind, reference]) => [`references.${kind}`, reference]));
  await refunds.in(shop).set({ _id: refund._id }, { $set: named as Partial<Refund> });
  if (returned.failure)
    log.error(
      { refund: data.refund, amount, failure: returned.failure },
      'The agency keeps the commission of money that its buyer has again: it must be settled with the merchant by hand',
    );
  return undefined;
}

/** In proportion, so that what is wholly given back leaves no commission. Two refunds at once are reckoned one after the other. */
const reckonBack = (shop: ShopContext, { _id, paymentId: id }: Refund): Promise<number> =>
  transaction(shop, async (tx) => {
    const refund = (await refunds.in(tx).findOne({ _id }))!;
    if (refund.commission !== undefined) return refund.commission;
    const payment = (await payments.in(tx).findOne({ _id: id }))!;
    const { of, commission, back, done } = payment.sharing!;
    const kept = payment.amount - (await givenBack(tx, payment, 'SUCCEEDED'));
    const still = of === 0 ? 0 : Math.floor((commission * Math.min(kept, of)) / of);
    const amount = Math.max(0, commission - back - still);
    await payments.in(tx).set({ _id: id }, { $set: { sharing: { of, commission, back: back + amount, done } } });
    await refunds.in(tx).set({ _id }, { $set: { commission: amount } });
    return amount;
  });

async function givenBack(shop: ShopContext, { _id }: Payment, status: Refund['status'] | { $ne: Refund['status'] }): Promise<number> {
  const given = await refunds.in(shop).find({ paymentId: _id, status }, { fields: ['amount'] });
  return given.reduce((sum, { amount }) => sum + amount, 0);
}

const billed = ({ _id, orderId, provider, currency }: Payment, { reference }: Shared) => ({
  orderId,
  paymentId: _id,
  provider,
  currency,
  reference,
});

interface Where {
  account: PaymentAccount;
  online: OnlineProvider;
  opened: OpenAccount;
}

/** Null where nothing is shared: the account stands alone. */
async function whereOf(shop: ShopContext, { accountId }: Payment): Promise<Where | null> {
  const account = accountId && (await paymentAccounts.in(shop).findOne({ _id: accountId }));
  const online = account && providers[account.provider].online;
  if (!account || !online?.share) return null;
  const opened = await openAccount(shop, account);
  return opened.platform ? { account, online, opened } : null;
}

/** @throws {Unrecoverable} for a refusal that stays one: a person looks at it */
async function orForGood(share: () => Promise<Shared>): Promise<Shared> {
  try {
    return await share();
  } catch (error) {
    if (error instanceof ProviderError && error.final)
      throw new Unrecoverable(`The commission was refused: ${error.message}`, { cause: error });
    throw error;
  }
}
