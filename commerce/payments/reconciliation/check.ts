import type { Order } from '#commerce/orders/index.js';
import type { Dispute } from '../dispute.model.js';
import { kindOf, type LedgerAccount, type LedgerEntry, type LedgerKind } from '../ledger.model.js';
import type { Payment } from '../payment.model.js';
import type { Refund } from '../refund.model.js';
import type { DifferenceKind } from './difference.model.js';

/** One order and everything that its money has done. */
export interface Books {
  order: Pick<Order, '_id' | 'paid' | 'refunded' | 'currency' | 'paymentStatus'> | null;
  payments: readonly Payment[];
  refunds: readonly Refund[];
  disputes: readonly Dispute[];
  entries: readonly LedgerEntry[];
}

/** What is recorded of one thing is not what the ledger says of it: both in minor units. */
export interface Unequal {
  kind: Extract<DifferenceKind, `LEDGER_${string}`>;
  /** The database id of what it is about. */
  about: string;
  recorded: number;
  booked: number;
  currency: string;
  status: string | null;
}

/** Checks an order's books against each other, thing by thing. Pure. */
export function checkBooks({ order, payments, refunds, disputes, entries }: Books): Unequal[] {
  const unequal: Unequal[] = [];
  const compare = (kind: Unequal['kind'], about: string, recorded: number, booked: number, currency: string, status: string | null) => {
    if (recorded !== booked) unequal.push({ kind, about, recorded, booked, currency, status });
  };
  for (const { _id, status, amount, currency } of payments) {
    const own = entries.filter((entry) => entry.paymentId?.equals(_id) && entry.currency === currency);
    const id = _id.toHexString();
    const captured = sum(own, 'CAPTURED', ['capture']);
    const promised = sum(own, 'AUTHORIZED', ['authorization', 'release']);
    compare('LEDGER_PAYMENT', id, status === 'CAPTURED' ? amount : 0, captured, currency, status);
    if (own.some((entry) => kindOf(entry) === 'authorization'))
      compare('LEDGER_PAYMENT', id, status === 'AUTHORIZED' ? amount : 0, promised, currency, status);
  }
  for (const { _id, status, amount, currency } of refunds) {
    const own = entries.filter(({ key }) => isOf(key, ['refund', 'refund-returned'], _id.toHexString()));
    compare('LEDGER_REFUND', _id.toHexString(), status === 'SUCCEEDED' ? -amount : 0, sum(own, 'REFUNDED'), currency, status);
  }
  for (const { _id, status, withdrawn, amount, currency } of disputes) {
    const own = entries.filter(({ key }) => isOf(key, ['dispute', 'dispute-won'], _id.toHexString()));
    compare('LEDGER_DISPUTE', _id.toHexString(), withdrawn ? -amount : 0, sum(own, 'DISPUTED'), currency, status);
  }
  if (order) {
    const { paid, refunded } = ofOrder(payments, refunds, entries);
    const id = order._id.toHexString();
    compare('LEDGER_ORDER', id, order.paid, paid, order.currency, order.paymentStatus);
    compare('LEDGER_ORDER', id, order.refunded ?? 0, refunded, order.currency, order.paymentStatus);
  }
  const known = new Set(payments.map(({ _id }) => _id.toHexString()));
  for (const entry of entries) {
    const isNobodys = entry.paymentId !== null && !known.has(entry.paymentId.toHexString());
    const total = entry.lines.reduce((all, { amount }) => all + amount, 0);
    const moved = Math.abs(entry.lines[0]?.amount ?? 0);
    if (isNobodys || total !== 0) compare('LEDGER_ENTRY', entry._id.toHexString(), 0, total || moved, entry.currency, kindOf(entry));
  }
  return unequal;
}

/** What the ledger says that an order was paid and refunded: money that it did not take is no part of it. */
function ofOrder(payments: readonly Payment[], refunds: readonly Refund[], entries: readonly LedgerEntry[]) {
  const taken = payments.filter(({ surplus }) => !surplus);
  const given = refunds.filter(({ surplus }) => !surplus);
  const paid = entries.filter(({ key }) => taken.some(({ _id }) => isOf(key, ['capture'], _id.toHexString())));
  const back = entries.filter(({ key }) => given.some(({ _id }) => isOf(key, ['refund', 'refund-returned'], _id.toHexString())));
  return { paid: sum(paid, 'CAPTURED'), refunded: 0 - sum(back, 'REFUNDED') };
}

const isOf = (key: string, kinds: readonly LedgerKind[], id: string): boolean => kinds.some((kind) => key === `${kind}/${id}`);

function sum(entries: readonly LedgerEntry[], account: LedgerAccount, kinds: readonly LedgerKind[] | null = null): number {
  return entries
    .filter((entry) => !kinds || kinds.includes(kindOf(entry)))
    .flatMap(({ lines }) => lines)
    .reduce((total, line) => total + (line.account === account ? line.amount : 0), 0);
}
