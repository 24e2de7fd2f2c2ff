import { randomUUID } from 'node:crypto';
import { type Order, orders } from '#commerce/orders/index.js';
import { callbackEvents } from '#commerce/payments/callback.model.js';
import {
  applyCallback,
  closePayment,
  connectPaymentAccount,
  type Payment,
  type PaymentAccount,
  PaymentStart,
  type StartedPayment,
  startPayment,
} from '#commerce/payments/index.js';
import { type LedgerEntry, ledgerEntries } from '#commerce/payments/ledger.js';
import { payments } from '#commerce/payments/payment.model.js';
import { refunds } from '#commerce/payments/refund.model.js';
import { startStripeSandbox } from '#sandboxes/stripe/sandbox.js';
import { type EventType, type OutboxEvent, outbox, type ShopContext, type TaskType } from '#tenants/index.js';
import { openCallbackDoor } from './callback-door.js';

/** What the sandbox's control doors answer. */
export interface Sent {
  events: { id: string; type: string; payload: string; header: string | null }[];
  deliveries: { status: number | null }[];
}

/** Each key is a Stripe account of its own. */
export const aStripeKey = (): string => `sk_test_${randomUUID().replaceAll('-', '')}`;

/** The Stripe sandbox and a callback door for one test file: test shops of this process pay there. */
export async function openStripe() {
  const sandbox = await startStripeSandbox({
    port: 0,
    stripeMockUrl: process.env.STRIPE_MOCK_URL ?? 'http://127.0.0.1:12111',
    retryDelays: [5, 10],
  });
  const door = await openCallbackDoor({ STRIPE_API_BASE: sandbox.url });

  const control = async <Result = Sent>(path: string, body?: object): Promise<Result> => {
    const headers = { 'content-type': 'application/json' };
    const answer = await fetch(`${sandbox.url}/_sandbox/${path}`, body ? { method: 'POST', headers, body: JSON.stringify(body) } : {});
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    return (await answer.json()) as Result;
  };

  return {
    url: door.url,
    sandbox,
    control,
    /** The buyer pays, or is declined; `sending` as sandboxes/stripe/README.md has it. */
    pay: ({ references }: Payment, sending: object = {}): Promise<Sent> =>
      references.session
        ? control(`sessions/${references.session}/pay`, sending)
        : control(`payment_intents/${references.paymentIntent}/confirm`, sending),
    decline: ({ references }: Payment, sending: object = {}): Promise<Sent> =>
      references.session
        ? control(`sessions/${references.session}/fail`, sending)
        : control(`payment_intents/${references.paymentIntent}/fail`, sending),
    async close() {
      await sandbox.close();
      await door.close();
    },
  };
}

export const connectStripe = (shop: ShopContext, secretKey = aStripeKey()): Promise<PaymentAccount> =>
  connectPaymentAccount(shop, { stripe: { secretKey } });

export const startStripe = (
  shop: ShopContext,
  { token }: { token: string },
  method: Payment['method'] = 'CHECKOUT',
): Promise<StartedPayment> =>
  startPayment(shop, token, PaymentStart.parse({ provider: 'STRIPE', method, returnUrl: 'https://shop.example/thanks' }));

/** Does what the worker does with the shop's callbacks, one after another or all at once. */
export async function applyCallbacks(shop: ShopContext, { together = false } = {}): Promise<void> {
  const rows = await callbackEvents.in(shop).find({ state: 'PENDING' }, { sort: { _id: 1 } });
  if (together) await Promise.all(rows.map((row) => applyCallback(shop, row)));
  else for (const row of rows) await applyCallback(shop, row);
  await callbackEvents.in(shop).updateMany({ _id: { $in: rows.map(({ _id }) => _id) } }, { $set: { state: 'DONE' } });
}

/** Does what the worker does with payments that are to be closed. */
export async function closePlanned(shop: ShopContext): Promise<void> {
  for (const task of await outbox.in(shop).find({ type: 'payment.cancel', state: 'PENDING' })) {
    await closePayment(shop, task);
    await outbox.in(shop).set({ _id: task._id }, { $set: { state: 'DONE' } });
  }
}

/** Everything that money has done in a shop. */
export async function booksOf(shop: ShopContext, { _id }: Pick<Order, '_id'>) {
  const eventsOf = (type: EventType | TaskType): Promise<OutboxEvent[]> => outbox.in(shop).find({ type }, { sort: { _id: 1 } });
  const entries = await ledgerEntries.in(shop).find({}, { sort: { _id: 1 } });
  return {
    order: (await orders.in(shop).findOne({ _id }))!,
    payments: await payments.in(shop).find({ orderId: _id }, { sort: { _id: 1 } }),
    refunds: await refunds.in(shop).find({ orderId: _id }, { sort: { _id: 1 } }),
    // What banks promise moves nothing yet.
    ledger: entries.filter(({ key }) => !/^(authorization|release)\//.test(key)),
    promised: entries.flatMap(({ lines }) => lines).reduce((sum, line) => sum + (line.account === 'AUTHORIZED' ? line.amount : 0), 0),
    paid: await eventsOf('order.paid'),
    failed: await eventsOf('payment.failed'),
    refunded: (await eventsOf('refund.succeeded')).map(({ data }) => data),
    unrefunded: (await eventsOf('refund.failed')).map(({ data }) => data),
    mismatches: (await eventsOf('payment.mismatch')).map(({ data }) => data),
    callbacks: (await callbackEvents.in(shop).find({}, { sort: { _id: 1 } })).map(({ type, outcome, reason }) => ({
      type,
      outcome,
      reason,
    })),
  };
}

export const sumOf = (entries: readonly LedgerEntry[]): number =>
  entries.flatMap(({ lines }) => lines).reduce((sum, { amount }) => sum + amount, 0);
