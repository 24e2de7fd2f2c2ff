import { z } from 'zod';
import { type Order, orderEvent, orderId, orderLineId, orders, recordFulfillment, refundedQuantity } from '#commerce/orders/index.js';
import { NotFound, UserError } from '#platform/errors.js';
import { complete, emit, type OutboxEvent, plan, type ShopContext, transaction } from '#tenants/index.js';
import { type Fulfillment, fulfillmentId, fulfillments } from './fulfillment.model.js';

const Word = z.string().trim().min(1).max(255).nullish();

export const NewFulfillment = z.strictObject({
  /** Left out: everything that is not sent yet. */
  lines: z
    .array(z.strictObject({ line: z.string(), quantity: z.int().min(1).max(1_000_000) }))
    .min(1)
    .max(500)
    .nullish(),
  tracking: z
    .strictObject({
      company: Word,
      number: Word,
      url: z
        .url({ protocol: /^https?$/, error: 'takes an absolute http or https address' })
        .max(2000)
        .nullish(),
    })
    .nullish(),
});
export type NewFulfillment = z.infer<typeof NewFulfillment>;

/**
 * Sends an order, whole or by line; whole is all that was neither sent nor refunded, and with that the order is fulfilled. Paid or not:
 * cash on delivery is sent first. The stock left when it was ordered. Whole, where a part was sent and the rest is refunded, it is
 * fulfilled without another parcel: `fulfillment` is null. Of an order that is fulfilled, pieces that were never sent still can be: a
 * refund that they were left out for may fail, or was meant for others.
 * @throws {NotFound} @throws {UserError} WRONG_STATE, QUANTITY_TOO_LARGE
 */
export function fulfillOrder(
  shop: ShopContext,
  id: string,
  input: NewFulfillment,
): Promise<{ order: Order; fulfillment: Fulfillment | null }> {
  const _id = orderId.decode(id, ['order']);
  return transaction(shop, async (tx) => {
    const order = await orders.in(tx).findOne({ _id });
    if (!order) throw new NotFound(id, ['order']);
    const before = await fulfillments.in(tx).find({ orderId: _id }, { sort: { _id: 1 } });
    const left = unsent(order, before);
    const due = dueOf(order, left);
    const lines = input.lines ? chosen(left, input.lines) : due;
    if (lines.length === 0) {
      const changed = await endByRefund(tx, order, left, before);
      await complete(tx, id);
      return { order: changed, fulfillment: null };
    }
    const isMore = order.fulfillmentStatus === 'FULFILLED';
    const sent = new Map(lines.map(({ lineId, quantity }) => [lineId.toHexString(), quantity]));
    const isLast = due.every(({ lineId, quantity }) => (sent.get(lineId.toHexString()) ?? 0) >= quantity);
    const changed = await recordFulfillment(tx, _id, isMore || isLast ? 'fulfill' : 'fulfillPart');
    const { company = null, number = null, url = null } = input.tracking ?? {};
    const fulfillment = await fulfillments.in(tx).insert({
      orderId: _id,
      lines,
      tracking: input.tracking ? { company, number, url } : null,
      createdAt: new Date(),
    });
    const data = { fulfillment: fulfillmentId.encode(fulfillment._id) };
    if (isLast && !isMore) {
      const event = orderEvent('order.fulfilled', changed);
      await emit(tx, { ...event, data: { ...event.data, ...data } });
    } else {
      await plan(tx, { type: 'order.sent_part', queue: 'events', subject: id, data: { ...data, isLast } });
    }
    await complete(tx, id, fulfillmentId.encode(fulfillment._id));
    return { order: changed, fulfillment };
  });
}

/** A refund ended, well or not: an order of which a part was sent is fulfilled, where the rest was refunded. */
export async function endFulfillment(shop: ShopContext, { subject }: OutboxEvent): Promise<void> {
  const _id = orderId.decode(subject ?? '');
  await transaction(shop, async (tx) => {
    const order = await orders.in(tx).findOne({ _id });
    if (order?.fulfillmentStatus !== 'PARTIAL' || order.status === 'CANCELLED') return;
    const before = await fulfillments.in(tx).find({ orderId: _id }, { sort: { _id: 1 } });
    const left = unsent(order, before);
    if (isRestRefunded(order, left)) await endByRefund(tx, order, left, before);
  });
}

/**
 * Whether what was not sent is what was refunded. A refund does not say whether its pieces were on the shelf or came back from the buyer:
 * as many refunded as unsent are taken for the unsent ones; more, and some did come back, so that a person must tell which, unless all
 * of the line is refunded. A refund that has not ended may fail: then nothing is known yet. Where this is mistaken, the pieces can
 * still be sent by name, from FULFILLED too.
 */
function isRestRefunded(order: Order, left: Left): boolean {
  if ((order.refunding ?? 0) !== (order.refunded ?? 0)) return false;
  return order.lines.every((line) => {
    const [open, refunded] = [left.get(line._id.toHexString())!.quantity, refundedQuantity(line)];
    return open === 0 || refunded === open || refunded === line.quantity;
  });
}

/**
 * It is fulfilled by its last parcel. The event says that none was sent now: its buyer is told of parcels, and of the refund by itself.
 * @throws {UserError} WRONG_STATE
 */
async function endByRefund(tx: ShopContext, order: Order, left: Left, before: readonly Fulfillment[]): Promise<Order> {
  if ([...left.values()].every(({ quantity }) => quantity === 0))
    throw new UserError('WRONG_STATE', 'Nothing of the order is left to be sent: all of it has been sent');
  const last = before.at(-1);
  if (!last || order.fulfillmentStatus === 'FULFILLED')
    throw new UserError('WRONG_STATE', 'Nothing of the order is left to be sent: what was not sent is refunded');
  const changed = await recordFulfillment(tx, order._id, 'fulfill');
  const event = orderEvent('order.fulfilled', changed);
  await emit(tx, { ...event, data: { ...event.data, fulfillment: fulfillmentId.encode(last._id), byRefund: true } });
  return changed;
}

export const OrdersToFulfill = z.strictObject({ orders: z.array(z.string()).min(1).max(100) });
export type OrdersToFulfill = z.infer<typeof OrdersToFulfill>;

/** What became of one of many orders. */
export type FulfilledResult = { order: Order; refused: null } | { order: null; refused: UserError };

/** Sends all that is left of many orders, one after another: what one is refused for keeps no other back. */
export async function fulfillOrders(shop: ShopContext, { orders: ids }: OrdersToFulfill): Promise<FulfilledResult[]> {
  const results: FulfilledResult[] = [];
  for (const id of ids) results.push(await fulfilledOrRefused(shop, id));
  return results;
}

async function fulfilledOrRefused(shop: ShopContext, id: string): Promise<FulfilledResult> {
  try {
    return { order: (await fulfillOrder(shop, id, {})).order, refused: null };
  } catch (error) {
    if (error instanceof UserError) return { order: null, refused: error };
    throw error;
  }
}

type Left = Map<string, Fulfillment['lines'][number]>;

/** What of each line was not sent yet. */
function unsent(order: Order, before: readonly Fulfillment[]): Left {
  const left: Left = new Map(order.lines.map(({ _id, quantity }) => [_id.toHexString(), { lineId: _id, quantity }]));
  for (const { lineId, quantity } of before.flatMap(({ lines }) => lines)) {
    const key = lineId.toHexString();
    left.set(key, { lineId, quantity: left.get(key)!.quantity - quantity });
  }
  return left;
}

/** What of it is to be sent. Of pieces that were refunded, those count as unsent that can: goods which ran out are refunded, and the rest is sent. */
const dueOf = ({ lines }: Order, left: Left): Fulfillment['lines'] =>
  lines.flatMap((line) => {
    const quantity = left.get(line._id.toHexString())!.quantity - refundedQuantity(line);
    return quantity > 0 ? [{ lineId: line._id, quantity }] : [];
  });

/** The lines that were asked for; the same line twice is summed. */
function chosen(left: Left, asked: NonNullable<NewFulfillment['lines']>): Fulfillment['lines'] {
  const sums = new Map<string, number>();
  for (const [index, { line, quantity }] of asked.entries()) {
    const field = ['lines', String(index)];
    const key = orderLineId.decode(line, [...field, 'line']).toHexString();
    const open = left.get(key);
    if (!open) throw new NotFound(line, [...field, 'line']);
    const sum = (sums.get(key) ?? 0) + quantity;
    if (sum > open.quantity)
      throw new UserError('QUANTITY_TOO_LARGE', `${open.quantity} of ${line} are still to be sent, not ${sum}`, [...field, 'quantity']);
    sums.set(key, sum);
  }
  return [...sums].map(([key, quantity]) => ({ lineId: left.get(key)!.lineId, quantity }));
}

/** By order, in the order of the ids; each the oldest first. */
export async function fulfillmentsOf(shop: ShopContext, ids: readonly Order['_id'][]): Promise<Fulfillment[][]> {
  const found = await fulfillments.in(shop).find({ orderId: { $in: [...ids] } }, { sort: { _id: 1 } });
  return ids.map((id) => found.filter(({ orderId: order }) => order.equals(id)));
}

/** @throws {NotFound} for an id of another shop too */
export async function getFulfillment(shop: ShopContext, id: string): Promise<Fulfillment> {
  const found = await fulfillments.in(shop).findOne({ _id: fulfillmentId.decode(id) });
  if (!found) throw new NotFound(id);
  return found;
}
