import type { Types } from 'mongoose';
import { boundedCache } from '#platform/cache.js';
import { NotFound, UserError } from '#platform/errors.js';
import { isDuplicateKey } from '#platform/mongo.js';
import { type AgencyContext, ShopContext, type ShopIdentity } from './context.js';
import { type Shop, type ShopSettings, type ShopStatus, shopHandles, shopId, shops } from './shop.model.js';

/** What must be known of a shop before a request to it begins. */
export interface ShopFacts extends ShopIdentity {
  readonly status: ShopStatus;
  readonly handle: string;
  readonly locale: string;
  readonly timezone: string;
  readonly settings: ShopSettings;
}

const CACHED_MS = 10_000;
/** Twice as long as the transaction that makes the shop may take. */
const HANDLE_CLAIM_MS = 120_000;

const facts = boundedCache<string, ShopFacts>(50_000, CACHED_MS);
const byHandle = boundedCache<string, string>(50_000, CACHED_MS);

/** At most ten seconds old, as a closed shop may be elsewhere. Null where there is none. */
export async function shopFacts(id: Types.ObjectId): Promise<ShopFacts | null> {
  const key = id.toHexString();
  const cached = facts.get(key);
  if (cached) return cached;
  const shop = await shops
    .documents()
    .findOne({ _id: id }, { projection: { agencyId: 1, mode: 1, currency: 1, status: 1, handle: 1, locale: 1, timezone: 1, settings: 1 } });
  if (!shop) return null;
  const read: ShopFacts = {
    shopId: shop._id,
    agencyId: shop.agencyId,
    mode: shop.mode,
    currency: shop.currency,
    status: shop.status,
    handle: shop.handle,
    locale: shop.locale,
    timezone: shop.timezone,
    settings: shop.settings,
  };
  facts.set(key, read);
  byHandle.set(shop.handle, key);
  return read;
}

/** By public id or handle, as the shopper's header names it. */
export async function shopFactsByName(name: string): Promise<ShopFacts | null> {
  if (shopId.matches(name)) return shopFacts(shopId.decode(name));
  const handle = name.toLowerCase();
  const known = byHandle.get(handle);
  const cached = known && facts.get(known);
  if (cached) return cached;
  const held = await shopHandles.documents().findOne({ _id: handle });
  return held ? shopFacts(held.shopId) : null;
}

/** What the merchant has set; at most ten seconds old where it was changed elsewhere. @throws {NotFound} */
export async function shopSettings({ shopId: id }: ShopContext): Promise<ShopSettings> {
  const found = await shopFacts(id);
  if (!found) throw new NotFound(shopId.encode(id));
  return found.settings;
}

/** The time zone that the shop's days begin in; at most ten seconds old where it was changed elsewhere. @throws {NotFound} */
export async function shopTimezone({ shopId: id }: ShopContext): Promise<string> {
  const found = await shopFacts(id);
  if (!found) throw new NotFound(shopId.encode(id));
  return found.timezone;
}

/** The whole shop of a context, as it is now. */
export async function getShop(shop: ShopContext): Promise<Shop> {
  const found = await shops.documents().findOne({ _id: shop.shopId }, shop.session ? { session: shop.session } : {});
  if (!found) throw new NotFound(shopId.encode(shop.shopId));
  return found;
}

/** The shops of these contexts, in their order. @throws {NotFound} */
export async function getShops(contexts: readonly ShopContext[]): Promise<Shop[]> {
  const found = await shops
    .documents()
    .find({ _id: { $in: contexts.map((context) => context.shopId) } })
    .toArray();
  const byId = new Map(found.map((shop) => [shop._id.toHexString(), shop as Shop]));
  return contexts.map(({ shopId: id }) => {
    const shop = byId.get(id.toHexString());
    if (!shop) throw new NotFound(shopId.encode(id));
    return shop;
  });
}

/** The agency's shop with this id; null where there is none. */
export const findShop = (agency: AgencyContext, id: Types.ObjectId): Promise<Shop | null> =>
  shops.documents().findOne({ _id: id, agencyId: agency.agencyId });

/** Those of these shops that are the agency's. */
export const findShops = (agency: AgencyContext, ids: readonly Types.ObjectId[]): Promise<Shop[]> =>
  shops
    .documents()
    .find({ _id: { $in: [...ids] }, agencyId: agency.agencyId })
    .toArray() as Promise<Shop[]>;

/**
 * Takes a handle for a shop that is made in a transaction begun right after. It stands in a collection of its own, on another shard
 * than the shop: where no shop comes of it, it is free again two minutes later. Taking it twice for one shop is normal.
 * @throws {UserError} HANDLE_TAKEN
 */
export async function claimShopHandle(agency: AgencyContext, handle: string, id: Types.ObjectId): Promise<void> {
  const claimedAt = new Date();
  try {
    await shopHandles.documents().insertOne({ _id: handle, shopId: id, agencyId: agency.agencyId, claimedAt });
    return;
  } catch (error) {
    if (!isDuplicateKey(error)) throw error;
  }
  if ((await shopHandles.documents().updateOne({ _id: handle, shopId: id }, { $set: { claimedAt } })).matchedCount === 1) return;
  const held = await shopHandles.documents().findOne({ _id: handle });
  const left = held && held.claimedAt.getTime() < Date.now() - HANDLE_CLAIM_MS;
  if (held && (!left || (await shops.documents().findOne({ _id: held.shopId }, { projection: { _id: 1 } }))))
    throw new UserError('HANDLE_TAKEN', `Another shop is at ${handle}: choose another handle`, ['handle']);
  if (held) await shopHandles.documents().deleteOne({ _id: handle, shopId: held.shopId, claimedAt: held.claimedAt });
  return claimShopHandle(agency, handle, id);
}

/** The context in which a shop that is about to exist is written, in its own language. */
export const contextForNewShop = (agency: AgencyContext, identity: Omit<ShopIdentity, 'agencyId'>, locale: string): ShopContext =>
  new ShopContext({ ...identity, agencyId: agency.agencyId }, { actor: agency.actor, requestId: agency.requestId, locale });

/** Writes the shop itself, in the transaction that makes it usable. */
export async function insertShop(tx: ShopContext, shop: Omit<Shop, '_id' | 'agencyId' | 'mode' | 'currency'>): Promise<Shop> {
  const made: Shop = { _id: tx.shopId, agencyId: tx.agencyId, mode: tx.mode, currency: tx.currency, ...shop };
  await shops.documents().insertOne(made, tx.session ? { session: tx.session } : {});
  return made;
}

export interface ShopChange {
  name?: string;
  tags?: string[];
  locale?: string;
  timezone?: string;
  status?: ShopStatus;
  settings?: Partial<ShopSettings>;
  /** Settings that the shop has no more, as one that was opened before there were any. */
  without?: readonly (keyof ShopSettings)[];
}

/**
 * @param unchangedSince the `updatedAt` that the editor saw
 * @throws {NotFound}
 * @throws {UserError} CHANGED_MEANWHILE
 */
export async function changeShop(
  shop: ShopContext,
  { settings = {}, without = [], ...rest }: ShopChange,
  unchangedSince?: Date,
): Promise<Shop> {
  const changed = Object.fromEntries(Object.entries(settings).map(([key, value]) => [`settings.${key}`, value]));
  const gone = without.length > 0 ? { $unset: Object.fromEntries(without.map((key) => [`settings.${key}`, 1 as const])) } : {};
  const done = await shops
    .documents()
    .findOneAndUpdate(
      { _id: shop.shopId, ...(unchangedSince ? { updatedAt: { $lte: unchangedSince } } : {}) },
      { $set: { ...rest, ...changed, updatedAt: new Date() }, ...gone },
      { returnDocument: 'after', ...(shop.session ? { session: shop.session } : {}) },
    );
  facts.delete(shop.shopId.toHexString());
  if (done) return done;
  const { updatedAt } = await getShop(shop);
  throw new UserError('CHANGED_MEANWHILE', `Somebody has changed the shop at ${updatedAt.toISOString()}: look again and decide`, [
    'unchangedSince',
  ]);
}

export interface ShopsChange {
  tagsAdd?: readonly string[];
  tagsRemove?: readonly string[];
  status?: ShopStatus;
}

/**
 * Changes many shops of an agency at once, and answers those that are the agency's, as they are then. Where a shop would bear more than
 * `mostTags`, it stays as it was: it lacks what was to be added.
 */
export async function changeShops(
  agency: AgencyContext,
  ids: readonly Types.ObjectId[],
  { tagsAdd = [], tagsRemove = [], status }: ShopsChange,
  mostTags: number,
): Promise<Shop[]> {
  const left = { $filter: { input: { $ifNull: ['$tags', []] }, cond: { $not: { $in: ['$$this', { $literal: tagsRemove }] } } } };
  const added = { $filter: { input: { $literal: tagsAdd }, cond: { $not: { $in: ['$$this', left] } } } };
  const tags = { $concatArrays: [left, added] };
  const isTagged = tagsAdd.length + tagsRemove.length > 0;
  await shops
    .documents()
    .updateMany(
      { _id: { $in: [...ids] }, agencyId: agency.agencyId, ...(isTagged ? { $expr: { $lte: [{ $size: tags }, mostTags] } } : {}) },
      [{ $set: { ...(isTagged ? { tags } : {}), ...(status ? { status: { $literal: status } } : {}), updatedAt: new Date() } }],
    );
  for (const id of ids) facts.delete(id.toHexString());
  return findShops(agency, ids);
}
