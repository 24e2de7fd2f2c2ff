import type { Types } from 'mongoose';
import { type ShopContext, transaction } from '#tenants/index.js';
import type { Order, OrderLine, SoldUnits } from './order.model.js';
import { orderPaymentStates } from './order.state.js';
import { read, write } from './order-changes.js';

/** Units of an order's line: how many of which of its groups of equal shares. */
export interface UnitsOfLine {
  lineId: Types.ObjectId;
  /** By the group's place among the line's `units`. */
  taken: readonly { group: number; quantity: number }[];
  /** So many of them come back into stock. */
  restocked: number;
}

/** What a refund means for its order, in minor units. */
interface OfOrder {
  amount: number;
  units: readonly UnitsOfLine[];
}

/** Units of a line that are neither refunded nor being refunded. */
export const unrefunded = ({ quantity, refunded = 0 }: SoldUnits): number => quantity - refunded;

/** What can still be refunded of an order, in minor units. */
export const refundableOf = ({ paid, refunding = 0 }: Pick<Order, 'paid' | 'refunding'>): number => paid - refunding;

/** How many of a line are refunded or being refunded. */
export const refundedQuantity = ({ units }: Pick<OrderLine, 'units'>): number => units.reduce((sum, { refunded = 0 }) => sum + refunded, 0);

/** Money is on its way back: in the transaction that holds it on its payment. @throws {NotFound} */
export function holdForRefund(shop: ShopContext, id: Types.ObjectId, { amount, units }: OfOrder): Promise<Order> {
  return transaction(shop, async (tx) => {
    const order = await read(tx, id);
    const lines = order.lines.map((line) => counted(line, units, 1));
    return write(tx, order, { $set: { refunding: (order.refunding ?? 0) + amount, lines } });
  });
}

/** The refund failed: its money and its units can be refunded again. What came back into stock stays there. @throws {NotFound} */
export function releaseRefund(shop: ShopContext, id: Types.ObjectId, { amount, units }: OfOrder): Promise<Order> {
  return transaction(shop, async (tx) => {
    const order = await read(tx, id);
    const lines = order.lines.map((line) => counted(line, units, -1));
    return write(tx, order, { $set: { refunding: (order.refunding ?? 0) - amount, lines } });
  });
}

function counted(line: OrderLine, all: readonly UnitsOfLine[], sign: 1 | -1): OrderLine {
  const mine = all.filter(({ lineId }) => lineId.equals(line._id));
  if (mine.length === 0) return line;
  const units = line.units.map((group, at) => {
    const taken = mine.flatMap(({ taken }) => taken).filter((one) => one.group === at);
    return { ...group, refunded: (group.refunded ?? 0) + sign * taken.reduce((sum, { quantity }) => sum + quantity, 0) };
  });
  const restocked = sign > 0 ? mine.reduce((sum, one) => sum + one.restocked, 0) : 0;
  return { ...line, units, restocked: (line.restocked ?? 0) + restocked };
}

/**
 * The buyer has been given `amount` back; below zero, what he had been given came back from his bank.
 * @throws {UserError} WRONG_STATE @throws {NotFound}
 */
export function recordRefunded(shop: ShopContext, id: Types.ObjectId, amount: number): Promise<Order> {
  return transaction(shop, async (tx) => {
    const order = await read(tx, id);
    const refunded = (order.refunded ?? 0) + amount;
    const paymentStatus = orderPaymentStates.next(order.paymentStatus, eventOf(order, refunded));
    return write(tx, order, { $set: { refunded, paymentStatus } });
  });
}

function eventOf({ paid, total }: Order, refunded: number) {
  if (refunded >= paid) return 'refund';
  if (refunded > 0) return 'refundPart';
  return paid < total ? 'keepPart' : 'keep';
}
