import { type Order, type OrderLine, type SoldUnits, unrefunded } from '#commerce/orders/index.js';
import type { Payment } from './payment.model.js';
import type { RefundLine } from './refund.model.js';

/** So many of a line are to be refunded. */
export interface WantedLine {
  line: OrderLine;
  quantity: number;
  restock: boolean;
}

/** Every unit of an order that is neither refunded nor being refunded. */
export const restOf = ({ lines }: Pick<Order, 'lines'>, restock: boolean): WantedLine[] =>
  lines
    .map((line) => ({ line, quantity: line.units.reduce((sum, units) => sum + unrefunded(units), 0), restock }))
    .filter(({ quantity }) => quantity > 0);

/**
 * What the next `quantity` units of a line cost, with exactly the discount and the tax that those very units were given: whatever
 * the steps in which a line is refunded, they add up to what was paid for it. There must be as many.
 */
export function refundLineOf({ taxMode }: Pick<Order, 'taxMode'>, { line, quantity, restock }: WantedLine): RefundLine {
  const units: { group: number; quantity: number }[] = [];
  const sums = { amount: 0, discount: 0, tax: 0 };
  let left = quantity;
  for (const [group, shares] of line.units.entries()) {
    const taken = Math.min(left, unrefunded(shares));
    if (taken === 0) continue;
    units.push({ group, quantity: taken });
    sums.amount += taken * costOf(line, shares, taxMode);
    sums.discount += taken * shares.discount;
    sums.tax += taken * shares.tax;
    left -= taken;
  }
  return { lineId: line._id, quantity, ...sums, restock, units };
}

const costOf = ({ price }: OrderLine, { discount, tax }: SoldUnits, taxMode: Order['taxMode']): number =>
  price - discount + (taxMode === 'EXCLUDED' ? tax : 0);

/** How many of a line's `quantity` come back into stock now: none that did before, as with a refund that failed later. */
export const restockOf = ({ line, quantity, restock }: WantedLine): number =>
  restock && line.locationId ? Math.min(quantity, line.quantity - (line.restocked ?? 0)) : 0;

/** What can still be refunded of a payment, in minor units. */
export const roomOf = ({ amount, refunding = 0 }: Pick<Payment, 'amount' | 'refunding'>): number => amount - refunding;

/** Takes an amount from payments in their order, from each as much as it has. They must have as much. */
export function takeFrom(payments: readonly Payment[], amount: number): { payment: Payment; amount: number }[] {
  let left = amount;
  return payments.flatMap((payment) => {
    const part = Math.min(left, roomOf(payment));
    left -= part;
    return part > 0 ? [{ payment, amount: part }] : [];
  });
}
