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
  /** Another line, with another reference, moved the same money before it. */
  second: boolean;
  /** Another line took back what it moved. */
  undone: boolean;
}

/** What does not agree, and what is recorded here; null: all of it agrees. */
export interface Finding {
  kind: DifferenceKind;
  ours: Side | null;
}

type Line = Pick<BillLine, 'kind' | 'amount' | 'currency'>;
type Recorded = { amount: number; currency: string; status: string };

/**
 * Compares one line of a provider's bill with what is recorded here. Pure. Fees, payouts and what else a provider does are booked
 * from its bill, so there is nothing to compare them with.
 */
export function compare(line: Line, ours: Ours): Finding | null {
  switch (line.kind) {
    case 'PAYMENT':
      return differenceOf(line, ours, ours.payment, (status) => (status === 'CAPTURED' ? null : 'MISSING_HERE'));
    case 'REFUND':
      return differenceOf(line, ours, ours.refund, (status) => (status === 'SUCCEEDED' ? null : 'STATUS'));
    case 'DISPUTE': {
      const same = ours.disputes.find(({ amount, currency }) => amount === Math.abs(line.amount) && currency === line.currency);
      return differenceOf(line, { second: false, undone: true }, same ?? ours.disputes[0] ?? null, () => null);
    }
    default:
      return null;
  }
}

function differenceOf(
  line: Line,
  { second, undone }: Pick<Ours, 'second' | 'undone'>,
  recorded: Recorded | null,
  byStatus: (status: string) => DifferenceKind | null,
): Finding | null {
  if (!recorded) return { kind: 'MISSING_HERE', ours: null };
  const ours = { amount: recorded.amount, currency: recorded.currency, status: recorded.status };
  if (second && line.amount > 0) return { kind: 'DUPLICATE', ours };
  if (recorded.currency !== line.currency) return { kind: 'CURRENCY', ours };
  if (recorded.amount !== Math.abs(line.amount)) return { kind: 'AMOUNT', ours };
  const unlike = byStatus(recorded.status);
  // What was moved and taken back again leaves nothing behind, so that it must not stand here as done.
  if (undone || line.amount < 0) return unlike || line.kind === 'DISPUTE' ? null : { kind: 'STATUS', ours };
  return unlike && { kind: unlike, ours };
}

/** What a person can do about a difference: only what is known to the provider can be asked about. */
export function actionsFor(difference: { kind: DifferenceKind; status: string; asks: boolean }): DifferenceAction[] {
  if (difference.status !== 'OPEN') return [];
  return [...(difference.asks && !difference.kind.startsWith('LEDGER') ? (['ASK_PROVIDER'] as const) : []), 'ACCEPT', 'IGNORE'];
}
