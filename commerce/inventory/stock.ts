import type { Types } from 'mongoose';
import { productId, variantId } from '#commerce/catalog/index.js';
import { emit, plan, type ShopContext, shopSettings } from '#tenants/index.js';
import { type Adjustment, adjustments, levels } from './level.model.js';
import { locationId } from './location.model.js';

interface Place {
  variantId: Types.ObjectId;
  productId: Types.ObjectId;
  locationId: Types.ObjectId;
}

/** A level that is to hold `available` pieces. */
export interface WantedLevel extends Place {
  available: number;
  /** Where it is known from what `available` was changed: the difference is meant, and what was sold meanwhile stays sold. */
  was: number | undefined;
  /** The variant's place in the item that it came with. */
  at: number;
  /** Its variant is made in this transaction, so there is no level yet. */
  opens: boolean;
}

export interface LevelChange extends Place {
  /** Null: there is no level yet. */
  before: number | null;
  after: number;
  opens: boolean;
}

export interface LevelsToSet {
  changes: LevelChange[];
  /** `left`: what is there. */
  refused: (WantedLevel & { left: number })[];
}

/**
 * Those that differ from what is there, read in the transaction that is to set them; and, refused, those of which more would be taken away
 * than is left.
 */
export async function levelsToSet(tx: ShopContext, wanted: readonly WantedLevel[]): Promise<LevelsToSet> {
  const known = wanted.filter(({ opens }) => !opens);
  const found =
    known.length === 0
      ? []
      : await levels
          .in(tx)
          .find({ variantId: { $in: known.map((level) => level.variantId) } }, { fields: ['variantId', 'locationId', 'available'] });
  const now = new Map(found.map((level) => [placeKey(level), level.available]));
  const changes: LevelChange[] = [];
  const refused: LevelsToSet['refused'] = [];
  for (const level of wanted) {
    const { available, was, opens, variantId, productId, locationId } = level;
    const before = opens ? null : (now.get(placeKey(level)) ?? null);
    const after = was === undefined || opens ? available : (before ?? 0) + available - was;
    if (after < 0) refused.push({ ...level, left: before ?? 0 });
    else if (after !== before) changes.push({ variantId, productId, locationId, opens, before, after });
  }
  return { changes, refused };
}

export const placeKey = (place: Pick<Place, 'variantId' | 'locationId'>) =>
  `${place.variantId.toHexString()}/${place.locationId.toHexString()}`;

/**
 * Sets levels, writes the ledger and tells of those that became low. Inside the transaction that has read them: where a buyer took from
 * one meanwhile, the transaction runs again.
 */
export async function setLevels(tx: ShopContext, changes: readonly LevelChange[], reason: string): Promise<void> {
  const opened = changes.filter(({ before }) => before === null);
  const changed = changes.filter(({ before }) => before !== null);
  await levels.in(tx).bulkWrite(
    changed.map((level) => ({
      update: { variantId: level.variantId, locationId: level.locationId },
      change: { $set: { available: level.after } },
    })),
  );
  await levels.in(tx).insertMany(
    opened.map((level) => ({
      variantId: level.variantId,
      productId: level.productId,
      locationId: level.locationId,
      available: level.after,
      holds: [],
    })),
  );
  const createdAt = new Date();
  const rows = changes.filter(({ opens, before, after }) => !opens && after !== (before ?? 0));
  await adjustments.in(tx).insertMany(
    rows.map((level) => ({
      variantId: level.variantId,
      productId: level.productId,
      locationId: level.locationId,
      delta: level.after - (level.before ?? 0),
      after: level.after,
      reason,
      actor: actorOf(tx),
      createdAt,
    })),
  );
  await tellLow(tx, changed);
}

/** Who acts, as the ledger writes it. */
export function actorOf({ actor }: ShopContext): Adjustment['actor'] {
  if (actor.kind === 'staff') return { kind: 'staff', id: actor.userId.toHexString() };
  if (actor.kind === 'app') return { kind: 'app', id: actor.tokenId.toHexString() };
  return { kind: actor.kind, id: actor.kind === 'system' ? actor.job : null };
}

/**
 * Plans a second look at whether products can be sold, for each that has just come to nothing or risen from it: `products.stock`. A step of its
 * own, so that no sale waits for its product's document.
 */
export async function followStock(
  shop: ShopContext,
  changes: readonly { productId: Types.ObjectId; before: number | null; after: number }[],
): Promise<void> {
  const turned = changes.filter(({ before, after }) => ((before ?? 0) === 0) !== (after === 0));
  const ids = [...new Set(turned.map((level) => productId.encode(level.productId)))];
  if (ids.length > 0) await plan(shop, { type: 'products.stock', queue: 'events', data: { products: ids } });
}

/** Emits `inventory.low` for each level that has just come down to the shop's limit or below it. */
export async function tellLow(shop: ShopContext, changes: readonly (Place & { before: number | null; after: number })[]): Promise<void> {
  const lowered = changes.filter(({ before, after }) => before !== null && after < before);
  if (lowered.length === 0) return;
  const { lowStock } = await shopSettings(shop);
  if (lowStock === null) return;
  const low = lowered.filter(({ before, after }) => before! > lowStock && after <= lowStock);
  if (low.length === 0) return;
  await emit(
    shop,
    ...low.map((level) => ({
      type: 'inventory.low' as const,
      subject: variantId.encode(level.variantId),
      data: { product: productId.encode(level.productId), location: locationId.encode(level.locationId), available: level.after },
    })),
  );
}
