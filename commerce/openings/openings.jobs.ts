import { Types } from 'mongoose';
import { copyProducts } from '#commerce/inventory/index.js';
import { Unrecoverable } from '#platform/errors.js';
import { type Again, type OutboxEvent, type ShopContext, shopForJob, shopId } from '#tenants/index.js';
import { keepProductsTaken } from './takings.js';

/** Well within the two seconds of a slice, the last batch included. */
const SLICE_MS = 1500;

/** Copies a blueprint's products into a shop that was made from it, a slice at a time. Running twice changes nothing. */
export async function stockFromBlueprint(shop: ShopContext, { data }: Pick<OutboxEvent, 'data'>): Promise<Again | undefined> {
  const { blueprint, after } = data as { blueprint: string; after?: string };
  const from = await shopForJob(shopId.decode(blueprint), 'shop.stock', shop.requestId);
  if (!from.agencyId.equals(shop.agencyId)) throw new Unrecoverable(`${blueprint} is no shop of this agency`);
  const until = Date.now() + SLICE_MS;
  let at = after ? new Types.ObjectId(after) : null;
  do at = await copyProducts(from, shop, at, { settle: (tx, { last }) => keepProductsTaken(tx, from.shopId, last) });
  while (at && Date.now() < until);
  return at ? { again: true, data: { blueprint, after: at.toHexString() } } : undefined;
}
