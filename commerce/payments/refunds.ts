import { z } from 'zod';
import { returnStock } from '#commerce/inventory/index.js';
import { type Order, type OrderLine, orderId, orderLineId, orders, refundedQuantity } from '#commerce/orders/index.js';
import { NotFound, UserError } from '#platform/errors.js';
import { toDecimal } from '#platform/money.js';
import { type Page, type PageArgs, page } from '#platform/page.js';
import { complete, inShopCurrency, type ShopContext, transaction } from '#tenants/index.js';
import { type Payment, paymentId, payments } from './payment.model.js';
import { type Refund, refundId, refunds } from './refund.model.js';
import { refundLineOf, restOf, restockOf, roomOf, takeFrom, type WantedLine } from './refund-amounts.js';
import { makeRefund } from './refund-changes.js';

const Line = z.strictObject({ line: z.string(), quantity: z.int().min(1).max(1_000_000), restock: z.boolean().nullish() });

export const RefundCreate = z
  .strictObject({
    amount: z.strictObject({ amount: z.string(), currency: z.string() }).nullish(),
    lines: z.array(Line).min(1).max(500).nullish(),
    payment: z.string().nullish(),
    restock: z.boolean().nullish(),
    reason: z.string().trim().max(500).nullish(),
  })
  .refine(({ amount, lines, restock }) => !restock || lines || !amount, {
    path: ['restock'],
    message: 'needs lines where an amount is given: they say what comes back into stock',
  });
export type RefundCreate = z.infer<typeof RefundCreate>;

/**
 * Gives money of an order back. Neither amount nor lines: all that is left, with its shipping and the tax on it, and every unit that
 * is left of its lines. Lines: what these units cost, to the cent; with an amount, that much for them. An amount alone: that much.
 * An order that was paid by several payments is refunded over them in their order, the lines with the first refund. What comes back
 * into stock does so now, whatever becomes of the refund.
 * @throws {NotFound} @throws {UserError} WRONG_STATE, REFUND_TOO_LARGE, QUANTITY_TOO_LARGE, INVALID_AMOUNT, CURRENCY_MISMATCH
 */
export function createRefund(shop: ShopContext, id: string, input: RefundCreate): Promise<{ order: Order; refunds: Refund[] }> {
  const _id = orderId.decode(id, ['order']);
  return transaction(shop, async (tx) => {
    const order = await orders.in(tx).findOne({ _id });
    if (!order) throw new NotFound(id, ['order']);
    const from = input.payment ? [await paymentOf(tx, order, input.payment, input)] : await paymentsOf(tx, order);
    const wanted = wantedOf(order, input);
    const amount = amountOf(tx, order, from, wanted, input);
    const made = await refundOver(tx, order, from, { amount, wanted, reason: input.reason || null });
    await complete(tx, id, ...made.map((refund) => refundId.encode(refund._id)));
    return { order: (await orders.in(tx).findOne({ _id }))!, refunds: made };
  });
}

/** All that is left of an order's money, in the transaction that cancels it: its stock has been given back. */
export async function refundWhole(tx: ShopContext, order: Order, reason: string | null): Promise<Refund[]> {
  const from = await paymentsOf(tx, order);
  const amount = from.reduce((sum, payment) => sum + roomOf(payment), 0);
  return amount === 0 ? [] : refundOver(tx, order, from, { amount, wanted: restOf(order, false), reason });
}

/** What the order was paid with, the oldest first. */
const paymentsOf = (tx: ShopContext, { _id }: Order): Promise<Payment[]> =>
  payments.in(tx).find({ orderId: _id, status: 'CAPTURED', surplus: { $exists: false } }, { sort: { _id: 1 } });

/** @throws {NotFound} @throws {UserError} WRONG_STATE */
async function paymentOf(tx: ShopContext, { _id }: Order, id: string, { lines }: RefundCreate): Promise<Payment> {
  const found = await payments.in(tx).findOne({ _id: paymentId.decode(id, ['payment']), orderId: _id });
  if (!found) throw new NotFound(id, ['payment']);
  if (found.surplus && lines)
    throw new UserError('INVALID_INPUT', 'lines: are not taken here, since this payment is none of what the order was paid with', [
      'lines',
    ]);
  if (found.status === 'CAPTURED') return found;
  throw new UserError('WRONG_STATE', `The payment is ${found.status}: there is no money of it to give back`, ['payment']);
}

function wantedOf(order: Order, { amount, lines, payment, restock }: RefundCreate): WantedLine[] {
  if (lines) return chosen(order, lines, restock ?? false);
  return amount || payment ? [] : restOf(order, restock ?? false);
}

/** The lines that were asked for; the same line twice is summed. @throws {NotFound} @throws {UserError} QUANTITY_TOO_LARGE */
function chosen(order: Order, asked: NonNullable<RefundCreate['lines']>, restockAll: boolean): WantedLine[] {
  const wanted = new Map<OrderLine, WantedLine>();
  for (const [index, { line: id, quantity, restock }] of asked.entries()) {
    const field = ['lines', String(index)];
    const lineId = orderLineId.decode(id, [...field, 'line']);
    const line = order.lines.find(({ _id }) => _id.equals(lineId));
    if (!line) throw new NotFound(id, [...field, 'line']);
    const sum = (wanted.get(line)?.quantity ?? 0) + quantity;
    const left = line.quantity - refundedQuantity(line);
    if (sum > left) throw new UserError('QUANTITY_TOO_LARGE', `${left} of ${id} can still be refunded, not ${sum}`, [...field, 'quantity']);
    wanted.set(line, { line, quantity: sum, restock: restock ?? restockAll });
  }
  return [...wanted.values()];
}

function amountOf(shop: ShopContext, order: Order, from: readonly Payment[], wanted: readonly WantedLine[], input: RefundCreate): number {
  const left = from.reduce((sum, payment) => sum + roomOf(payment), 0);
  if (order.paid === 0 && from.length === 0)
    throw new UserError('WRONG_STATE', `The order is ${order.paymentStatus}: there is no money of it to give back`, ['order']);
  const amount = askedAmount(shop, order, wanted, input) ?? left;
  if (left === 0) throw new UserError('REFUND_TOO_LARGE', 'All of it was given back already, or is on its way', ['order']);
  if (amount > left) {
    const money = (minor: number) => `${toDecimal(minor, order.currency)} ${order.currency}`;
    const hint = input.lines && !input.amount ? ': give an amount that is left' : '';
    throw new UserError('REFUND_TOO_LARGE', `${money(left)} can still be refunded, not ${money(amount)}${hint}`, [
      input.amount ? 'amount' : 'lines',
    ]);
  }
  return amount;
}

/** Null: all that is left. @throws {UserError} INVALID_AMOUNT, CURRENCY_MISMATCH */
function askedAmount(shop: ShopContext, order: Order, wanted: readonly WantedLine[], { amount, lines }: RefundCreate): number | null {
  if (!amount && !lines) return null;
  const asked = amount ? inShopCurrency(shop, amount, ['amount']) : wanted.reduce((sum, line) => sum + refundLineOf(order, line).amount, 0);
  if (asked > 0) return asked;
  throw amount
    ? new UserError('INVALID_AMOUNT', 'amount: takes more than nothing', ['amount'])
    : new UserError('INVALID_AMOUNT', 'lines: they cost nothing, so there is nothing to give back', ['lines']);
}

async function refundOver(
  tx: ShopContext,
  order: Order,
  from: readonly Payment[],
  { amount, wanted, reason }: { amount: number; wanted: readonly WantedLine[]; reason: string | null },
): Promise<Refund[]> {
  const made: Refund[] = [];
  for (const [at, part] of takeFrom(from, amount).entries()) {
    const mine = at === 0 ? wanted : [];
    const restocked = new Map(mine.map((line) => [line.line._id.toHexString(), restockOf(line)]));
    const lines = mine.map((line) => refundLineOf(order, line));
    const refund = await makeRefund(tx, part.payment, { origin: 'MERCHANT', amount: part.amount, lines, restocked, reason });
    // The payment was read in this transaction: whoever takes from it meanwhile makes it begin again.
    if (!refund) throw new Error(`${paymentId.encode(part.payment._id)} had less to give back than it said`);
    const sold = mine.flatMap(({ line }) => stockOf(line, restocked.get(line._id.toHexString())!));
    await returnStock(tx, `refund/${refundId.encode(refund._id)}`, 'refund', sold);
    made.push(refund);
  }
  return made;
}

const stockOf = ({ variantId, productId, locationId }: OrderLine, quantity: number) =>
  locationId && quantity > 0 ? [{ variantId, productId, locationId, quantity }] : [];

/** The refunds of an order, the oldest first. */
export const listRefunds = (shop: ShopContext, order: Order['_id'], args: PageArgs): Promise<Page<Refund>> =>
  page<Refund>((filter, reading) => refunds.in(shop).find(filter, reading), { orderId: order }, [['_id', 1]], args);

/** @throws {NotFound} for an id of another shop too */
export async function getRefund(shop: ShopContext, id: string): Promise<Refund> {
  const found = await refunds.in(shop).findOne({ _id: refundId.decode(id) });
  if (!found) throw new NotFound(id);
  return found;
}
