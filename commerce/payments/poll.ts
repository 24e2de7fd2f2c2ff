import { orders } from '#commerce/orders/index.js';
import { log } from '#platform/log.js';
import { type Again, type OutboxEvent, type ShopContext, shopForJob } from '#tenants/index.js';
import { paymentAccounts } from './account.model.js';
import { abandon, applyStatement } from './apply.js';
import { openAccount } from './opened.js';
import { type Payment, paymentId, payments } from './payment.model.js';
import { nextPoll, pollInTurns } from './polling.js';
import { isSilence } from './provider.js';
import { providers } from './providers.js';
import { FIRST_POLL_MS } from './start.js';

/**
 * Asks the providers about payments that are open for more than two minutes, and closes what no callback closed. Each is asked
 * after 2, 4, 8 … minutes, at last hourly. Answers how many were asked about.
 */
export const pollOpenPayments = (now = new Date()): Promise<number> =>
  pollInTurns<Payment>(payments.name, 'open payments are asked about', now, (payment) => poll(payment, now));

async function poll(payment: Payment, now: Date): Promise<boolean> {
  const id = paymentId.encode(payment._id);
  try {
    const shop = await shopForJob(payment.shopId, 'poll payments', id);
    const pollAt = nextPoll(now, FIRST_POLL_MS, payment.polls);
    // Only one of several workers asks.
    const mine = await payments.in(shop).set({ _id: payment._id, pollAt: payment.pollAt! }, { $set: { pollAt }, $inc: { polls: 1 } });
    if (!mine) return true;
    const order = await orders.in(shop).findOne({ _id: payment.orderId }, { fields: ['status'] });
    if (order?.status === 'CANCELLED') await close(shop, payment);
    else await askAbout(shop, payment);
    return true;
  } catch (err) {
    log.warn({ err, payment: id, shop: payment.shopId.toHexString() }, 'An open payment could not be asked about: it is asked again later');
    return !isSilence(err);
  }
}

/** Asks its provider about a payment and makes true what it says. @throws {ProviderError} */
export async function askAbout(shop: ShopContext, payment: Payment): Promise<void> {
  const account = await paymentAccounts.in(shop).findOne({ _id: payment.accountId! });
  if (!account) return;
  const said = await providers[account.provider].online?.query(await openAccount(shop, account), payment);
  if (said) await applyStatement(shop, account, said);
  // Its provider's answer never reached us, so nobody can have paid it.
  else if (wasNeverOpened(payment)) await abandon(shop, payment, 'NEVER_OPENED');
}

async function close(shop: ShopContext, payment: Payment): Promise<void> {
  const account = payment.accountId && (await paymentAccounts.in(shop).findOne({ _id: payment.accountId }));
  const online = account && providers[account.provider].online;
  if (!online || Object.keys(payment.references).length === 0) return void (await abandon(shop, payment, null));
  if (payment.status === 'AUTHORIZED') await payments.in(shop).set({ _id: payment._id }, { $set: { voiding: true } });
  await online.close(await openAccount(shop, account), payment);
  await askAbout(shop, payment);
}

/** No call to a provider takes so long. */
const OPENING_MS = 60_000;

const wasNeverOpened = ({ references, createdAt }: Payment): boolean =>
  Object.keys(references).length === 0 && Date.now() - createdAt.getTime() > OPENING_MS;

/** Whoever ends an order waits so long for its provider: what is not closed by then is closed by a task. */
const PATIENCE_MS = 5000;

/**
 * Closes what was begun to pay an order before the order ends: a payment that is being made in this moment is settled by it, and the
 * order is paid. What its provider cannot close now, or is still being opened there, is left to `payment.cancel`.
 */
export async function closeFirst(shop: ShopContext, order: Payment['orderId']): Promise<void> {
  const open = await payments.in(shop).find({ orderId: order, open: true, provider: { $ne: 'MANUAL' } });
  const closing = open.filter(({ references }) => Object.keys(references).length > 0).map((payment) => close(shop, payment));
  const told = closing.map((one) =>
    one.catch((err) => log.warn({ err, shop: shop.shopId.toHexString() }, 'A payment could not be closed before its order ended')),
  );
  let timer: NodeJS.Timeout | undefined;
  const patience = new Promise<void>((over) => {
    timer = setTimeout(over, PATIENCE_MS);
  });
  await Promise.race([Promise.all(told), patience]);
  clearTimeout(timer);
}

/** The task `payment.cancel`: closes a payment at its provider; one that was paid meanwhile is recorded as such. */
export async function closePayment(shop: ShopContext, { data }: OutboxEvent): Promise<Again | undefined> {
  const payment = await payments.in(shop).findOne({ _id: paymentId.decode(String(data.payment)) });
  if (!payment || payment.status === 'CAPTURED' || payment.status === 'CANCELLED') return undefined;
  const opened = payment.createdAt.getTime() + OPENING_MS;
  // It may still be on its way to the provider.
  if (payment.provider !== 'MANUAL' && Object.keys(payment.references).length === 0 && opened > Date.now())
    return { again: true, at: new Date(opened) };
  await close(shop, payment);
  return undefined;
}
