import type { Types } from 'mongoose';
import { findVariants } from '#commerce/catalog/index.js';
import { UserError } from '#platform/errors.js';
import type { ShopContext } from '#tenants/index.js';
import { adjustments, type Hold, type Level, levels } from './level.model.js';
import { locations } from './location.model.js';
import { defaultLocationId } from './locations.js';
import { actorOf, followStock } from './stock.js';

const HOLD_MS = 10 * 60_000;
/** In a hold's last minutes no order is begun on it. With a transaction's 60 s, none is under way when the sweeper comes. */
const LAST_MS = 2 * 60_000;

/** Who reserves: a cart at one revision of its lines, for the order that will bear the id `attempt`. */
export interface Reserving {
  cart: { _id: Types.ObjectId; revision: number };
  attempt: Types.ObjectId;
}

/** One variant: lines of the same are summed before. */
export interface ToReserve {
  variantId: Types.ObjectId;
  quantity: number;
  /** Names the line in a refusal. */
  title: string;
  field: readonly string[];
}

export interface Reservation extends Reserving {
  /** When the first of its holds ends. */
  until: Date;
  held: Held[];
}

/** `before` and `after`: what was available as these pieces were taken; the same where an earlier request had taken them. */
interface Held extends Place {
  levelId: Types.ObjectId;
  n: number;
  before: number;
  after: number;
  /** Others' holds stand on the level too: see removeHoldsSoon. */
  crowded: boolean;
}

/** So many holds on one level are a crowd. */
const CROWD = 4;

type Stock = Place & Pick<Level, '_id' | 'available'>;
type Place = Pick<Level, 'variantId' | 'productId' | 'locationId'>;

/** The cart's lines changed while they were being reserved: begin again with the new ones. */
export class CartMoved extends Error {}

/** The default location is looked up only where a variant lies at several. */
async function defaultFirst<One extends Stock>(shop: ShopContext, stock: One[]): Promise<One[]> {
  if (stock.length < 2) return stock;
  const main = await defaultLocationId(shop);
  const rank = ({ locationId }: Stock) => (main && locationId.equals(main) ? '' : locationId.toHexString());
  return stock.sort((a, b) => (rank(a) < rank(b) ? -1 : 1));
}

/**
 * Takes stock out for an order that is about to be made and holds it for 10 minutes, each variant at one location. Runs as a step
 * of its own before the order's transaction, variant by variant in the order of their ids, so that a level many buyers want is locked for
 * one update only. A line that cannot be had gives the others back.
 * @throws {UserError} OUT_OF_STOCK naming the line @throws {CartMoved}
 */
export async function reserve(shop: ShopContext, by: Reserving, lines: readonly ToReserve[]): Promise<Reservation> {
  const reservation: Reservation = { ...by, until: new Date(Date.now() + HOLD_MS), held: [] };
  const main = lines.length > 0 ? await defaultLocationId(shop) : null;
  try {
    for (const line of [...lines].sort((a, b) => (a.variantId.toHexString() < b.variantId.toHexString() ? -1 : 1))) {
      const place = { variantId: line.variantId, locationId: main! };
      const held = main && (await takeAt(shop, reservation, line.quantity, place));
      reservation.held.push(held ?? (await takeAnywhere(shop, reservation, line)));
    }
  } catch (error) {
    await giveBack(shop, reservation);
    throw error;
  }
  return reservation;
}

/** @throws {UserError} CHECKOUT_INTERRUPTED in the holds' last two minutes: asked in the order's transaction, each time its body runs */
export function refuseLate({ until }: Reservation, now = Date.now()): void {
  if (now > until.getTime() - LAST_MS) {
    throw new UserError('CHECKOUT_INTERRUPTED', 'Ordering took so long that its stock is no longer held: try again', ['cart']);
  }
}

const HELD = ['variantId', 'productId', 'locationId', 'available', 'holds'] as const;

/** The usual case, in one update and without a look before it: enough is there, and the cart holds nothing of it. */
async function takeAt(
  shop: ShopContext,
  by: Reservation,
  n: number,
  { variantId, locationId }: Omit<Place, 'productId'>,
): Promise<Held | null> {
  const taken = await levels
    .in(shop)
    .update(
      { variantId, locationId, available: { $gte: n }, 'holds.cart': { $ne: by.cart._id } },
      { $inc: { available: -n }, $push: { holds: newHold(by, n) } },
      { fields: HELD, firsts: { holds: CROWD } },
    );
  return taken && { ...heldAt(taken, n, taken.available + n, taken.available), crowded: taken.holds.length === CROWD };
}

const heldAt = ({ _id, variantId, productId, locationId }: Stock, n: number, before: number, after: number): Held => ({
  levelId: _id,
  variantId,
  productId,
  locationId,
  n,
  before,
  after,
  crowded: false,
});

const newHold = ({ cart, attempt, until }: Reservation, n: number): Hold => ({
  cart: cart._id,
  revision: cart.revision,
  n,
  until,
  attempts: [attempt],
});

/** Where the usual case failed: the cart's own earlier hold, or another location. @throws {UserError} OUT_OF_STOCK @throws {CartMoved} */
async function takeAnywhere(shop: ShopContext, by: Reservation, line: ToReserve): Promise<Held> {
  const stock = await stockBesideOwn(shop, by, line.variantId);
  let raced = false;
  for (const {
    own: [hold],
    ...level
  } of stock) {
    if (!possible(by, line.quantity, level, hold)) continue;
    const held = await (hold ? takeOver(shop, by, line.quantity, level, hold) : takeAt(shop, by, line.quantity, level));
    if (held) return held;
    raced = true;
  }
  if (raced) return takeAnywhere(shop, by, line); // others were quicker by a moment: what they left is seen now
  const left = Math.max(0, ...stock.map(({ available }) => available));
  throw new UserError('OUT_OF_STOCK', left === 0 ? `${line.title} is sold out` : `Of ${line.title} only ${left} are left`, line.field);
}

/** Both in one look: a hold that is given back between two looks would be neither held nor available. */
async function stockBesideOwn(shop: ShopContext, { cart }: Reservation, variantId: Types.ObjectId): Promise<(Stock & { own: Hold[] })[]> {
  const own = { $filter: { input: '$holds', cond: { $eq: ['$$this.cart', cart._id] } } };
  const fields = { variantId: 1, productId: 1, locationId: 1, available: 1, own } as const;
  return defaultFirst(shop, await levels.in(shop).aggregate([{ $match: { variantId } }, { $project: fields }]));
}

function possible({ cart }: Reservation, n: number, level: Stock, own: Hold | undefined): boolean {
  if (own && own.revision > cart.revision) throw new CartMoved();
  if (own?.revision === cart.revision) return own.n === n;
  return level.available >= n - (own?.n ?? 0);
}

async function takeOver(shop: ShopContext, by: Reservation, n: number, level: Stock, own: Hold): Promise<Held | null> {
  const same = own.revision === by.cart.revision;
  const taken = await (same ? joinHold(shop, by, level, n) : replaceHold(shop, by, level, own, n));
  return taken ? heldAt(level, n, level.available, level.available) : null;
}

/** A retry, or a second request for the same cart, counts on the hold that stands, and lets it last as long as a new one. */
const joinHold = (shop: ShopContext, { cart, attempt, until }: Reservation, level: Stock, n: number): Promise<boolean> =>
  levels
    .in(shop)
    .set(
      { _id: level._id, holds: { $elemMatch: { cart: cart._id, revision: cart.revision, n } } },
      { $max: { 'holds.$.until': until }, $push: { 'holds.$.attempts': attempt } },
    );

/** The hold of lines that were changed since: no order can come of them any more, so it gives way to the new one. */
const replaceHold = (shop: ShopContext, by: Reservation, level: Stock, old: Hold, n: number): Promise<boolean> =>
  levels
    .in(shop)
    .set(
      { _id: level._id, available: { $gte: n - old.n }, holds: { $elemMatch: { cart: old.cart, revision: old.revision, n: old.n } } },
      { $inc: { available: old.n - n }, $set: { 'holds.$': newHold(by, n) } },
    );

/**
 * Gives a reservation back when no order came of it. What another request for the same cart counts on stays held.
 * Only for a transaction that surely ended without an order; otherwise the sweeper does it in time.
 */
export async function giveBack(shop: ShopContext, { cart, attempt, held }: Reservation): Promise<void> {
  for (const { levelId, n } of held) {
    const mine = (attempts: Types.ObjectId[]) =>
      levels
        .in(shop)
        .set(
          { _id: levelId, holds: { $elemMatch: { cart: cart._id, n, attempts } } },
          { $inc: { available: n }, $pull: { holds: { cart: cart._id } } },
        );
    if (await mine([attempt])) continue;
    const leave = { $pull: { 'holds.$[own].attempts': attempt } };
    await levels.in(shop).set({ _id: levelId }, leave, { arrayFilters: [{ 'own.cart': cart._id }] });
    await mine([]); // two that leave at once: whoever comes second
  }
}

/** After an order stands: its holds go, what they held stays sold. Running twice changes nothing. */
export async function removeHoldsOf(
  shop: ShopContext,
  order: { _id: Types.ObjectId; cartId: Types.ObjectId },
  sold: readonly Sold[],
): Promise<void> {
  await levels.in(shop).bulkWrite(
    sold.map(({ variantId, locationId }) => ({
      // Usually gone already: see removeHoldsSoon.
      update: { variantId, locationId, 'holds.cart': order.cartId },
      change: { $pull: { holds: { cart: { $eq: order.cartId }, attempts: { $all: [order._id] } } } },
    })),
  );
}

/** Ends a hold that outlived its time. `ordered`: an order was made of it, and keeps the stock. */
export const endHold = (shop: ShopContext, levelId: Types.ObjectId, { cart, until, n }: Hold, ordered: boolean): Promise<boolean> =>
  levels
    .in(shop)
    .set(
      { _id: levelId, holds: { $elemMatch: { cart, until, n } } },
      { ...(ordered ? {} : { $inc: { available: n } }), $pull: { holds: { cart, until } } },
    );

/** What an order took, and where. */
export type Sold = Place & { quantity: number };

/**
 * Puts what an order had taken back into stock, in the transaction that ends the order. `key` names the one time that this may
 * happen: the ledger's unique key refuses a second. Where the location has been taken away meanwhile the pieces come to the default one.
 * What is no longer kept in stock is left out.
 */
export async function returnStock(tx: ShopContext, key: string, reason: string, sold: readonly Sold[]): Promise<void> {
  for (const { quantity, ...place } of sold) {
    const { variantId, productId } = place;
    const level = (await addTo(tx, place, quantity)) ?? (await addToDefault(tx, place, quantity));
    if (!level) continue;
    await followStock(tx, [{ productId, before: level.available - quantity, after: level.available }]);
    await adjustments.in(tx).insert({
      variantId,
      productId,
      locationId: level.locationId,
      delta: quantity,
      after: level.available,
      reason,
      actor: actorOf(tx),
      key: `${key}/${variantId.toHexString()}`,
      createdAt: new Date(),
    });
  }
}

const addTo = (tx: ShopContext, { variantId, locationId }: Place, n: number): Promise<Pick<Level, 'available' | 'locationId'> | null> =>
  levels.in(tx).update({ variantId, locationId }, { $inc: { available: n } }, { fields: ['available', 'locationId'] });

/** Null where the location is still there, and the variant has no level at it any more, or where the variant is gone. */
async function addToDefault(tx: ShopContext, { variantId, locationId }: Place, n: number): ReturnType<typeof addTo> {
  if ((await locations.in(tx).count({ _id: locationId }, 1)) > 0) return null;
  const [found] = await findVariants(tx, [variantId]);
  const main = await locations.in(tx).findOne({ isDefault: true }, { fields: ['_id'] });
  if (!found || !main) return null;
  const place = { variantId, productId: found.product._id, locationId: main._id };
  return (await addTo(tx, place, n)) ?? levels.in(tx).insert({ ...place, available: n, holds: [] });
}
