import type { Types } from 'mongoose';
import { z } from 'zod';
import { boundedCache } from '#platform/cache.js';
import { NotFound, UserError } from '#platform/errors.js';
import { complete, type ShopContext, transaction } from '#tenants/index.js';
import { levels } from './level.model.js';
import { type Location, locationId, locations } from './location.model.js';

const MOST_LOCATIONS = 100;
const Name = z.string().trim().min(1).max(100);

export const NewLocation = z.object({ name: Name });
export type NewLocation = z.infer<typeof NewLocation>;

export const LocationChange = z.object({
  name: Name.optional(),
  /** Stock that names no place goes there from now on; there is always one. */
  isDefault: z.literal(true, 'takes true: make another location the default instead').optional(),
});
export type LocationChange = z.infer<typeof LocationChange>;

/** The place that a new shop's stock lies at: in the transaction that makes the shop. */
export function createDefaultLocation(
  tx: ShopContext,
  name = tx.locale.startsWith('zh') ? '默认仓库' : 'Main warehouse',
): Promise<Location> {
  return locations.in(tx).insert({ name, isDefault: true, createdAt: new Date() });
}

/** All locations, the oldest first. */
export const listLocations = (shop: ShopContext): Promise<Location[]> => locations.in(shop).find({}, { sort: { _id: 1 } });

/** By public id; without one the default location. @throws {NotFound} */
export async function getLocation(shop: ShopContext, id?: string | null): Promise<Location> {
  const found = await locations.in(shop).findOne(id == null ? { isDefault: true } : { _id: locationId.decode(id, ['location']) });
  if (!found) throw new NotFound(id ?? 'The default location', ['location']);
  return found;
}

/** In the order of the ids. */
export async function locationsByIds(shop: ShopContext, ids: readonly Types.ObjectId[]): Promise<(Location | null)[]> {
  const found = await locations.in(shop).find({ _id: { $in: [...ids] } });
  const byId = new Map(found.map((location) => [location._id.toHexString(), location]));
  return ids.map((id) => byId.get(id.toHexString()) ?? null);
}

const defaults = boundedCache<string, Types.ObjectId>(50_000, 60_000);

/** Where to look for stock first. Null in a shop without a location. At most a minute old: whoever is told another place looks on from there. */
export async function defaultLocationId(shop: ShopContext): Promise<Types.ObjectId | null> {
  const key = shop.shopId.toHexString();
  const known = defaults.get(key);
  if (known) return known;
  const found = await locations.in(shop).findOne({ isDefault: true }, { fields: ['_id'] });
  if (found) defaults.set(key, found._id);
  return found?._id ?? null;
}

/** @throws {UserError} INVALID_INPUT past 100 */
export async function createLocation(shop: ShopContext, { name }: NewLocation): Promise<Location> {
  if ((await locations.in(shop).count({}, MOST_LOCATIONS)) === MOST_LOCATIONS)
    throw new UserError('INVALID_INPUT', `A shop has at most ${MOST_LOCATIONS} locations`, ['name']);
  return transaction(shop, async (tx) => {
    const made = await locations.in(tx).insert({ name, isDefault: false, createdAt: new Date() });
    await complete(tx, locationId.encode(made._id));
    return made;
  });
}

/** @throws {NotFound} */
export async function updateLocation(shop: ShopContext, id: string, { name, isDefault }: LocationChange): Promise<Location> {
  const _id = locationId.decode(id, ['location']);
  const changed = await transaction(shop, async (tx) => {
    // The one that was the default lets go first: their index allows one.
    if (isDefault && (await locations.in(tx).findOne({ _id })))
      await locations.in(tx).updateMany({ isDefault: true }, { $set: { isDefault: false } });
    const set = { ...(name === undefined ? {} : { name }), ...(isDefault ? { isDefault } : {}) };
    return Object.keys(set).length > 0 ? locations.in(tx).update({ _id }, { $set: set }) : locations.in(tx).findOne({ _id });
  });
  if (!changed) throw new NotFound(id, ['location']);
  defaults.delete(shop.shopId.toHexString());
  return changed;
}

/** Takes an empty place away. Answers it as it was. @throws {UserError} NOT_FOUND, WRONG_STATE for the default one and for one with stock */
export async function deleteLocation(shop: ShopContext, id: string): Promise<Location> {
  const _id = locationId.decode(id, ['location']);
  return transaction(shop, async (tx) => {
    const found = await locations.in(tx).findOne({ _id });
    if (!found) throw new NotFound(id, ['location']);
    if (found.isDefault)
      throw new UserError('WRONG_STATE', 'This is the default location: make another one the default first', ['location']);
    const used = { locationId: _id, $or: [{ available: { $gt: 0 } }, { 'holds.0': { $exists: true } }] };
    if ((await levels.in(tx).count(used, 1)) > 0)
      throw new UserError('WRONG_STATE', 'Stock lies at this location: move it elsewhere first', ['location']);
    await levels.in(tx).removeMany({ locationId: _id });
    await locations.in(tx).remove({ _id });
    return found;
  });
}
