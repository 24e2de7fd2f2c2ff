import { Unrecoverable } from '#platform/errors.js';
import { log } from '#platform/log.js';
import { type Again, type OutboxEvent, plan, type ShopContext } from '#tenants/index.js';
import { paymentAccounts } from './account.model.js';
import { openAccount } from './opened.js';
import { type Payment, paymentId, payments } from './payment.model.js';
import { ProviderError, type Shared } from './provider.js';
import { providers } from './providers.js';
import { refunds } from './refund.model.js';

/** A provider shares no money that came less than a minute ago. */
const SETTLING_MS = 90_000;
const ASK_AGAIN_MS = 60_000;

/** Gives the agency its commission of a payment that was begun so. In the transaction that captures it. */
export async function planSharing(tx: ShopContext, payment: Payment): Promise<void> {
  if (!payment.references.profitSharing) return;
  const data = { payment: paymentId.encode(payment._id) };
  await plan(tx, { type: 'payment.share', queue: 'events', data, at: new Date(Date.now() + SETTLING_MS) });
}

/**
 * The task `payment.share`: the commission of what was not given back. What was wholly given back, or has no commission any more, is
 * set free. Two runs are normal: the provider knows the share by the payment's name.
 */
export async function sharePayment(shop: ShopContext, { data }: OutboxEvent): Promise<Again | undefined> {
  const payment = await payments.in(shop).findOne({ _id: paymentId.decode(String(data.payment)) });
  const account = payment?.accountId && (await paymentAccounts.in(shop).findOne({ _id: payment.accountId }));
  const online = account && providers[account.provider].online;
  if (payment?.status !== 'CAPTURED' || !account || !online?.share) return undefined;
  const opened = await openAccount(shop, account);
  if (!opened.platform) return undefined;
  const points = payment.commission ?? opened.platform.commission;
  const commission = Math.floor(((await keptOf(shop, payment)) * points) / 10_000);
  const shared = await orForGood(() => online.share!(opened, payment, commission));
  const named = Object.fromEntries(Object.entries(shared.references).map(([kind, reference]) => [`references.${kind}`, reference]));
  await payments.in(shop).set({ _id: payment._id }, { $set: named as Partial<Payment> });
  if (shared.failure)
    log.warn({ payment: data.payment, failure: shared.failure }, 'The agency was given no commission of a payment: all is the merchant’s');
  return shared.done ? undefined : { again: true, at: new Date(Date.now() + ASK_AGAIN_MS) };
}

/** What the buyer has not got back and will not. */
async function keptOf(shop: ShopContext, { _id, amount }: Payment): Promise<number> {
  const given = await refunds.in(shop).find({ paymentId: _id, status: { $ne: 'FAILED' } });
  return given.reduce((rest, refund) => rest - refund.amount, amount);
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
