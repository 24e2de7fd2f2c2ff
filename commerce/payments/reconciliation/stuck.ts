import type { ShopContext } from '#tenants/index.js';
import { type Payment, paymentId, payments } from '../payment.model.js';
import { isOver } from '../payment.state.js';
import { providers } from '../providers.js';
import { type Refund, refundId, refunds } from '../refund.model.js';
import type { Difference } from './difference.model.js';
import type { Found } from './differences.js';

/** Longer than any provider takes to say its last word of a payment or a refund. */
const STUCK_DAYS = 7;
const longAgo = () => new Date(Date.now() - STUCK_DAYS * 86_400_000);

const isOpenRefund = ({ status }: Pick<Refund, 'status'>): boolean => status === 'PENDING' || status === 'PROCESSING';

/** Its provider has said what keeps it from its end, and that is the merchant's to mend. */
const isWaiting = ({ status, failure }: Refund): boolean => status === 'PROCESSING' && failure !== null;

/**
 * Payments and refunds that are open too long, for a person to look at: the provider was asked about them all the while. One that
 * nobody asks about, whatever became of its turn, is asked about from now on. What is paid by hand waits for the merchant alone.
 */
export async function stuckAmong(shop: ShopContext, paid: readonly Payment[], given: readonly Refund[]): Promise<Found[]> {
  const open = paid.filter(({ provider, status }) => providers[provider].online && !isOver(status));
  const refunding = given.filter((refund) => providers[refund.provider].online && isOpenRefund(refund));
  const now = new Date();
  const unasked = { pollAt: { $exists: false } };
  for (const { _id, accountId, status } of open.filter(({ pollAt }) => !pollAt))
    if (accountId) await payments.in(shop).set({ _id, status, ...unasked }, { $set: { pollAt: now } });
  for (const { _id, status } of refunding.filter(({ pollAt }) => !pollAt))
    await refunds.in(shop).set({ _id, status, ...unasked }, { $set: { pollAt: now } });
  const since = longAgo();
  return [
    ...open.filter(({ createdAt }) => createdAt < since).map((payment) => stuck(paymentId.encode(payment._id), payment, null)),
    ...refunding
      .filter((refund) => refund.createdAt < since || isWaiting(refund))
      .map((refund) => stuck(refundId.encode(refund._id), refund, refund)),
  ];
}

const stuck = (id: string, of: Payment | Refund, refund: Refund | null): Found => ({
  key: `STUCK/${id}`,
  kind: 'STUCK',
  accountId: null,
  orderId: of.orderId,
  paymentId: refund ? refund.paymentId : of._id,
  refundId: refund?._id ?? null,
  ours: { amount: of.amount, currency: of.currency, status: of.status },
  theirs: null,
});

/** Of these, by key, those that have come to an end. */
export async function endedAmong(shop: ShopContext, open: readonly Difference[]): Promise<string[]> {
  const stuckOnes = open.filter(({ kind }) => kind === 'STUCK');
  if (stuckOnes.length === 0) return [];
  const given = await refunds.in(shop).find({ _id: { $in: stuckOnes.flatMap(({ refundId: id }) => id ?? []) } });
  const paid = await payments
    .in(shop)
    .find({ _id: { $in: stuckOnes.flatMap(({ refundId: id, paymentId: of }) => (id ? [] : (of ?? []))) } });
  const ended = new Set([
    ...given.filter((refund) => !isOpenRefund(refund)).map(({ _id }) => `STUCK/${refundId.encode(_id)}`),
    ...paid.filter(({ status }) => isOver(status)).map(({ _id }) => `STUCK/${paymentId.encode(_id)}`),
  ]);
  return stuckOnes.filter(({ key }) => ended.has(key)).map(({ key }) => key);
}
