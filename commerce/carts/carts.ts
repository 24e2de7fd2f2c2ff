import { z } from 'zod';
import { variantId } from '#commerce/catalog/index.js';
import { hashToken, randomToken } from '#platform/crypto.js';
import { NotFound, UserError } from '#platform/errors.js';
import { complete, type ShopContext, transaction } from '#tenants/index.js';
import { type Cart, type CartLine, cartId, carts } from './cart.model.js';
import { goodsOf } from './goods.js';

const MOST_LINES = 100;
const MOST_UNITS = 9999;
const KEPT_MS = 30 * 24 * 3600_000;

const line = (least: number) => z.object({ variant: z.string(), quantity: z.int().min(least).max(MOST_UNITS) });
const lines = (least: number) => z.array(line(least)).max(MOST_LINES);

export const NewCart = z.object({ lines: lines(1).nullish() });
export type NewCart = z.infer<typeof NewCart>;
export const CartAddition = z.object({ lines: lines(1) });
export type CartAddition = z.infer<typeof CartAddition>;
/** A quantity of 0 takes the line out. */
export const CartUpdate = z.object({ lines: lines(0) });
export type CartUpdate = z.infer<typeof CartUpdate>;
export const CartRemoval = z.object({ variants: z.array(z.string()).max(MOST_LINES) });
export type CartRemoval = z.infer<typeof CartRemoval>;

/**
 * A cart, and the token that holds it: told once, stored hashed.
 * @throws {UserError} NOT_FOUND for a variant that the shop does not sell, INVALID_INPUT for too many lines or units
 */
export async function createCart(shop: ShopContext, input: NewCart): Promise<{ cart: Cart; token: string }> {
  const token = randomToken('sy_cart');
  const cart = {
    tokenHash: hashToken(token),
    status: 'OPEN' as const,
    lines: await addedTo([], shop, input.lines ?? []),
    revision: 0,
    createdAt: new Date(),
    expiresAt: keptUntil(),
  };
  if (!shop.claim) return { cart: await carts.in(shop).insert(cart), token };
  return transaction(shop, async (tx) => {
    const made = await carts.in(tx).insert(cart);
    await complete(tx, cartId.encode(made._id));
    return { cart: made, token };
  });
}

/** Null for an unknown token, and for one of another shop. */
export const findCart = (shop: ShopContext, token: string): Promise<Cart | null> => carts.in(shop).findOne({ tokenHash: hashToken(token) });

/** @throws {NotFound} */
export async function getCart(shop: ShopContext, token: string): Promise<Cart> {
  const found = await findCart(shop, token);
  if (!found) throw new NotFound('A cart with this token', ['cart']);
  return found;
}

/** The cart that an earlier request made; its token was told then. @throws {NotFound} */
export async function getCartById(shop: ShopContext, id: string): Promise<Cart> {
  const found = await carts.in(shop).findOne({ _id: cartId.decode(id) });
  if (!found) throw new NotFound(id);
  return found;
}

/** Adds to what is there: a variant that is in the cart already gets more units. @throws {UserError} as createCart, CART_COMPLETED */
export const addCartLines = (shop: ShopContext, token: string, input: CartAddition): Promise<Cart> =>
  changeLines(shop, token, (before) => addedTo(before, shop, input.lines));

/** Sets quantities; 0 takes a line out. @throws {UserError} NOT_FOUND for a variant that is not in the cart, CART_COMPLETED */
export const updateCartLines = (shop: ShopContext, token: string, input: CartUpdate): Promise<Cart> =>
  changeLines(shop, token, async (before) => {
    const wanted = new Map(
      input.lines.map(({ variant, quantity }, at) => [inCart(before, variant, ['lines', String(at), 'variant']), quantity]),
    );
    return before.map((old) => ({ ...old, quantity: wanted.get(old) ?? old.quantity })).filter(({ quantity }) => quantity > 0);
  });

/** @throws {UserError} NOT_FOUND for a variant that is not in the cart, CART_COMPLETED */
export const removeCartLines = (shop: ShopContext, token: string, input: CartRemoval): Promise<Cart> =>
  changeLines(shop, token, async (before) => {
    const removed = new Set(input.variants.map((variant, at) => inCart(before, variant, ['variants', String(at)])));
    return before.filter((old) => !removed.has(old));
  });

function inCart(cartLines: readonly CartLine[], variant: string, field: readonly string[]): CartLine {
  const id = variantId.decode(variant, field);
  const found = cartLines.find((one) => one.variantId.equals(id));
  if (!found) throw new NotFound(variant, field);
  return found;
}

/** Writes only over the lines that were read; where another change came between, it begins again. */
async function changeLines(shop: ShopContext, token: string, change: (before: CartLine[]) => Promise<CartLine[]>): Promise<Cart> {
  const cart = await getCart(shop, token);
  if (cart.status === 'COMPLETED') throw new UserError('CART_COMPLETED', 'The cart was ordered: make a new one', ['cart']);
  const after = await change(cart.lines);
  const written = await carts
    .in(shop)
    .update(
      { _id: cart._id, status: 'OPEN', revision: cart.revision },
      { $set: { lines: after, expiresAt: keptUntil() }, $inc: { revision: 1 } },
    );
  return written ?? changeLines(shop, token, change);
}

/** Lines of one variant become one. */
async function addedTo(before: readonly CartLine[], shop: ShopContext, added: CartAddition['lines']): Promise<CartLine[]> {
  const ids = added.map(({ variant }, at) => variantId.decode(variant, ['lines', String(at), 'variant']));
  const goods = await goodsOf(shop, ids);
  const after = new Map(before.map((old) => [old.variantId.toHexString(), { ...old }]));
  for (const [at, { variant, quantity }] of added.entries()) {
    const field = ['lines', String(at)];
    const found = goods.get(ids[at]!.toHexString());
    if (!found) throw new NotFound(variant, [...field, 'variant']);
    const key = ids[at]!.toHexString();
    const one = after.get(key) ?? { variantId: ids[at]!, quantity: 0, title: found.product.title };
    one.quantity += quantity;
    if (one.quantity > MOST_UNITS) {
      throw new UserError('INVALID_INPUT', `quantity: takes at most ${MOST_UNITS} of one variant`, [...field, 'quantity']);
    }
    after.set(key, one);
  }
  if (after.size > MOST_LINES) throw new UserError('INVALID_INPUT', `lines: a cart has at most ${MOST_LINES}`, ['lines']);
  return [...after.values()];
}

const keptUntil = (): Date => new Date(Date.now() + KEPT_MS);
