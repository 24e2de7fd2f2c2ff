import { createHmac } from 'node:crypto';
import mongoose, { Types } from 'mongoose';
import { z } from 'zod';
import { type Cart, type CartInShop, carts, findCart, type Quote, quoteCart, readCart } from '#commerce/carts/index.js';
import type { ListedVariant } from '#commerce/catalog/index.js';
import {
  CartMoved,
  followStock,
  giveBack,
  type Reservation,
  refuseLate,
  removeHoldsSoon,
  reserve,
  tellLow,
} from '#commerce/inventory/index.js';
import { findOrderByToken, nextOrderNumber, type Order, orderEvent, orderId, orders, PostalAddress } from '#commerce/orders/index.js';
import { config } from '#platform/config.js';
import { hashToken } from '#platform/crypto.js';
import { NotFound, UserError } from '#platform/errors.js';
import { toDecimal } from '#platform/money.js';
import { isDuplicateKey } from '#platform/mongo.js';
import { complete, emit, inShopCurrency, type ShopContext, transaction } from '#tenants/index.js';

const Email = z.string().trim().toLowerCase().max(254).pipe(z.email('takes an e-mail address'));
/** Spaces and hyphens go: one number has one form. */
const Phone = z
  .string()
  .transform((text) => text.replace(/[\s()-]/g, ''))
  .pipe(z.string().regex(/^\+?\d{5,20}$/, 'takes a phone number: digits, with + and the country code in front'));

export const Checkout = z
  .object({
    email: Email.nullish(),
    phone: Phone.nullish(),
    shippingAddress: PostalAddress.nullish(),
    shippingMethod: z.string().max(100).nullish(),
    /** The total that the shopper was shown. */
    expectedTotal: z.object({ amount: z.string(), currency: z.string() }).nullish(),
  })
  .refine(({ email, phone }) => email || phone, { path: ['email'], message: 'is missing: give an e-mail address or a phone number' });
export type Checkout = z.output<typeof Checkout>;

/** An order and the token that shows it to its buyer. */
export type PlacedOrder = Order & { token: string };

/**
 * The order's token, from its cart's: whoever ordered the cart may be told it again, while only its hash is stored.
 * HMAC-SHA-256 keyed by the cart's token keeps the two apart: from an order's token no cart's token can be found.
 */
const orderTokenOf = (cartToken: string): string => `sy_order_${createHmac('sha256', cartToken).update('order token').digest('base64url')}`;

/**
 * Turns a cart into an order, once: a repeat, even at the same moment, answers the same order. Prices, tax mode and rate are fixed
 * as they are now; stock is taken out.
 * @throws {UserError} NOT_FOUND, CART_EMPTY, VARIANT_UNAVAILABLE, OUT_OF_STOCK, PRICE_CHANGED, SHIPPING_UNAVAILABLE,
 *   CURRENCY_MISMATCH, INVALID_AMOUNT, CHECKOUT_INTERRUPTED
 */
export async function completeCheckout(shop: ShopContext, cartToken: string, input: Checkout): Promise<PlacedOrder> {
  const MOST_TRIES = 3;
  for (let tries = 1; ; tries++) {
    try {
      return await orderCart(shop, cartToken, input);
    } catch (error) {
      // Another request may have ordered the cart, and taken the last pieces, while this one looked.
      const placed = await findPlaced(shop, cartToken);
      if (placed) return placed;
      if (!(error instanceof CartMoved)) throw error;
      if (tries === MOST_TRIES) {
        throw new UserError('CHECKOUT_INTERRUPTED', 'The cart keeps changing while it is being ordered: try again', ['cart']);
      }
    }
  }
}

/** The order that was made of a cart, for whoever holds the cart. @throws {NotFound} */
export async function orderOfCart(shop: ShopContext, cartToken: string): Promise<PlacedOrder> {
  const placed = await findPlaced(shop, cartToken);
  if (!placed) throw new NotFound('A cart with this token', ['cart']);
  return placed;
}

async function findPlaced(shop: ShopContext, cartToken: string): Promise<PlacedOrder | null> {
  const token = orderTokenOf(cartToken);
  const order = await findOrderByToken(shop, token);
  if (order) await complete(shop, orderId.encode(order._id));
  return order && { ...order, token };
}

async function orderCart(shop: ShopContext, cartToken: string, input: Checkout): Promise<PlacedOrder> {
  const cart = await findCart(shop, cartToken);
  if (cart?.status !== 'OPEN') return orderOfCart(shop, cartToken);
  const inShop = await readCart(shop, cart);
  refuseUnsold(inShop);
  const quote = quoteCart(inShop, input.shippingAddress?.country ?? null, input.shippingMethod ?? null);
  refuseOtherTotal(shop, quote, input);

  const attempt = new Types.ObjectId();
  const counting = nextOrderNumber(shop);
  counting.catch(() => {}); // awaited below, unless reserving fails first
  const reservation = await reserveLines(shop, cart, attempt, inShop);
  try {
    const token = orderTokenOf(cartToken);
    const order = newOrder(shop, cart, inShop, quote, reservation, input, { number: await counting, tokenHash: hashToken(token) });
    await placeOrder(shop, cart, inShop, order, reservation);
    removeHoldsSoon(shop, reservation);
    return { ...order, shopId: shop.shopId, token };
  } catch (error) {
    if (surelyAborted(error)) await giveBack(shop, reservation);
    throw error;
  }
}

function refuseUnsold({ lines }: CartInShop): void {
  if (lines.length === 0) throw new UserError('CART_EMPTY', 'The cart is empty: put something in first', ['cart']);
  const at = lines.findIndex(({ goods }) => goods === null);
  if (at >= 0) {
    throw new UserError('VARIANT_UNAVAILABLE', `${lines[at]!.line.title} is not sold any more: take it out of the cart`, lineField(at));
  }
}

const lineField = (at: number): string[] => ['cart', 'lines', String(at)];

function refuseOtherTotal(shop: ShopContext, { total }: Quote, { expectedTotal }: Checkout): void {
  if (expectedTotal && inShopCurrency(shop, expectedTotal, ['expectedTotal']) !== total) {
    const now = `${toDecimal(total, shop.currency)} ${shop.currency}`;
    throw new UserError('PRICE_CHANGED', `The total is now ${now}: show it and order again`, ['expectedTotal']);
  }
}

function reserveLines(shop: ShopContext, cart: Cart, attempt: Types.ObjectId, { lines }: CartInShop): Promise<Reservation> {
  const counted = lines.flatMap(({ line, goods }, at) =>
    goods?.variant.tracksInventory
      ? [{ variantId: line.variantId, quantity: line.quantity, title: nameOf(goods), field: lineField(at) }]
      : [],
  );
  return reserve(shop, { cart, attempt }, counted);
}

const nameOf = ({ product, variant }: ListedVariant): string => (variant.title ? `${product.title} (${variant.title})` : product.title);

function newOrder(
  shop: ShopContext,
  cart: Cart,
  { settings, lines }: CartInShop,
  { shippingMethod, lines: priced, ...prices }: Quote,
  { attempt, held }: Reservation,
  { email, phone, shippingAddress }: Checkout,
  named: { number: string; tokenHash: string },
): Omit<Order, 'shopId'> {
  const now = new Date();
  const free = prices.total === 0;
  const minutes = settings.orderExpiryMinutes ?? config().ORDER_EXPIRY_MINUTES;
  return {
    _id: attempt,
    ...named,
    cartId: cart._id,
    status: 'OPEN',
    paymentStatus: free ? 'PAID' : 'PENDING',
    fulfillmentStatus: 'UNFULFILLED',
    currency: shop.currency,
    lines: lines.map(({ line: { variantId, quantity }, goods }, at) => ({
      _id: new Types.ObjectId(),
      variantId,
      productId: goods!.product._id,
      locationId: held.find((one) => one.variantId.equals(variantId))?.locationId ?? null,
      title: goods!.product.title,
      variantTitle: goods!.variant.title,
      sku: goods!.variant.sku,
      quantity,
      price: goods!.variant.price,
      ...priced[at]!,
    })),
    shippingMethod: shippingMethod && { id: shippingMethod.id, title: shippingMethod.title },
    ...prices,
    paid: 0,
    email: email ?? null,
    phone: phone ?? null,
    shippingAddress: shippingAddress ?? null,
    customerId: null,
    cancelReason: null,
    ...(free ? {} : { expiresAt: new Date(now.getTime() + minutes * 60_000) }),
    createdAt: now,
    updatedAt: now,
  };
}

/** The levels that this order brought down to the shop's limit. */
const loweredBy = ({ held }: Reservation, limit: number | null) =>
  held.filter(({ before, after }) => limit !== null && before > limit && after <= limit);

/** @throws {CartMoved} */
function placeOrder(
  shop: ShopContext,
  cart: Cart,
  { settings }: CartInShop,
  order: Omit<Order, 'shopId'>,
  reservation: Reservation,
): Promise<void> {
  const lowered = loweredBy(reservation, settings.lowStock);
  return transaction(shop, async (tx) => {
    refuseLate(reservation);
    await orders.in(tx).insert(order);
    const unmoved = { _id: cart._id, status: 'OPEN' as const, revision: cart.revision };
    if (!(await carts.in(tx).set(unmoved, { $set: { status: 'COMPLETED' } }))) throw new CartMoved();
    await emit(tx, orderEvent('order.created', order), ...(order.paymentStatus === 'PAID' ? [orderEvent('order.paid', order)] : []));
    if (lowered.length > 0) await tellLow(tx, lowered);
    await followStock(tx, reservation.held);
    await complete(tx, orderId.encode(order._id));
  });
}

/** Not after a lost connection or a timeout, when nobody can tell whether the commit arrived: then the hold's end decides. */
export const surelyAborted = (error: unknown): boolean => isDuplicateKey(error) || !(error instanceof mongoose.mongo.MongoError);
