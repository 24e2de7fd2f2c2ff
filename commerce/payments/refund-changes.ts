import { holdForRefund, orderId, recordRefunded, releaseRefund, type UnitsOfLine } from '#commerce/orders/index.js';
import { emit, plan, type ShopContext } from '#tenants/index.js';
import { bookRefund, bookReturnedRefund } from './ledger.js';
import { type Payment, paymentId, payments } from './payment.model.js';
import type { References } from './provider.js';
import { type Refund, type RefundLine, type RefundOrigin, refundId, refunds } from './refund.model.js';
import { type RefundEvent, type RefundState, refundStates } from './refund.state.js';
import { planUnsharing } from './sharing.js';

/** A refund that nobody heard of from its provider is asked about after so long. */
export const FIRST_REFUND_POLL_MS = 2 * 60_000;

/** A refund to be made of one payment. */
interface NewRefund {
  origin: RefundOrigin;
  /** Minor units, above zero. */
  amount: number;
  lines?: readonly RefundLine[];
  /** What comes back into stock, by the line's id in hex: the caller puts it there. */
  restocked?: ReadonlyMap<string, number>;
  reason?: string | null;
  /** Of one that was made at the provider already. */
  made?: { references: References; name: string };
}

/**
 * Makes a refund: its amount is held on the payment in one conditional update, so that all refunds of a payment that have not failed
 * never come to more than what was captured, however many are made at once. By hand it succeeds at once, on the merchant's word;
 * otherwise the task `refund.send` takes it to the provider. Null where the payment has not so much left. In the caller's transaction.
 */
export async function makeRefund(tx: ShopContext, payment: Payment, given: NewRefund): Promise<Refund | null> {
  const { amount, origin, lines = [], reason = null, made } = given;
  if (!(await hold(tx, payment, amount))) return null;
  const byHand = payment.provider === 'MANUAL';
  const now = new Date();
  const refund = await refunds.in(tx).insert({
    orderId: payment.orderId,
    paymentId: payment._id,
    accountId: payment.accountId,
    provider: payment.provider,
    mode: payment.mode,
    status: 'PENDING',
    origin,
    amount,
    currency: payment.currency,
    lines,
    rest: amount - lines.reduce((sum, line) => sum + line.amount, 0),
    ...(payment.surplus ? { surplus: true as const } : {}),
    reason,
    references: made?.references ?? {},
    ...(made ? { madeThere: made.name } : {}),
    failure: null,
    mismatches: [],
    ...(byHand ? {} : { pollAt: new Date(now.getTime() + FIRST_REFUND_POLL_MS) }),
    polls: 0,
    createdAt: now,
    updatedAt: now,
    settledAt: null,
  });
  if (!payment.surplus) await holdForRefund(tx, payment.orderId, { amount, units: unitsOf(refund, given.restocked) });
  if (byHand) return moveRefund(tx, refund, { event: 'succeed', references: {}, failure: null });
  if (!made) await planSending(tx, refund);
  return refund;
}

const hold = (tx: ShopContext, { _id }: Payment, amount: number): Promise<boolean> =>
  payments
    .in(tx)
    .set(
      { _id, status: 'CAPTURED', $expr: { $lte: [{ $add: [{ $ifNull: ['$refunding', 0] }, amount] }, '$amount'] } },
      { $inc: { refunding: amount } },
    );

const unitsOf = ({ lines }: Refund, restocked: ReadonlyMap<string, number> = new Map()): UnitsOfLine[] =>
  lines.map(({ lineId, units }) => ({ lineId, taken: units, restocked: restocked.get(lineId.toHexString()) ?? 0 }));

const planSending = (tx: ShopContext, refund: Refund) =>
  plan(tx, {
    type: 'refund.send',
    queue: 'events',
    subject: orderId.encode(refund.orderId),
    data: { refund: refundId.encode(refund._id) },
  });

/**
 * Takes a refund one step on, with its order, its payment, the ledger and the event that tells of it. In the caller's transaction.
 * @throws {UserError} WRONG_STATE
 */
export async function moveRefund(
  tx: ShopContext,
  refund: Refund,
  said: { event: RefundEvent; references: References; failure: string | null },
): Promise<Refund> {
  const status = refundStates.next(refund.status, said.event);
  const now = new Date();
  const isSettled = status === 'SUCCEEDED' || status === 'FAILED';
  const changed = await refunds.in(tx).update(
    { _id: refund._id },
    {
      $set: {
        status,
        references: { ...refund.references, ...said.references },
        failure: said.failure,
        updatedAt: now,
        ...(isSettled ? { settledAt: now } : {}),
      },
      ...(isSettled ? { $unset: { pollAt: '' } } : {}),
    },
  );
  if (status === 'PROCESSING' && said.failure) await tellWaiting(tx, changed!);
  if (status === 'SUCCEEDED') await succeed(tx, changed!);
  if (status === 'FAILED') await fail(tx, changed!, refund.status);
  return changed!;
}

/** Writes down why a refund does not get on, and tells the merchant. In the caller's transaction. */
export async function recordWaiting(tx: ShopContext, { _id }: Refund, failure: string): Promise<void> {
  const changed = await refunds.in(tx).update({ _id, failure: { $ne: failure } }, { $set: { failure, updatedAt: new Date() } });
  if (changed) await tellWaiting(tx, changed);
}

/** The provider has the money and waits for a word of the merchant: it can neither succeed nor fail by itself. */
const tellWaiting = (tx: ShopContext, refund: Refund): Promise<unknown> =>
  plan(tx, {
    type: 'refund.waiting',
    queue: 'events',
    subject: orderId.encode(refund.orderId),
    data: { refund: refundId.encode(refund._id), amount: refund.amount, currency: refund.currency, failure: refund.failure },
  });

async function succeed(tx: ShopContext, refund: Refund): Promise<void> {
  await bookRefund(tx, refund);
  await planUnsharing(tx, refund);
  if (!refund.surplus) await recordRefunded(tx, refund.orderId, refund.amount);
  await emit(tx, refundEvent('refund.succeeded', refund));
}

/** The buyer has nothing, or no longer: what was held can be refunded again. */
async function fail(tx: ShopContext, refund: Refund, before: RefundState): Promise<void> {
  const { orderId: order, paymentId: payment, amount } = refund;
  await payments.in(tx).set({ _id: payment }, { $inc: { refunding: -amount } });
  if (before === 'SUCCEEDED') await bookReturnedRefund(tx, refund);
  if (before === 'SUCCEEDED' && !refund.surplus) await recordRefunded(tx, order, -amount);
  if (!refund.surplus) await releaseRefund(tx, order, { amount, units: unitsOf(refund) });
  await emit(tx, refundEvent('refund.failed', refund));
}

const refundEvent = (type: 'refund.succeeded' | 'refund.failed', refund: Refund) => ({
  type,
  subject: orderId.encode(refund.orderId),
  data: {
    refund: refundId.encode(refund._id),
    payment: paymentId.encode(refund.paymentId),
    provider: refund.provider,
    origin: refund.origin,
    amount: refund.amount,
    currency: refund.currency,
    ...(refund.failure ? { failure: refund.failure } : {}),
  },
});
