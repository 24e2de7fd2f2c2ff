import type { Types } from 'mongoose';
import { orders } from '#commerce/orders/index.js';
import type { ShopContext } from '#tenants/index.js';
import { kindOf, type LedgerEntry, type LedgerKind, ledgerEntries } from '../ledger.model.js';
import { balancesOf } from '../ledger-balances.js';

/** What a statement calls a movement. BY_HAND: between buyer and merchant, past any provider. */
const ROW_KINDS = [
  'PAYMENT',
  'REFUND',
  'REFUND_RETURNED',
  'DISPUTE',
  'DISPUTE_WON',
  'FEE',
  'COMMISSION',
  'ADJUSTMENT',
  'PAYOUT',
  'PAYMENT_BY_HAND',
  'REFUND_BY_HAND',
] as const;
export type RowKind = (typeof ROW_KINDS)[number];

/** One movement of the merchant's money. Amounts in minor units, positive in his favour. */
export interface StatementRow {
  at: Date;
  kind: RowKind;
  /** The order's number. */
  order: string | null;
  /** The ledger's name for it. */
  reference: string;
  currency: string;
  amount: number;
  /** What the providers hold for him afterwards. */
  balance: number;
}

/** What providers held at one moment, by currency. */
export type Held = ReadonlyMap<string, number>;

const BATCH = 200;

const ROW_OF: Readonly<Partial<Record<LedgerKind, RowKind>>> = {
  capture: 'PAYMENT',
  refund: 'REFUND',
  'refund-returned': 'REFUND_RETURNED',
  dispute: 'DISPUTE',
  'dispute-won': 'DISPUTE_WON',
  fee: 'FEE',
  commission: 'COMMISSION',
  adjustment: 'ADJUSTMENT',
  payout: 'PAYOUT',
};

/** What providers held for the merchant before a moment. */
export async function heldBefore(shop: ShopContext, moment: Date): Promise<Map<string, number>> {
  const owed = (await balancesOf(shop, moment)).filter(({ account }) => account === 'OWED_TO_MERCHANT');
  return new Map(owed.map(({ currency, amount }) => [currency, 0 - amount]));
}

/** What moved from `from` until before `to`, the oldest first, a batch at a time. Promises move nothing. */
export async function* rowsOf(shop: ShopContext, { from, to }: { from: Date; to: Date }, opening: Held): AsyncGenerator<StatementRow[]> {
  const held = new Map(opening);
  let batch: LedgerEntry[] = [];
  const filter = { createdAt: { $gte: from, $lt: to } };
  for await (const entry of ledgerEntries.in(shop).each(filter, { sort: { createdAt: 1, _id: 1 } })) {
    if (ROW_OF[kindOf(entry)]) batch.push(entry);
    if (batch.length < BATCH) continue;
    yield await shown(shop, batch, held);
    batch = [];
  }
  if (batch.length > 0) yield await shown(shop, batch, held);
}

async function shown(shop: ShopContext, entries: readonly LedgerEntry[], held: Map<string, number>): Promise<StatementRow[]> {
  const ids = entries.flatMap(({ orderId }) => orderId ?? []);
  const found = await orders.in(shop).find({ _id: { $in: ids } }, { fields: ['number'] });
  const numbers = new Map(found.map(({ _id, number }) => [_id.toHexString(), number]));
  const numberOf = (id: Types.ObjectId | null) => (id ? (numbers.get(id.toHexString()) ?? null) : null);
  return entries.map((entry) => {
    const { currency, orderId, createdAt, key } = entry;
    const moved = 0 - sumOf(entry, 'OWED_TO_MERCHANT');
    const balance = (held.get(currency) ?? 0) + moved;
    held.set(currency, balance);
    const isByHand = kindOf(entry) !== 'payout' && entry.lines.some(({ account }) => account === 'PAID_OUT');
    const amount = isByHand ? 0 - sumOf(entry, 'PAID_OUT') : moved;
    return { at: createdAt, kind: rowKind(entry, isByHand), order: numberOf(orderId), reference: key, currency, amount, balance };
  });
}

function rowKind(entry: LedgerEntry, isByHand: boolean): RowKind {
  const kind = ROW_OF[kindOf(entry)]!;
  if (!isByHand) return kind;
  return kind === 'PAYMENT' ? 'PAYMENT_BY_HAND' : 'REFUND_BY_HAND';
}

const sumOf = ({ lines }: LedgerEntry, account: string): number =>
  lines.reduce((total, line) => total + (line.account === account ? line.amount : 0), 0);
