import type { Types } from 'mongoose';
import {
  derived,
  embedded,
  MOST_EMBEDDED,
  type Product,
  productId,
  products,
  productsWithVariants,
  removeApart,
  takeOffShelves,
  termsAbove,
  writeApart,
} from '#commerce/catalog/index.js';
import { dropRedirects, followHandle } from '#commerce/redirects/index.js';
import { type ShopContext, transaction } from '#tenants/index.js';
import { inStockOf } from './in-stock.js';
import { type JournalEntry, journal, type StockMoved } from './journal.model.js';
import { levels } from './level.model.js';
import { setLevels } from './stock.js';
import { tellBatch } from './told.js';

/** What an undo has done to products: taken away, brought back, and left alone since somebody has edited them or taken their names. */
export interface Undone {
  removed: number;
  restored: number;
  kept: number;
}

const NOTHING: Undone = { removed: 0, restored: 0, kept: 0 };

/** Whether there is anything left to undo of a change. */
export const canUndo = async (shop: ShopContext, changeId: Types.ObjectId): Promise<boolean> =>
  (await journal.in(shop).count({ changeId, expiresAt: { $gt: new Date() } }, 1)) > 0;

/**
 * Takes the newest entry of a change back, in one transaction with its removal from the journal: what was made goes, what was changed
 * returns, unless it was edited since. Stock moves back by as much as the change moved it, so that what was sold since stays sold. Null when
 * nothing is left. `settle` runs last in the transaction. `expand`: each product's public event follows.
 */
export function undoNext(
  shop: ShopContext,
  changeId: Types.ObjectId,
  settle: (tx: ShopContext, undone: Undone) => Promise<void> = async () => {},
  { expand = false }: { expand?: boolean } = {},
): Promise<Undone | null> {
  return transaction(shop, async (tx) => {
    const entry = await journal.in(tx).findOne({ changeId }, { sort: { _id: -1 } });
    if (!entry) return null;
    const undone = await takeBack(tx, entry, expand);
    await journal.in(tx).remove({ _id: entry._id });
    await settle(tx, undone);
    return undone;
  });
}

async function takeBack(tx: ShopContext, { created, updated }: JournalEntry, expand: boolean): Promise<Undone> {
  const undone = { ...NOTHING };
  const there = new Map(
    (await productsWithVariants(tx, [...created.map((one) => one.productId), ...updated.map(({ before }) => before._id)])).map(
      (product) => [product._id.toHexString(), product],
    ),
  );
  const untouched = (id: Types.ObjectId, revision: number) => there.get(id.toHexString())?.revision === revision;
  const gone = created.filter((one) => untouched(one.productId, one.revision)).map((one) => one.productId);
  await removeProducts(tx, gone);
  const back = await freeOnes(
    tx,
    updated.filter(({ before, revision }) => untouched(before._id, revision)),
  );
  await restore(
    tx,
    back.map((one) => ({ ...one, now: there.get(one.before._id.toHexString())! })),
  );
  const renamed = back.flatMap(({ before }) => {
    const from = there.get(before._id.toHexString())!.handle;
    return from === before.handle ? [] : [{ productId: before._id, from }];
  });
  await followHandle(tx, renamed);
  undone.removed = gone.length;
  undone.restored = back.length;
  undone.kept = created.length - gone.length + updated.length - back.length;
  await tellBatch(tx, { removed: gone.map(productId.encode), updated: back.map(({ before }) => productId.encode(before._id)) }, expand);
  return undone;
}

async function removeProducts(tx: ShopContext, ids: Types.ObjectId[]): Promise<void> {
  if (ids.length === 0) return;
  await products.in(tx).removeMany({ _id: { $in: ids } });
  await removeApart(tx, ids);
  await levels.in(tx).removeMany({ productId: { $in: ids } });
  for (const id of ids) await takeOffShelves(tx, id);
  await dropRedirects(tx, ids);
}

/** Those whose former handle and SKUs no other product has taken meanwhile. A duplicate key would end the transaction. */
async function freeOnes(tx: ShopContext, updated: JournalEntry['updated']): Promise<JournalEntry['updated']> {
  const names = updated.flatMap(({ before }) => before.skus ?? []);
  const holders = await products
    .in(tx)
    .find(
      { $or: [{ handle: { $in: updated.map(({ before }) => before.handle) } }, { skus: { $in: names } }] },
      { fields: ['handle', 'skus'] },
    );
  const holderOf = new Map<string, string>();
  for (const { _id, handle, skus = [] } of holders) {
    for (const name of [`handle ${handle}`, ...skus.map((sku) => `sku ${sku}`)]) holderOf.set(name, _id.toHexString());
  }
  return updated.filter(({ before }) => {
    const mine = before._id.toHexString();
    const wanted = [`handle ${before.handle}`, ...(before.skus ?? []).map((sku) => `sku ${sku}`)];
    return wanted.every((name) => (holderOf.get(name) ?? mine) === mine);
  });
}

type Back = JournalEntry['updated'][number] & { now: Product };

async function restore(tx: ShopContext, back: readonly Back[]): Promise<void> {
  if (back.length === 0) return;
  await writeApart(
    tx,
    back.map(({ before, now }) => ({ productId: before._id, before: now, variants: before.variants })),
  );
  const added = back.flatMap(({ before, now }) => {
    const kept = new Set(before.variants.map(({ id }) => id.toHexString()));
    return now.variants.filter(({ id }) => !kept.has(id.toHexString())).map(({ id }) => id);
  });
  if (added.length > 0) await levels.in(tx).removeMany({ variantId: { $in: added } });
  await moveBack(tx, back);
  const inStock = await inStockOf(
    tx,
    back.map(({ before }) => ({ productId: before._id, variants: before.variants })),
  );
  const above = await termsAbove(
    tx,
    back.map(({ before }) => before),
  );
  await products.in(tx).bulkWrite(back.map((one, at) => restoring(one, inStock[at]!, above(one.before))));
}

function restoring({ before, now }: Back, inStock: boolean, above: readonly string[]) {
  const { _id, shopId: _shop, skus: _skus, variantsApart: _apart, ...rest } = before;
  const { skus, ...names } = derived(before, now.collectionIds);
  const unset = {
    ...(skus ? {} : { skus: 1 as const }),
    ...(before.variants.length > MOST_EMBEDDED ? {} : { variantsApart: 1 as const }),
  };
  const set = {
    ...rest,
    ...names,
    terms: [...names.terms, ...above],
    ...(skus ? { skus } : {}),
    ...embedded(before.variants),
    collectionIds: now.collectionIds,
    inStock,
    revision: now.revision + 1,
    updatedAt: new Date(),
  };
  return { update: { _id }, change: { $set: set, ...(Object.keys(unset).length > 0 ? { $unset: unset } : {}) } };
}

async function moveBack(tx: ShopContext, back: readonly Back[]): Promise<void> {
  const moved = back.flatMap(({ before, stock }) => stock.map((one: StockMoved) => ({ ...one, productId: before._id })));
  if (moved.length === 0) return;
  const now = await levels
    .in(tx)
    .find({ variantId: { $in: moved.map(({ variantId }) => variantId) } }, { fields: ['variantId', 'locationId', 'available'] });
  const key = (place: Pick<StockMoved, 'variantId' | 'locationId'>) => `${place.variantId.toHexString()}/${place.locationId.toHexString()}`;
  const levelAt = new Map(now.map((level) => [key(level), level]));
  const changes = moved.flatMap(({ delta, ...place }) => {
    const level = levelAt.get(key(place));
    const before = level?.available ?? null;
    const after = Math.max(0, (before ?? 0) - delta);
    return after === (before ?? 0) ? [] : [{ ...place, before, after, opens: false }];
  });
  await setLevels(tx, changes, 'Undone');
}
