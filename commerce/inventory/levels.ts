import type { Types } from 'mongoose';
import { z } from 'zod';
import { findVariants, variantId } from '#commerce/catalog/index.js';
import { NotFound, UserError } from '#platform/errors.js';
import { isDuplicateKey } from '#platform/mongo.js';
import { type Page, type PageArgs, page } from '#platform/page.js';
import { complete, type ShopContext, transaction } from '#tenants/index.js';
import { type Adjustment, adjustments, type Level, levels } from './level.model.js';
import { locationId } from './location.model.js';
import { getLocation } from './locations.js';
import { followStock, setLevels } from './stock.js';

const Pieces = z.int().min(0).max(1_000_000_000);
export const Reason = z.string().trim().min(1).max(200);

export const InventorySet = z.object({
  variant: z.string(),
  location: z.string().nullish(),
  available: Pieces,
  /** What the editor saw: another value means that somebody else was quicker. */
  changeFrom: Pieces.nullish(),
  reason: Reason.nullish(),
});
export type InventorySet = z.infer<typeof InventorySet>;

export const InventoryAdjust = z.object({
  variant: z.string(),
  location: z.string().nullish(),
  delta: z.int().min(-1_000_000_000).max(1_000_000_000),
  reason: Reason,
});
export type InventoryAdjust = z.infer<typeof InventoryAdjust>;

/** What may be sold of each variant over all locations, in the order of the ids; 0 where none was ever stocked. One read. */
export async function availableOf(shop: ShopContext, variantIds: readonly Types.ObjectId[]): Promise<number[]> {
  const found = await levels.in(shop).find({ variantId: { $in: [...variantIds] } }, { fields: ['variantId', 'available'] });
  const sums = new Map<string, number>();
  for (const { variantId: variant, available } of found) {
    const key = variant.toHexString();
    sums.set(key, (sums.get(key) ?? 0) + available);
  }
  return variantIds.map((id) => sums.get(id.toHexString()) ?? 0);
}

/** Each variant's levels, in the order of the ids. One read. */
export async function levelsOf(shop: ShopContext, variantIds: readonly Types.ObjectId[]): Promise<Level[][]> {
  const found = await levels.in(shop).find({ variantId: { $in: [...variantIds] } }, { sort: { variantId: 1, locationId: 1 } });
  const byVariant = new Map<string, Level[]>(variantIds.map((id) => [id.toHexString(), []]));
  for (const level of found) byVariant.get(level.variantId.toHexString())!.push(level);
  return variantIds.map((id) => byVariant.get(id.toHexString())!);
}

/**
 * Sets how many pieces are available. With `changeFrom` only if that many still are, so that two editors do not lose each other's change.
 * @throws {UserError} CHANGED_MEANWHILE naming what is there now, NOT_FOUND
 */
export const setInventory = (shop: ShopContext, input: InventorySet): Promise<Level> =>
  changeLevel(shop, input, input.reason ?? 'Counted', (now) => {
    if (input.changeFrom != null && input.changeFrom !== now) throw changedMeanwhile(now, input.changeFrom);
    return input.available;
  });

export const changedMeanwhile = (now: number, expected: number): UserError =>
  new UserError('CHANGED_MEANWHILE', `There are ${now} now, not ${expected}: look again and decide`, ['changeFrom']);

/** Adds or takes away pieces. @throws {UserError} NOT_ENOUGH_STOCK where more would be taken than are available, NOT_FOUND */
export const adjustInventory = (shop: ShopContext, input: InventoryAdjust): Promise<Level> =>
  changeLevel(shop, input, input.reason, (now) => {
    if (now + input.delta < 0) {
      throw new UserError('NOT_ENOUGH_STOCK', `Only ${now} are available: ${-input.delta} cannot be taken away`, ['delta']);
    }
    return now + input.delta;
  });

type Place = Pick<InventorySet, 'variant' | 'location'>;

/** Reads and writes one level in one transaction: where a buyer or an editor was quicker, it begins again with what he left. */
async function changeLevel(
  shop: ShopContext,
  { variant, location }: Place,
  reason: string,
  decide: (now: number) => number,
): Promise<Level> {
  const [found] = await findVariants(shop, [variantId.decode(variant, ['variant'])]);
  if (!found) throw new NotFound(variant, ['variant']);
  const place = { variantId: found.variant.id, locationId: (await getLocation(shop, location))._id };
  const change = () =>
    transaction(shop, async (tx) => {
      const level = await levels.in(tx).findOne(place);
      const before = level?.available ?? null;
      const after = decide(before ?? 0);
      if (after !== before) {
        const changed = [{ ...place, productId: found.product._id, before, after, opens: false }];
        await setLevels(tx, changed, reason);
        await followStock(tx, changed);
      }
      await complete(tx, variant, locationId.encode(place.locationId));
      return (await levels.in(tx).findOne(place))!;
    });
  try {
    return await change();
  } catch (error) {
    // Two at once opened the level: the second now changes the first one's.
    if (!isDuplicateKey(error)) throw error;
    return change();
  }
}

/** @throws {NotFound} */
export async function getLevel(shop: ShopContext, variant: string, location: string): Promise<Level> {
  const found = await levels.in(shop).findOne({ variantId: variantId.decode(variant), locationId: locationId.decode(location) });
  if (!found) throw new NotFound(variant, ['variant']);
  return found;
}

/** The ledger of one variant, the newest first; with `location` what happened there. */
export async function listAdjustments(
  shop: ShopContext,
  variant: Types.ObjectId,
  { location, ...args }: PageArgs & { location?: string | null | undefined },
): Promise<Page<Adjustment>> {
  const where = location == null ? {} : { locationId: locationId.decode(location, ['location']) };
  return page<Adjustment>(
    (filter, reading) => adjustments.in(shop).find(filter, reading),
    { variantId: variant, ...where },
    [['_id', -1]],
    args,
  );
}
