import type { Payment } from '../payment.model.js';
import type { BillLine } from '../provider.js';
import type { Refund } from '../refund.model.js';
import type { DifferenceAction, DifferenceKind, Side } from './difference.model.js';

/** What the shop has recorded of what a bill's line is about. */
export interface Ours {
  payment: Pick<Payment, 'amount' | 'currency' | 'status'> | null;
  refund: Pick<Refund, 'amount' | 'currency' | 'status'> | null;
  /** Disputes of the payment. */
  disputes: readonly { amount: number; currency: string; status: string }[];
  /** Another line, with another reference, was there before it. */
  second: boolean;
}

/** What does not agree, and what is recorded here; null: all of it agrees. */
export interface Finding {
  kind: DifferenceKind;
  ours: Side | null;
}

/**
 * Compares one line of a provider's bill with what is recorded here. Pure. Fees, payouts and what else a provider does are booked
 * from its bill, so there is nothing to compare them with.
 */
export function compare(line: Pick<BillLine, 'kind' | 'amount' | 'currency'>, { payment, refund, disputes, second }: Ours): Finding | null {
  switch (line.kind) {
    case 'PAYMENT':
      return differenceOf(line, payment, second, (status) => (status === 'CAPTURED' ? null : 'MISSING_HERE'));
    case 'REFUND':
      return differenceOf(line, refund, second, (status) => (status === 'SUCCEEDED' ? null : 'STATUS'));
    case 'DISPUTE': {
      const same = disputes.find(({ amount, currency }) => amount === Math.abs(line.amount) && currency === line.currency);
      return differenceOf(line, same ?? disputes[0] ?? null, false, () => null);
    }
    default:
      return null;
  }
}

function differenceOf(
  line: Pick<BillLine, 'amount' | 'currency'>,
  recorded: { amount: number; currency: string; status: string } | null,
  second: boolean,
  byStatus: (status: string) => DifferenceKind | null,
): Finding | null {
  if (!recorded) return { kind: 'MISSING_HERE', ours: null };
  const ours = { amount: recorded.amount, currency: recorded.currency, status: recorded.status };
  if (second) return { kind: 'DUPLICATE', ours };
  if (recorded.currency !== line.currency) return { kind: 'CURRENCY', ours };
  if (recorded.amount !== Math.abs(line.amount)) return { kind: 'AMOUNT', ours };
  const kind = byStatus(recorded.status);
  return kind && { kind, ours };
}

/** What a person can do about a difference: only what is known to the provider can be asked about. */
export function actionsFor(difference: { kind: DifferenceKind; status: string; asks: boolean }): DifferenceAction[] {
  if (difference.status !== 'OPEN') return [];
  return [...(difference.asks && !difference.kind.startsWith('LEDGER') ? (['ASK_PROVIDER'] as const) : []), 'ACCEPT', 'IGNORE'];
}
