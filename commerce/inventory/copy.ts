import type { Types } from 'mongoose';
import { copyPlacings, type Product, productId, products, referencesHere, type SetProduct, withVariants } from '#commerce/catalog/index.js';
import { UserError } from '#platform/errors.js';
import type { ShopContext } from '#tenants/index.js';
import { availableOf } from './levels.js';
import type { SetOptions, SetResult } from './set-options.js';
import { setProducts } from './set-products.js';

const A_BATCH = 100;

/** What became of one original in the shop. */
export interface Copied extends Omit<SetResult, 'index'> {
  original: Pick<Product, '_id' | 'handle' | 'title'>;
}

/** How copies meet what the shop has already. Without any: everything is copied, stock included. */
export interface CopyOptions extends Pick<SetOptions, 'only' | 'keep' | 'keepEdited' | 'matchBy' | 'journal' | 'dryRun' | 'events'> {
  /** Originals up to this one came before: what of them is not there has been thrown away, and is refused with NOT_FOUND. */
  knownThrough?: Types.ObjectId | null;
  /** What is not there is refused, whichever it is. */
  onlyExisting?: boolean;
  /** Which places on copied collections the copies take; without it all. */
  takesPlace?: (copied: Copied, collection: Types.ObjectId) => boolean;
  /** Runs in the transaction of the batch, last: what must stand or fall with it. `next`: where to go on; null when all are copied. */
  settle?: (
    tx: ShopContext,
    batch: { copied: readonly Copied[]; last: Types.ObjectId | null; next: Types.ObjectId | null },
  ) => Promise<void>;
}

/**
 * Copies the next hundred products of a blueprint, with their places in copied collections. A product that was copied before is found again
 * by its id, so running twice changes nothing. Answers where to go on; null when all are copied.
 * @throws {UserError} CURRENCY_MISMATCH: prices cannot be carried over
 */
export async function copyProducts(
  blueprint: ShopContext,
  shop: ShopContext,
  after: Types.ObjectId | null,
  { knownThrough = null, onlyExisting = false, takesPlace = () => true, settle = async () => {}, ...how }: CopyOptions = {},
): Promise<Types.ObjectId | null> {
  if (blueprint.currency !== shop.currency) {
    throw new UserError('CURRENCY_MISMATCH', `The blueprint's prices are in ${blueprint.currency}, the shop sells in ${shop.currency}`, [
      'blueprint',
    ]);
  }
  // A batch is of one kind: its products came before, or none of them did.
  const known = knownThrough !== null && (after === null || after.toHexString() < knownThrough.toHexString());
  const bounds = { ...(after ? { $gt: after } : {}), ...(known ? { $lte: knownThrough } : {}) };
  const filter = Object.keys(bounds).length > 0 ? { _id: bounds } : {};
  const originals = await products.in(blueprint).find(filter, { sort: { _id: 1 }, limit: A_BATCH });
  const last = originals.at(-1)?._id ?? (known ? knownThrough : null);
  const next = originals.length === A_BATCH ? last : known ? knownThrough : null;
  const whole = await withVariants(blueprint, originals);
  const stock = onlyExisting ? null : await stockOfAll(blueprint, whole);
  // Where nothing is to be written nothing is made that it could name.
  const here = how.dryRun ? () => ({}) : await referencesHere(blueprint, shop, whole);
  await setProducts(
    shop,
    whole.map((product) => ({ ...copyOf(product, stock), ...here(product) })),
    {
      events: 'none',
      ...how,
      mode: known || onlyExisting ? 'update' : 'upsert',
      cleaned: true,
      reason: 'Copied from the blueprint',
      settle: async (tx, results) => {
        const copied = results.map(({ index, ...result }) => ({ ...result, original: originals[index]! }));
        if (!how.dryRun) await place(blueprint, tx, copied, takesPlace);
        await settle(tx, { copied, last, next });
      },
    },
  );
  return next;
}

async function place(
  blueprint: ShopContext,
  tx: ShopContext,
  copied: readonly Copied[],
  takesPlace: NonNullable<CopyOptions['takesPlace']>,
): Promise<void> {
  const there = new Map(copied.flatMap((one) => (one.productId ? [[one.original._id.toHexString(), one] as const] : [])));
  if (there.size === 0) return;
  const copies = new Map([...there].map(([original, one]) => [original, one.productId!]));
  await copyPlacings(blueprint, tx, copies, (placing, shelf) => takesPlace(there.get(placing.productId.toHexString())!, shelf));
}

async function stockOfAll(blueprint: ShopContext, originals: readonly Product[]): Promise<Map<string, number>> {
  const ids = originals.flatMap(({ variants }) => variants.map(({ id }) => id));
  const available = await availableOf(blueprint, ids);
  return new Map(ids.map((id, index) => [id.toHexString(), available[index]!]));
}

/**
 * As setProducts takes it. One that came from nowhere else is known by its id in the blueprint. Its categories and its attributes stay
 * behind: they are names of the blueprint's own tree and definitions, which the shop would have to know by the same names first.
 */
function copyOf(product: Product, stock: ReadonlyMap<string, number> | null): SetProduct {
  const { source = 'blueprint', externalId = productId.encode(product._id), title, handle, descriptionHtml, status } = product;
  const { vendor, productType, tags, options, media, seo, publishedAt } = product;
  const variants = product.variants.map(({ id, ...variant }) => ({
    ...variant,
    ...(stock ? { available: stock.get(id.toHexString()) ?? 0 } : {}),
  }));
  return {
    ...{ source, externalId, title, handle, descriptionHtml, status, vendor, productType, tags, options, seo, publishedAt, variants },
    media: media.map(({ url, alt }) => ({ url, alt })),
  };
}
