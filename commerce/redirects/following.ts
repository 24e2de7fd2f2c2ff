import type { Types } from 'mongoose';
import { products } from '#commerce/catalog/index.js';
import type { ShopContext } from '#tenants/index.js';
import { normalPath, productPath } from './paths.js';
import { redirects } from './redirect.model.js';
import { roomFor } from './redirects.js';

/** An old address of a product, as its source wrote it: a path or a whole URL. */
export interface OldAddress {
  path: string;
  productId: Types.ObjectId;
  /** Where the product stands, where the caller knows: what leads there already is not asked for. */
  handle?: string;
}

/**
 * Lets old addresses lead to products, in the transaction that writes those. What a person has set stays; what an import set before leads to
 * the newer product. An address that is the product's own, or none at all, is left out, and so is what comes when the shop has as many as it
 * may have. Twice is no more than once. Answers how many are new.
 */
export async function addRedirects(tx: ShopContext, addresses: readonly OldAddress[]): Promise<number> {
  const wanted = new Map<string, Types.ObjectId>();
  for (const { path, productId, handle } of addresses) {
    if (handle !== undefined && path === productPath(handle)) continue;
    const normal = normalPath(path);
    if (normal) wanted.set(normal, productId);
  }
  for (const path of await ownPathsAmong(tx, wanted)) wanted.delete(path);
  if (wanted.size === 0) return 0;
  const there = await redirects.in(tx).find({ path: { $in: [...wanted.keys()] } }, { fields: ['path', 'productId', 'byHand'] });
  const known = new Set(there.map(({ path }) => path));
  const unknown = [...wanted].filter(([path]) => !known.has(path));
  const fresh = unknown.slice(0, await roomFor(tx, unknown.length));
  const createdAt = new Date();
  await redirects.in(tx).insertMany(fresh.map(([path, productId]) => ({ path, productId, byHand: false, createdAt })));
  const moved = there.filter(({ byHand, path, productId }) => !byHand && !productId?.equals(wanted.get(path)!));
  await redirects.in(tx).bulkWrite(moved.map(({ _id, path }) => ({ update: { _id }, change: { $set: { productId: wanted.get(path)! } } })));
  return fresh.length;
}

async function ownPathsAmong(tx: ShopContext, wanted: ReadonlyMap<string, Types.ObjectId>): Promise<string[]> {
  const likely = [...wanted].filter(([path]) => path.startsWith('/products/'));
  if (likely.length === 0) return [];
  const found = await products.in(tx).find({ _id: { $in: likely.map(([, id]) => id) } }, { fields: ['handle'] });
  const own = new Map(found.map(({ _id, handle }) => [_id.toHexString(), normalPath(productPath(handle))]));
  return likely.flatMap(([path, id]) => (own.get(id.toHexString()) === path ? [path] : []));
}

/** Products have got other handles: the addresses that they had lead to them, in the same transaction. Called once they have the new ones. */
export const followHandle = async (tx: ShopContext, renamed: readonly { productId: Types.ObjectId; from: string }[]): Promise<void> =>
  void (await addRedirects(
    tx,
    renamed.map(({ productId, from }) => ({ path: productPath(from), productId })),
  ));

/** Of products that are being deleted. */
export const dropRedirects = async (tx: ShopContext, productIds: readonly Types.ObjectId[]): Promise<void> =>
  void (await redirects.in(tx).removeMany({ productId: { $in: [...productIds] } }));
