import { UserError } from '#platform/errors.js';
import { log } from '#platform/log.js';
import { type Again, type OutboxEvent, type ShopContext, shopForJob, transaction } from '#tenants/index.js';
import { type PaymentAccount, paymentAccounts } from './account.model.js';
import { openAccount } from './opened.js';
import { type Payment, payments } from './payment.model.js';
import { nextPoll, pollInTurns } from './polling.js';
import { isSilence, type OnlineProvider, ProviderError } from './provider.js';
import { providers } from './providers.js';
import { type Refund, refundId, refunds } from './refund.model.js';
import { applyRefund } from './refund-apply.js';
import { FIRST_REFUND_POLL_MS, moveRefund } from './refund-changes.js';

/**
 * The task `refund.send`: asks the provider to give the money back. Whatever happened to an earlier try, the refund bears one id
 * there and is made once. @throws {ProviderError} where it did not answer: it is tried again
 */
export async function sendRefund(shop: ShopContext, { data }: Pick<OutboxEvent, 'data'>): Promise<Again | undefined> {
  const refund = await refunds.in(shop).findOne({ _id: refundId.decode(String(data.refund)) });
  if (refund?.status === 'PENDING') await send(shop, refund);
  return undefined;
}

async function send(shop: ShopContext, refund: Refund): Promise<void> {
  const there = await whereOf(shop, refund);
  if (!there) return giveUp(shop, refund, 'NO_ACCOUNT');
  const { online, account, payment } = there;
  const opened = await openAccount(shop, account);
  try {
    await applyRefund(shop, account, await online.refund(opened, payment, refund));
  } catch (error) {
    if (!(error instanceof UserError) || (error instanceof ProviderError && !error.final)) throw error;
    await refused(shop, refund, there, error);
  }
}

/** Its no is the end of it; a silence that will not change may hide that it was done. */
async function refused(shop: ShopContext, refund: Refund, { online, account, payment }: Where, error: UserError): Promise<void> {
  const said = error.code === 'PROVIDER_UNAVAILABLE' ? await online.queryRefund(await openAccount(shop, account), payment, refund) : null;
  if (said) return void (await applyRefund(shop, account, said));
  log.warn({ err: error, refund: refundId.encode(refund._id) }, 'A refund was refused by its provider');
  await giveUp(shop, refund, error.code);
}

interface Where {
  payment: Payment;
  account: PaymentAccount;
  online: OnlineProvider;
}

async function whereOf(shop: ShopContext, { paymentId, accountId }: Refund): Promise<Where | null> {
  const payment = await payments.in(shop).findOne({ _id: paymentId });
  const account = accountId && (await paymentAccounts.in(shop).findOne({ _id: accountId }));
  const online = account && providers[account.provider].online;
  return payment && account && online ? { payment, account, online } : null;
}

/** It cannot be made: what was held for it can be refunded again. Not where a callback has said more meanwhile. */
const giveUp = (shop: ShopContext, { _id }: Refund, failure: string): Promise<void> =>
  transaction(shop, async (tx) => {
    const refund = await refunds.in(tx).findOne({ _id });
    if (refund?.status === 'PENDING') await moveRefund(tx, refund, { event: 'fail', references: {}, failure });
  });

/**
 * Asks the providers about refunds that have not come to their end, after 2, 4, 8 … minutes, at last hourly, and sends again what
 * never arrived there. Answers how many were asked about.
 */
export const pollOpenRefunds = (now = new Date()): Promise<number> =>
  pollInTurns<Refund>(refunds.name, 'open refunds are asked about', now, (refund) => poll(refund, now));

async function poll(refund: Refund, now: Date): Promise<boolean> {
  const id = refundId.encode(refund._id);
  try {
    const shop = await shopForJob(refund.shopId, 'poll refunds', id);
    const pollAt = nextPoll(now, FIRST_REFUND_POLL_MS, refund.polls);
    // Only one of several workers asks.
    const mine = await refunds.in(shop).set({ _id: refund._id, pollAt: refund.pollAt! }, { $set: { pollAt }, $inc: { polls: 1 } });
    if (mine) await askAboutRefund(shop, refund);
    return true;
  } catch (err) {
    log.warn({ err, refund: id, shop: refund.shopId.toHexString() }, 'An open refund could not be asked about: it is asked again later');
    return !isSilence(err);
  }
}

/** Asks its provider about a refund and makes true what it says. @throws {ProviderError} */
export async function askAboutRefund(shop: ShopContext, refund: Refund): Promise<void> {
  const there = await whereOf(shop, refund);
  const said = there && (await there.online.queryRefund(await openAccount(shop, there.account), there.payment, refund));
  if (said) await applyRefund(shop, there.account, said);
  else if (refund.status === 'PENDING') await send(shop, refund);
}
