import type { Types } from 'mongoose';
import { type Order, orderId, orders } from '#commerce/orders/index.js';
import { entriesOfOrders } from '#commerce/payments/index.js';
import { isDuplicateKey } from '#platform/mongo.js';
import { agencyForJob, type OutboxEvent, type ShopContext, shopTimezone, transaction } from '#tenants/index.js';
import { countedOrders } from './counted-order.model.js';
import { dayIn } from './days.js';
import { type Movement, movementsOf } from './movements.js';
import { type SalesFigures, salesDays } from './sales-day.model.js';
import { Together } from './together.js';

/** Orders that one transaction counts at most. */
const MOST_AT_ONCE = 100;

/** All of a shop change the document of its day: those that come together are counted together, and none waits for a conflict. */
const together = new Together<ShopContext>(countOrders, MOST_AT_ONCE);

/** An order's event: whatever of the order is not in its shop's sales yet is counted, whichever event comes first or twice. */
export async function countSales(shop: ShopContext, { subject }: OutboxEvent): Promise<void> {
  if (subject && orderId.matches(subject)) await together.add(shop.shopId.toHexString(), shop, orderId.decode(subject));
}

/** Counts what of these orders is not counted yet. */
export async function countOrders(shop: ShopContext, ids: readonly Types.ObjectId[]): Promise<void> {
  const found = await orders.in(shop).find({ _id: { $in: [...ids] } });
  const timezone = await shopTimezone(shop);
  try {
    await countAll(shop, found, timezone);
  } catch (error) {
    // Another process made the day, or counted one of them, meanwhile: now it is seen.
    if (!isDuplicateKey(error)) throw error;
    await countAll(shop, found, timezone);
  }
}

const countAll = (shop: ShopContext, found: readonly Order[], timezone: string): Promise<void> =>
  transaction(shop, async (tx) => {
    const ids = found.map(({ _id }) => _id);
    const before = await countedOrders.in(tx).find({ _id: { $in: ids } });
    const entries = await entriesOfOrders(tx, ids);
    const known = new Map(before.map(({ _id, counted }) => [_id.toHexString(), counted]));
    const fresh = found.flatMap((order) => {
      const counted = known.get(order._id.toHexString()) ?? [];
      const all = movementsOf(
        order,
        entries.filter((entry) => entry.orderId?.equals(order._id)),
      );
      const movements = all.filter(({ key }) => !counted.includes(key));
      return movements.length > 0 ? [{ _id: order._id, movements }] : [];
    });
    if (fresh.length === 0) return;
    await countedOrders.in(tx).bulkWrite(
      fresh.map(({ _id, movements }) => ({
        update: { _id },
        change: { $push: { counted: { $each: movements.map(({ key }) => key) } } },
        upsert: true,
      })),
    );
    const byDay = sumByDay(
      fresh.flatMap(({ movements }) => movements),
      timezone,
    );
    await salesDays.in(agencyForJob(tx.agencyId, 'sales').within(tx.session!)).bulkWrite(
      [...byDay].map(([day, figures]) => ({
        update: { shopId: tx.shopId, day },
        change: { $inc: { ...figures }, $setOnInsert: { currency: tx.currency } },
        upsert: true,
      })),
    );
  });

function sumByDay(movements: readonly Movement[], timezone: string): Map<string, SalesFigures> {
  const days = new Map<string, SalesFigures>();
  for (const { at, placed, paid, received, refunded } of movements) {
    const day = dayIn(timezone, at);
    const sum = days.get(day) ?? { placed: 0, paid: 0, received: 0, refunded: 0 };
    days.set(day, {
      placed: sum.placed + placed,
      paid: sum.paid + paid,
      received: sum.received + received,
      refunded: sum.refunded + refunded,
    });
  }
  return days;
}
