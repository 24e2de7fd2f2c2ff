import type { Types } from 'mongoose';
import { z } from 'zod';
import { findVariants, type Refusal, refusalOf, variantId } from '#commerce/catalog/index.js';
import { NotFound, UserError } from '#platform/errors.js';
import { isDuplicateKey } from '#platform/mongo.js';
import { complete, type ShopContext, transaction } from '#tenants/index.js';
import { type Level, levels } from './level.model.js';
import { changedMeanwhile, InventorySet, Reason } from './levels.js';
import { locationId } from './location.model.js';
import { getLocation } from './locations.js';
import { followStock, type LevelChange, placeKey, setLevels } from './stock.js';

const MOST_LEVELS = 250;

/** Each level is read on its own: a bad one never spoils the others. */
export const InventorySetBulk = z.object({ levels: z.array(z.unknown()).min(1).max(MOST_LEVELS), reason: Reason.nullish() });
export type InventorySetBulk = z.infer<typeof InventorySetBulk>;

const WantedSet = InventorySet.omit({ reason: true });

export interface LevelResult {
  /** The item's place in what was handed over. */
  index: number;
  /** As it is now; null where the item was refused. */
  level: Level | null;
  /** Fields are relative to the item. */
  errors: readonly Refusal[];
}

interface Wanted extends z.output<typeof WantedSet> {
  index: number;
  place: Pick<LevelChange, 'variantId' | 'productId' | 'locationId'>;
}

/**
 * Sets many levels in one transaction, each as setInventory would: one that cannot be set is refused and spoils no other. A level that an
 * earlier item sets is refused too.
 */
export async function setInventoryBulk(shop: ShopContext, input: InventorySetBulk): Promise<LevelResult[]> {
  const refused = new Map<number, Refusal[]>();
  const wanted = await readWanted(shop, input.levels, refused);
  const set = () => transaction(shop, (tx) => setAll(tx, wanted, refused, input));
  let kept: string[];
  try {
    kept = await set();
  } catch (error) {
    // Another opened one of the levels at the same time: now it is there to be changed.
    if (!isDuplicateKey(error)) throw error;
    kept = await set();
  }
  return levelsSetBefore(shop, kept);
}

async function readWanted(shop: ShopContext, items: readonly unknown[], refused: Map<number, Refusal[]>): Promise<Wanted[]> {
  const refusing = <T>(index: number, make: () => T): T[] => {
    try {
      return [make()];
    } catch (error) {
      refused.set(index, refusalOf(error));
      return [];
    }
  };
  const read = items.flatMap((item, index) =>
    refusing(index, () => {
      const given = WantedSet.parse(item);
      return { ...given, index, id: variantId.decode(given.variant, ['variant']) };
    }),
  );
  const variants = await findVariants(
    shop,
    read.map(({ id }) => id),
  );
  const locations = await locationsOf(
    shop,
    read.map(({ location }) => location ?? null),
  );
  const met = new Map<string, number>();
  return read.flatMap(({ id, ...item }, at) =>
    refusing(item.index, () => {
      const product = variants[at]?.product;
      if (!product) throw new NotFound(item.variant, ['variant']);
      const found = locations.get(item.location ?? null);
      if (!found) throw new NotFound(item.location!, ['location']);
      const place = { variantId: id, productId: product._id, locationId: found };
      const earlier = met.get(placeKey(place));
      if (earlier !== undefined)
        throw new UserError('INVALID_INPUT', `variant: its level is set by item ${earlier}: name it once`, ['variant']);
      met.set(placeKey(place), item.index);
      return { ...item, place };
    }),
  );
}

/** By the id that names each; absent where there is none. */
async function locationsOf(shop: ShopContext, names: readonly (string | null)[]): Promise<Map<string | null, Types.ObjectId>> {
  const found = new Map<string | null, Types.ObjectId>();
  for (const name of new Set(names)) {
    try {
      found.set(name, (await getLocation(shop, name))._id);
    } catch (error) {
      if (!(error instanceof NotFound)) throw error;
    }
  }
  return found;
}

/** Answers what is kept of each item. */
async function setAll(
  tx: ShopContext,
  wanted: readonly Wanted[],
  refused: ReadonlyMap<number, Refusal[]>,
  { levels: { length }, reason }: InventorySetBulk,
): Promise<string[]> {
  const there = await levels
    .in(tx)
    .find({ variantId: { $in: wanted.map(({ place }) => place.variantId) } }, { fields: ['variantId', 'locationId', 'available'] });
  const now = new Map(there.map((level) => [placeKey(level), level.available]));
  const changes: LevelChange[] = [];
  const kept: string[] = [];
  for (const { index, place, available, changeFrom } of wanted) {
    const before = now.get(placeKey(place)) ?? null;
    if (changeFrom != null && changeFrom !== (before ?? 0)) {
      kept[index] = keptOf({ errors: refusalOf(changedMeanwhile(before ?? 0, changeFrom)) });
      continue;
    }
    if (before !== available) changes.push({ ...place, before, after: available, opens: false });
    kept[index] = keptOf({ variant: variantId.encode(place.variantId), location: locationId.encode(place.locationId), errors: [] });
  }
  for (let index = 0; index < length; index++) kept[index] ??= keptOf({ errors: refused.get(index) ?? [] });
  await setLevels(tx, changes, reason ?? 'Counted');
  await followStock(tx, changes);
  await complete(tx, ...kept);
  return kept;
}

interface Kept {
  variant?: string;
  location?: string;
  errors: readonly Refusal[];
}

const keptOf = (kept: Kept): string => JSON.stringify(kept);

/** The results that an idempotency key kept, with their levels as they are now. */
export async function levelsSetBefore(shop: ShopContext, kept: readonly string[]): Promise<LevelResult[]> {
  const results = kept.map((text) => JSON.parse(text) as Kept);
  const ids = results.flatMap(({ variant }) => (variant ? [variantId.decode(variant)] : []));
  const byPlace = new Map((await levels.in(shop).find({ variantId: { $in: ids } })).map((level) => [placeKey(level), level]));
  return results.map(({ variant, location, errors }, index) => {
    const place = variant && location && { variantId: variantId.decode(variant), locationId: locationId.decode(location) };
    return { index, level: (place && byPlace.get(placeKey(place))) || null, errors };
  });
}
