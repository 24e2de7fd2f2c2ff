import { z } from 'zod';
import { getOrderByToken, keepOpen, type Order, orderPaymentStates, orders } from '#commerce/orders/index.js';
import { NotFound, UserError } from '#platform/errors.js';
import { isDuplicateKey } from '#platform/mongo.js';
import { complete, type ShopContext, transaction } from '#tenants/index.js';
import { type PaymentAccount, PROVIDERS, paymentAccounts } from './account.model.js';
import { activeAccount } from './accounts.js';
import { abandon, applyStatement, planClosing } from './apply.js';
import { methodFor } from './methods.js';
import { openAccount, openPlatformOf } from './opened.js';
import { METHODS, type Method, type Payment, paymentId, payments } from './payment.model.js';
import { namesOf } from './payment-names.js';
import { BUYER_PLACES } from './places.js';
import { type Action, type Buyer, type OpenAccount, ProviderError } from './provider.js';
import { providers } from './providers.js';
import { sandboxAtOnce } from './sandboxes.js';

export const PaymentStart = z.strictObject({
  provider: z.enum(PROVIDERS),
  method: z.enum(METHODS).nullish(),
  /** Where the buyer is; left out, as his client's name tells. */
  place: z.enum(BUYER_PLACES).nullish(),
  payer: z.strictObject({ openId: z.string().min(1).max(128).nullish() }).nullish(),
  returnUrl: z
    .url({ protocol: /^https?$/, error: 'takes an absolute http or https address' })
    .max(2000)
    .nullish(),
});
export type PaymentStart = z.infer<typeof PaymentStart>;

/** A payment and what its buyer does next; null: nothing, it is in the provider's hands or paid. */
export interface StartedPayment {
  payment: Payment;
  action: Action | null;
}

/** A payment that nobody heard of from its provider is asked about after so long. */
export const FIRST_POLL_MS = 2 * 60_000;

/**
 * Begins to pay what is left of an order, or goes on with the payment that was begun in this way. The payment is written before
 * the provider is called: its event may come before this returns.
 * @throws {UserError} PAYMENT_METHOD_UNAVAILABLE, ORDER_NOT_PAYABLE, INVALID_INPUT @throws {NotFound} @throws {ProviderError}
 */
export async function startPayment(
  shop: ShopContext,
  token: string,
  input: PaymentStart,
  address: string | null = null,
): Promise<StartedPayment> {
  return startPaymentOf(shop, await getOrderByToken(shop, token), input, address);
}

/** The same for an order that is known otherwise than by its buyer's token. */
export async function startPaymentOf(
  shop: ShopContext,
  order: Order,
  input: PaymentStart,
  address: string | null = null,
): Promise<StartedPayment> {
  const account = (await activeAccount(shop, input.provider)) ?? (await sandboxAtOnce(shop, input.provider));
  if (!account) throw new UserError('PAYMENT_METHOD_UNAVAILABLE', `This shop takes no payments through ${input.provider}`, ['provider']);
  // Before anything is written: one that may not take money is refused here.
  const opened = await openAccount(shop, account);
  // Where nothing is left to pay, that is what is wrong: see payableOf.
  const amount = order.total > order.paid ? order.total - order.paid : null;
  const method = await methodFor(shop, account, { asked: input.method ?? null, place: input.place ?? 'DESKTOP', amount });
  const buyer = { address, openId: input.payer?.openId ?? null };
  const wanted = { method, buyer, returnUrl: input.returnUrl ?? null };
  const at = { account, opened, order, buyer };
  const begun = await pursue(shop, await openPayment(shop, order, account, wanted), at);
  // The one that was open has ended at its provider meanwhile: the buyer wants to pay, so another begins.
  if (begun.payment.status !== 'CANCELLED') return begun;
  return pursue(shop, await openPayment(shop, order, account, wanted), at);
}

/** The same payment again, for a repeat of the request that began it. @throws {NotFound} @throws {ProviderError} */
export async function resumePayment(shop: ShopContext, id: string, buyer: Buyer): Promise<StartedPayment> {
  const payment = await payments.in(shop).findOne({ _id: paymentId.decode(id) });
  const account = payment?.accountId && (await paymentAccounts.in(shop).findOne({ _id: payment.accountId }));
  const order = payment && (await orders.in(shop).findOne({ _id: payment.orderId }));
  if (!payment || !account || !order) throw new NotFound(id);
  if (!payment.open) return { payment, action: null };
  return pursue(shop, payment, { account, opened: await openAccount(shop, account), order, buyer });
}

async function openPayment(
  shop: ShopContext,
  { _id: order }: Order,
  account: PaymentAccount,
  { method, buyer, returnUrl }: { method: Method | null; buyer: Buyer; returnUrl: string | null },
): Promise<Payment> {
  const which = { orderId: order, accountId: account._id, method, open: true } as const;
  const agreed = account.platformId ? { commission: (await openPlatformOf(shop, account.platformId)).commission } : {};
  try {
    return await transaction(shop, async (tx) => {
      const { amount, payableUntil } = await payableOf(tx, order);
      const open = await payments.in(tx).findOne(which);
      if (open?.amount === amount) return open;
      if (open) await replace(tx, open);
      const payment = newPayment(shop, { orderId: order, accountId: account._id, provider: account.provider, method, amount });
      const { externalId: externalAccount, connectedAccount = null } = account;
      const { openId } = buyer;
      const full = { ...payment, ...agreed, externalAccount, connectedAccount, returnUrl, payableUntil, ...(openId ? { openId } : {}) };
      const { online, check } = providers[account.provider];
      check(full, buyer);
      if (!online) await keepOpen(tx, order);
      return payments.in(tx).insert({ ...full, ...(online ? { pollAt: new Date(Date.now() + FIRST_POLL_MS) } : {}) });
    });
  } catch (error) {
    if (!isDuplicateKey(error)) throw error;
    const winner = await payments.in(shop).findOne(which); // two began at once
    if (!winner) throw error;
    return winner;
  }
}

/** The order's rest has changed since: what was begun for another amount is closed. */
async function replace(tx: ShopContext, payment: Payment): Promise<void> {
  await payments.in(tx).set({ _id: payment._id }, { $unset: { open: '' } });
  await planClosing(tx, payment);
}

/** @throws {UserError} ORDER_NOT_PAYABLE */
async function payableOf(tx: ShopContext, id: Order['_id']): Promise<{ amount: number; payableUntil: Date | null }> {
  const order = (await orders.in(tx).findOne({ _id: id }))!;
  const amount = order.total - order.paid;
  const inTime = !order.expiresAt || order.expiresAt > new Date();
  if (order.status === 'OPEN' && inTime && amount > 0 && orderPaymentStates.allows(order.paymentStatus, 'pay'))
    return { amount, payableUntil: order.expiresAt ?? null };
  const why = order.status !== 'OPEN' ? order.status : inTime ? order.paymentStatus : 'EXPIRED';
  throw new UserError('ORDER_NOT_PAYABLE', `The order is ${why}: there is nothing to pay`, ['order']);
}

export function newPayment(shop: ShopContext, given: Pick<Payment, 'orderId' | 'accountId' | 'provider' | 'method' | 'amount'>) {
  const now = new Date();
  return {
    ...given,
    externalAccount: null,
    connectedAccount: null,
    status: 'PENDING' as const,
    mode: shop.mode,
    currency: shop.currency,
    references: {},
    returnUrl: null,
    payableUntil: null,
    failure: null,
    mismatches: [],
    open: true as const,
    polls: 0,
    createdAt: now,
    updatedAt: now,
    capturedAt: null,
  };
}

/** Where a payment is pursued, and for whom. */
interface At {
  account: PaymentAccount;
  opened: OpenAccount;
  order: Order;
  buyer: Buyer;
}

/** Opens a payment at its provider, or finds it there, and keeps what the provider calls it. */
async function pursue(shop: ShopContext, payment: Payment, { account, opened, order, buyer }: At): Promise<StartedPayment> {
  const started = await providers[account.provider].start(asAgreed(opened, payment), payment, order, buyer).catch(async (error) => {
    // Under its key the provider would say the same again: the next attempt is another payment.
    if (error instanceof ProviderError && error.final) await abandon(shop, payment, error.code);
    throw error;
  });
  if (started.kind === 'over') {
    await applyStatement(shop, account, started.statement);
    return { payment: (await payments.in(shop).findOne({ _id: payment._id }))!, action: null };
  }
  const kept = await keepReferences(shop, payment, started.references);
  if (kept.orderEnded) throw new UserError('ORDER_NOT_PAYABLE', 'The order was cancelled meanwhile: there is nothing to pay', ['order']);
  return { payment: kept.payment, action: started.action };
}

/** The agency may have changed its commission since: this payment has the one that it began with. */
function asAgreed(account: OpenAccount, { commission }: Payment): OpenAccount {
  const { platform } = account;
  return platform && commission !== undefined ? { ...account, platform: { ...platform, commission } } : account;
}

function keepReferences(shop: ShopContext, payment: Payment, references: Readonly<Record<string, string>>) {
  const named = Object.fromEntries(Object.entries(references).map(([kind, reference]) => [`references.${kind}`, reference]));
  return transaction(shop, async (tx) => {
    const change = {
      $set: { ...named, updatedAt: new Date() } as Partial<Payment>,
      $addToSet: { names: { $each: namesOf(references) } },
    };
    const kept = (await payments.in(tx).update({ _id: payment._id }, change))!;
    const order = await orders.in(tx).findOne({ _id: payment.orderId }, { fields: ['status'] });
    // Whoever ended the order could not yet close at the provider what was still being opened there.
    const orderEnded = order?.status === 'CANCELLED' && kept.status !== 'CAPTURED';
    if (orderEnded) await planClosing(tx, kept);
    else await complete(tx, paymentId.encode(kept._id));
    return { payment: kept, orderEnded };
  });
}
