import type { Types } from 'mongoose';
import { mapPage, type Page, type PageArgs, page } from '#platform/page.js';
import type { ShopContext } from '#tenants/index.js';
import { MOST_EMBEDDED, type Product, products, type Variant } from './product.model.js';
import { type VariantApart, variantsApart } from './variant.model.js';

/**
 * A product has up to 2,048 variants. Up to 250 are embedded in its document, more stand in a collection of their own; whoever asks
 * here need not know. The SKUs of all stand in the product's `skus` either way, which keeps them unique.
 */

const plain = ({ _id, shopId: _shop, productId: _product, position: _position, ...variant }: VariantApart): Variant => ({
  id: _id,
  ...variant,
});

type Bearer = Pick<Product, '_id' | 'variants' | 'variantsApart'>;

/** The same products with all their variants. Reads only where some stand apart. */
export async function withVariants<T extends Bearer>(shop: ShopContext, found: readonly T[]): Promise<T[]> {
  const apart = found.filter(({ variantsApart: isApart }) => isApart).map(({ _id }) => _id);
  if (apart.length === 0) return [...found];
  const all = await variantsApart.in(shop).find({ productId: { $in: apart } }, { sort: { productId: 1, position: 1 } });
  const byProduct = new Map<string, Variant[]>(apart.map((id) => [id.toHexString(), []]));
  for (const variant of all) byProduct.get(variant.productId.toHexString())!.push(plain(variant));
  return found.map((product) => ({ ...product, variants: byProduct.get(product._id.toHexString()) ?? product.variants }));
}

/** A page of the variants of a product that keeps them apart, in the merchant's order. */
export async function listVariantsApart(shop: ShopContext, productId: Types.ObjectId, args: PageArgs): Promise<Page<Variant>> {
  const found = await page<VariantApart>(
    (filter, reading) => variantsApart.in(shop).find(filter, reading),
    { productId },
    [
      ['position', 1],
      ['_id', 1],
    ],
    args,
  );
  return mapPage(found, plain);
}

/** Which products these variants belong to, of those that stand apart; `variant` is what it is now. */
export async function findApart(
  shop: ShopContext,
  ids: readonly Types.ObjectId[],
): Promise<{ productId: Types.ObjectId; variant: Variant }[]> {
  if (ids.length === 0) return [];
  const found = await variantsApart.in(shop).find({ _id: { $in: [...ids] } });
  return found.map((variant) => ({ productId: variant.productId, variant: plain(variant) }));
}

/** What of its variants the product's own document holds. */
export const embedded = (variants: Variant[]): Pick<Product, 'variants' | 'variantsApart'> =>
  variants.length > MOST_EMBEDDED ? { variants: [], variantsApart: true } : { variants };

/** Writes what stands apart, in the transaction that writes the products: `before` is absent for a new product. */
export async function writeApart(tx: ShopContext, written: readonly WrittenVariants[]): Promise<void> {
  await variantsApart.in(tx).bulkWrite(written.flatMap(writesOf), { ordered: true });
}

interface WrittenVariants {
  productId: Types.ObjectId;
  before?: Bearer;
  variants: readonly Variant[];
}

type Write = Parameters<ReturnType<typeof variantsApart.in>['bulkWrite']>[0][number];

function writesOf({ productId, before, variants }: WrittenVariants): Write[] {
  const isApart = variants.length > MOST_EMBEDDED;
  if (!isApart && !before?.variantsApart) return [];
  const was = before?.variantsApart ? before.variants : [];
  const known = new Map(was.map((variant, position) => [variant.id.toHexString(), JSON.stringify([position, variant])]));
  const kept = isApart ? variants : [];
  const same = (variant: Variant, position: number) => known.get(variant.id.toHexString()) === JSON.stringify([position, variant]);
  const stays = new Set(kept.map(({ id }) => id.toHexString()));
  return [
    ...kept.flatMap((variant, position): Write[] => {
      if (same(variant, position)) return [];
      const { id, ...fields } = variant;
      if (!known.has(id.toHexString())) return [{ insert: { _id: id, productId, position, ...fields } }];
      return [{ update: { _id: id }, change: { $set: { position, ...fields } } }];
    }),
    ...was.flatMap(({ id }) => (stays.has(id.toHexString()) ? [] : [{ remove: { _id: id } }])),
  ];
}

/** Of products that are being deleted. */
export const removeApart = async (tx: ShopContext, ids: readonly Types.ObjectId[]): Promise<void> =>
  void (await variantsApart.in(tx).removeMany({ productId: { $in: [...ids] } }));

/** Products by id with all their variants, in no order. */
export const productsWithVariants = async (shop: ShopContext, ids: readonly Types.ObjectId[]): Promise<Product[]> =>
  withVariants(shop, await products.in(shop).find({ _id: { $in: [...ids] } }));
