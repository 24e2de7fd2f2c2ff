import type { Types } from 'mongoose';
import { type AttributeDefinition, categoryPaths, eachProduct, type Product, type Variant } from '#commerce/catalog/index.js';
import { isUploadAddress, waitingUrl } from '#commerce/files/index.js';
import { getLocation, levels } from '#commerce/inventory/index.js';
import { toDecimal } from '#platform/money.js';
import type { ShopContext } from '#tenants/index.js';

/** A product on its way out, and what stands elsewhere of it. */
export interface Exported {
  product: Product;
  /** As the shop writes it: `19.99`. */
  decimal(minorUnits: number): string;
  /** Pieces at the default location: where an import puts them. Null: not counted, or nobody ever said. */
  availableOf(variant: Variant): number | null;
  /** The titles from the root down to each of its categories. */
  categories: readonly (readonly string[])[];
  /** An address that anybody can load. */
  addressOf(picture: string): string;
  /** What people call an attribute. */
  attributeNamed(key: string): string;
}

/** An attribute of the shop. */
export type ExportedAttribute = Pick<AttributeDefinition, 'key' | 'name'>;

/** How one kind of file says what a catalog holds. */
export interface ExportFormat {
  contentType: string;
  /** Of the file's name: `hats-2026-11-25.csv`. */
  ending: string;
  /** `attributes`: all of the shop's, in its order. */
  begin(attributes: readonly ExportedAttribute[]): {
    /** What stands above the first product. */
    head: string;
    write(one: Exported): string;
  };
}

/** The shop's products that `query` finds, the oldest first. */
export async function* exportedProducts(
  shop: ShopContext,
  query: string | null,
  attributes: readonly ExportedAttribute[],
): AsyncGenerator<Exported[]> {
  const names = new Map(attributes.map(({ key, name }) => [key, name]));
  const attributeNamed = (key: string) => names.get(key) ?? key;
  const paths = await categoryPaths(shop);
  const location = (await getLocation(shop))._id;
  const decimal = (amount: number) => toDecimal(amount, shop.currency);
  const addressOf = (picture: string) => (isUploadAddress(picture) ? waitingUrl(shop, picture) : picture);
  for await (const batch of eachProduct(shop, query)) {
    const stock = await stockAt(shop, location, batch);
    const availableOf = ({ id, tracksInventory }: Variant) => (tracksInventory ? (stock.get(id.toHexString()) ?? null) : null);
    yield batch.map((product) => ({
      product,
      decimal,
      availableOf,
      categories: product.categories.flatMap((id) => [paths.get(id.toHexString()) ?? []]).filter(({ length }) => length > 0),
      addressOf,
      attributeNamed,
    }));
  }
}

async function stockAt(shop: ShopContext, locationId: Types.ObjectId, batch: readonly Product[]): Promise<Map<string, number>> {
  const found = await levels
    .in(shop)
    .find({ productId: { $in: batch.map(({ _id }) => _id) }, locationId }, { fields: ['variantId', 'available'] });
  return new Map(found.map(({ variantId, available }) => [variantId.toHexString(), available]));
}
