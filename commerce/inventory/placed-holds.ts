import type { Types } from 'mongoose';
import type { ShopContext } from '#tenants/index.js';
import { levels } from './level.model.js';
import type { Reservation } from './reserve.js';

/** Of one level: the carts whose orders stand, and those orders. */
interface Placed {
  shop: ShopContext;
  levelId: Types.ObjectId;
  carts: Types.ObjectId[];
  orders: Types.ObjectId[];
}

const GATHER_MS = 20;
const waiting = new Map<string, Placed>();
let planned: NodeJS.Timeout | undefined;

/**
 * Takes off the holds of an order that was just placed where others stand beside them, those of one level together. The order's event
 * does the same and cannot be lost; but where many buy one thing at once, workers that are a minute behind would leave thousands of
 * holds in one document, and each update would write all of them again. A level that few buy waits for the event.
 */
export function removeHoldsSoon(shop: ShopContext, { cart, attempt, held }: Reservation): void {
  for (const { levelId, crowded } of held) {
    if (!crowded) continue;
    const key = levelId.toHexString();
    const placed = waiting.get(key) ?? { shop, levelId, carts: [], orders: [] };
    placed.carts.push(cart._id);
    placed.orders.push(attempt);
    waiting.set(key, placed);
  }
  if (planned || waiting.size === 0) return;
  planned = setTimeout(removeWaiting, GATHER_MS);
}

function removeWaiting(): void {
  planned = undefined;
  const all = [...waiting.values()];
  waiting.clear();
  for (const { shop, levelId, carts, orders } of all) {
    levels
      .in(shop)
      .set({ _id: levelId }, { $pull: { holds: { cart: { $in: carts }, attempts: { $elemMatch: { $in: orders } } } } })
      .catch(() => {}); // the order's event does it
  }
}
