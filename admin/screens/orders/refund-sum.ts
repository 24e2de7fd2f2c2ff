import { decimal, placesOf } from '../../ui/decimal';
import { minor } from './exact';

/** What a refund's sum is made of, as the API tells it. */
export interface RefundableLine {
  id: string;
  quantity: number;
  refundedQuantity: number;
  price: { amount: string };
  units: readonly { quantity: number; refunded: number; discount: { amount: string }; tax: { amount: string } }[];
}

/** How many of a line can still be refunded. */
export const leftOf = ({ quantity, refundedQuantity }: RefundableLine): number => quantity - refundedQuantity;

/**
 * What so many more units of each line cost, to the cent: price less discount, and the tax where it came on top. Units are taken as the
 * server takes them, the first that are left before the others.
 */
export function sumOf(
  lines: readonly RefundableLine[],
  wanted: Readonly<Record<string, number>>,
  taxMode: 'INCLUDED' | 'EXCLUDED',
  places: number,
): string {
  const units = (amount: string) => minor(amount, placesOf(amount)) ?? 0n;
  let sum = 0n;
  for (const line of lines) {
    let left = wanted[line.id] ?? 0;
    for (const group of line.units) {
      const taken = Math.min(left, group.quantity - group.refunded);
      if (taken <= 0) continue;
      const cost = units(line.price.amount) - units(group.discount.amount) + (taxMode === 'EXCLUDED' ? units(group.tax.amount) : 0n);
      sum += cost * BigInt(taken);
      left -= taken;
    }
  }
  return decimal(sum, places);
}

/** Whether an amount may be given back: above nothing, and no more than is left. */
export function isRefundable(amount: string, refundable: string): boolean {
  const places = placesOf(refundable);
  const [asked, left] = [minor(amount, places), minor(refundable, places)];
  return asked !== null && left !== null && asked > 0n && asked <= left;
}
