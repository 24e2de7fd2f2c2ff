import type { Order } from '#commerce/orders/index.js';
import type { LedgerEntry } from '#commerce/payments/index.js';
import type { SalesFigures } from './sales-day.model.js';

/** Something of an order that its shop's sales count once. */
export interface Movement extends SalesFigures {
  /** Unique within its order. */
  key: string;
  at: Date;
}

const NOTHING: SalesFigures = { placed: 0, paid: 0, received: 0, refunded: 0 };
const PAID_ONCE: readonly Order['paymentStatus'][] = ['PAID', 'PARTIALLY_REFUNDED', 'REFUNDED'];

/**
 * All that there is to count of an order now. Money is what the ledger says of it, so that the two agree to the cent: surplus that
 * goes back is received and refunded. `entries`: the order's own, the oldest first.
 */
export function movementsOf(order: Order, entries: readonly LedgerEntry[]): Movement[] {
  const money = entries.flatMap((entry) => moneyOf(entry) ?? []);
  const paidAt = momentOfPayment(order, money);
  return [
    { ...NOTHING, key: 'placed', at: order.createdAt, placed: 1 },
    ...(paidAt ? [{ ...NOTHING, key: 'paid', at: paidAt, paid: 1 }] : []),
    ...money,
  ];
}

function moneyOf({ key, createdAt, lines }: LedgerEntry): Movement | null {
  const booked = (account: string) => lines.reduce((sum, line) => (line.account === account ? sum + line.amount : sum), 0);
  const [received, refunded] = [booked('CAPTURED'), -booked('REFUNDED')];
  return received === 0 && refunded === 0 ? null : { ...NOTHING, key, at: createdAt, received, refunded: refunded || 0 };
}

/** When the money that was asked for was all there; null: it is not, or was never taken for the order. */
function momentOfPayment({ paymentStatus, paid, total, createdAt, updatedAt }: Order, money: readonly Movement[]): Date | null {
  if (!PAID_ONCE.includes(paymentStatus) || paid < total) return null;
  if (total === 0) return createdAt;
  let sum = 0;
  for (const { received, at } of money) {
    sum += received;
    if (sum >= total) return at;
  }
  return updatedAt; // paid before there was a ledger
}
