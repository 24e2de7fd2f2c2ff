import type { Types } from 'mongoose';
import type { Shop, ShopContext } from '#tenants/index.js';
import { type Taking, takings } from './rollout.model.js';

/** What a shop last took from a blueprint. By setting, collection or nothing: see Taking. */
export async function takenOf(
  shop: ShopContext,
  blueprintShopId: Types.ObjectId,
  kind: Taking['kind'],
): Promise<ReadonlyMap<string, unknown>> {
  const found = await takings.in(shop).find({ blueprintShopId, kind });
  return new Map(found.map(({ key, value }) => [key, value]));
}

/** Remembers what the shop has now taken, in the transaction that gives it; undefined: forgets it. */
export async function keepTaken(
  tx: ShopContext,
  blueprintShopId: Types.ObjectId,
  kind: Taking['kind'],
  values: ReadonlyMap<string, unknown>,
): Promise<void> {
  await takings.in(tx).bulkWrite(
    [...values].map(([key, value]) => {
      const place = { blueprintShopId, kind, key };
      return value === undefined ? { remove: place } : { update: place, change: { $set: { value } }, upsert: true };
    }),
  );
}

/** Whose mails they are is the shop's own business. */
const OWN_SETTINGS = new Set(['merchantEmail']);

export type SettingName = keyof Shop['settings'];

/** The settings that travel. */
export const settingsThatTravel = ({ settings }: Pick<Shop, 'settings'>): [SettingName, unknown][] =>
  (Object.entries(settings) as [SettingName, unknown][]).filter(([name]) => !OWN_SETTINGS.has(name));

/** The last product of a blueprint that a shop was given. */
export async function productsTakenThrough(shop: ShopContext, blueprintShopId: Types.ObjectId): Promise<Types.ObjectId | null> {
  return ((await takenOf(shop, blueprintShopId, 'PRODUCTS')).get('') as Types.ObjectId | undefined) ?? null;
}

export const keepProductsTaken = (tx: ShopContext, blueprintShopId: Types.ObjectId, last: Types.ObjectId | null): Promise<void> =>
  keepTaken(tx, blueprintShopId, 'PRODUCTS', new Map([['', last ?? undefined]]));
