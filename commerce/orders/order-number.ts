import { isDuplicateKey } from '#platform/mongo.js';
import type { ShopContext } from '#tenants/index.js';
import { orderCounters } from './order.model.js';

const FIRST = 1001;

/** A new shop's counter: in the transaction that makes the shop. */
export const createOrderCounter = (tx: ShopContext) => orderCounters.in(tx).insert({ given: 0 });

/**
 * The shop's next order number: `1001`, `1002`, … Taken before the order's transaction, never inside it: a counter inside would
 * make every order of the shop wait for the one before. A number whose order fails stays a gap.
 */
export async function nextOrderNumber(shop: ShopContext): Promise<string> {
  const counter = await count(shop).catch((error) => {
    if (isDuplicateKey(error)) return count(shop); // two first orders at once: the counter stands now
    throw error;
  });
  return String(FIRST + counter!.given - 1);
}

const count = (shop: ShopContext) => orderCounters.in(shop).update({}, { $inc: { given: 1 } }, { upsert: true });
