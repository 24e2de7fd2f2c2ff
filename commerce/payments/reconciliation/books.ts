import { Types } from 'mongoose';
import { orders } from '#commerce/orders/index.js';
import { type ShopContext, transaction } from '#tenants/index.js';
import { disputes } from '../dispute.model.js';
import { ledgerEntries } from '../ledger.model.js';
import { payments } from '../payment.model.js';
import { refunds } from '../refund.model.js';
import { type Books, checkBooks, type Unequal } from './check.js';
import type { Difference } from './difference.model.js';
import type { Found } from './differences.js';

type Id = Types.ObjectId;

/**
 * Checks these orders' books against each other. What seems unequal is read again in one snapshot, since a payment may have been settled
 * between two reads.
 */
export async function unequalAmong(shop: ShopContext, orderIds: readonly Id[]): Promise<Found[]> {
  const found: Found[] = [];
  for (const books of await booksOf(shop, orderIds)) {
    if (checkBooks(books).length === 0) continue;
    const again = await transaction(shop, (tx) => booksOf(tx, [books.orderId]));
    for (const one of again) found.push(...checkBooks(one).map((unequal) => asDifference(one.orderId, unequal)));
  }
  return found;
}

async function booksOf(shop: ShopContext, orderIds: readonly Id[]): Promise<(Books & { orderId: Id })[]> {
  const these = { orderId: { $in: [...orderIds] } };
  const all = {
    orders: await orders.in(shop).find({ _id: { $in: [...orderIds] } }, { fields: ['paid', 'refunded', 'currency', 'paymentStatus'] }),
    payments: await payments.in(shop).find(these),
    refunds: await refunds.in(shop).find(these),
    disputes: await disputes.in(shop).find(these),
    entries: await ledgerEntries.in(shop).find(these),
  };
  const of = <T extends { orderId: Id | null }>(list: readonly T[], id: Id): T[] => list.filter(({ orderId }) => orderId?.equals(id));
  const sorted = { payments: grouped(all.payments), refunds: grouped(all.refunds), entries: grouped(all.entries) };
  return orderIds.map((orderId) => ({
    orderId,
    order: all.orders.find(({ _id }) => _id.equals(orderId)) ?? null,
    payments: sorted.payments.get(orderId.toHexString()) ?? [],
    refunds: sorted.refunds.get(orderId.toHexString()) ?? [],
    disputes: of(all.disputes, orderId),
    entries: sorted.entries.get(orderId.toHexString()) ?? [],
  }));
}

function grouped<T extends { orderId: Id | null }>(list: readonly T[]): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const one of list) {
    const key = one.orderId?.toHexString() ?? '';
    const group = groups.get(key);
    if (group) group.push(one);
    else groups.set(key, [one]);
  }
  return groups;
}

function asDifference(orderId: Id, { kind, about, recorded, booked, currency, status }: Unequal): Found {
  const id = new Types.ObjectId(about);
  return {
    key: `${kind}/${about}`,
    kind,
    accountId: null,
    orderId,
    paymentId: kind === 'LEDGER_PAYMENT' ? id : null,
    refundId: kind === 'LEDGER_REFUND' ? id : null,
    ours: { amount: recorded, currency, status },
    theirs: { amount: booked, currency, status: null },
  };
}

/** Which of these differences between a shop's own books are still there: by key, those that are not. */
export async function mendedAmong(shop: ShopContext, open: readonly Difference[]): Promise<string[]> {
  const ofBooks = open.filter(({ kind, orderId }) => kind.startsWith('LEDGER') && orderId);
  if (ofBooks.length === 0) return [];
  const ids = new Map(ofBooks.map(({ orderId }) => [orderId!.toHexString(), orderId!]));
  const still = new Set((await unequalAmong(shop, [...ids.values()])).map(({ key }) => key));
  return ofBooks.filter(({ key }) => !still.has(key)).map(({ key }) => key);
}
