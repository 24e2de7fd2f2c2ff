import { LRUCache } from 'lru-cache';
import type { Types } from 'mongoose';
import { NotFound } from '#platform/errors.js';
import type { ShopContext } from '#tenants/index.js';
import { type Location, locationId, locations } from './location.model.js';

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

const defaults = new LRUCache<string, Types.ObjectId>({ max: 50_000, ttl: 60_000 });

/** Where to look for stock first. Null in a shop without a location. At most a minute old: whoever is told another place looks on from there. */
export async function defaultLocationId(shop: ShopContext): Promise<Types.ObjectId | null> {
  const key = shop.shopId.toHexString();
  const known = defaults.get(key);
  if (known) return known;
  const found = await locations.in(shop).findOne({ isDefault: true }, { fields: ['_id'] });
  if (found) defaults.set(key, found._id);
  return found?._id ?? null;
}
