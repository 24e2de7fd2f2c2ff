import { Schema, type Types } from 'mongoose';
import { idType } from '#platform/ids.js';
import { type ShopOwned, shopOwned } from '#tenants/index.js';
import { VARIANT } from './variant-id.js';

export const PRODUCT_STATUSES = ['DRAFT', 'ACTIVE', 'ARCHIVED'] as const;
export type ProductStatus = (typeof PRODUCT_STATUSES)[number];

/** More stand in a collection of their own (variant.model.ts): the product's document would grow too heavy to list. */
export const MOST_EMBEDDED = 250;

/** What is put into a cart: a product in one choice of its options. Amounts in minor units of the shop's currency. */
export interface Variant {
  id: Types.ObjectId;
  /** Its option values joined, unless it was given one; null for a product's only variant. */
  title: string | null;
  sku: string | null;
  barcode: string | null;
  price: number;
  compareAtPrice: number | null;
  cost: number | null;
  /** One for each of the product's options, in their order. */
  optionValues: string[];
  weightGrams: number | null;
  /** One of the shop's tax classes; null: the standard rate. */
  taxClass: string | null;
  /** The address of one of the product's media; null: the first is shown. */
  image: string | null;
  /** False: it is sold without counting stock. */
  tracksInventory: boolean;
}

export interface ProductOption {
  name: string;
  values: string[];
}

export interface Media {
  /** Where the picture comes from: an http address, or `upload:…` for one that was handed in. */
  url: string;
  alt: string | null;
  position: number;
}

/** A value of one of the shop's attribute definitions, written as its type writes it. */
export interface ProductAttribute {
  key: string;
  value: string;
}

/** What a merchant says of a product. */
export interface ProductContent {
  title: string;
  /** Sanitised: see html.ts. */
  descriptionHtml: string;
  status: ProductStatus;
  /** Shoppers see it from then on; null: as soon as it is ACTIVE. */
  publishedAt: Date | null;
  vendor: string | null;
  productType: string | null;
  tags: string[];
  /** Places in the shop's category tree. */
  categories: Types.ObjectId[];
  attributes: ProductAttribute[];
  options: ProductOption[];
  variants: Variant[];
  media: Media[];
  seo: { title: string | null; description: string | null };
}

export interface Product extends ShopOwned, ProductContent {
  /** The product's part of its address, unique in its shop. */
  handle: string;
  /** Where it came from and its id there: `shopify`, `taobao`. Absent for one that was made here. */
  source?: string;
  externalId?: string;
  /** Derived: the SKUs of its variants. Absent when there are none, since two empty lists would collide in a unique index. */
  skus?: string[];
  /** Its variants stand in their own collection and `variants` is empty: see variants.ts. */
  variantsApart?: true;
  /** The collections that a merchant has put it on. */
  collectionIds: Types.ObjectId[];
  /** Derived: what a search finds it by. */
  terms: string[];
  /** Derived: the lowest price of its variants in minor units, 0 without variants. */
  lowestPrice: number;
  /** Derived: something of it can be sold. Follows the stock a moment later where an order takes the last piece. */
  inStock: boolean;
  /** When that was last looked at apart from a change of the product. */
  stockCheckedAt?: Date;
  /** Digest of the last item that setProducts applied; null once it was edited otherwise. */
  contentHash: string | null;
  /** Fields that a person has changed since the product came in, `title` or `variants.price`: an import may be told to keep them. */
  edited: string[];
  /** Rises with each change of the content. */
  revision: number;
  createdAt: Date;
  updatedAt: Date;
}

const text = { type: String, default: null } as const;
const required = { type: String, required: true } as const;
const amount = { type: Number, default: null } as const;

/** A variant's fields but its id, which each collection calls its own. */
export const VARIANT_FIELDS = {
  title: text,
  sku: text,
  barcode: text,
  price: { type: Number, required: true },
  compareAtPrice: amount,
  cost: amount,
  optionValues: [String],
  weightGrams: amount,
  taxClass: text,
  image: text,
  tracksInventory: { type: Boolean, required: true },
} as const;

const schema = new Schema<Product>({
  shopId: { type: Schema.Types.ObjectId, required: true },
  source: String,
  externalId: String,
  title: required,
  handle: required,
  descriptionHtml: { type: String, default: '' },
  status: { type: String, enum: PRODUCT_STATUSES, required: true },
  publishedAt: { type: Date, default: null },
  vendor: text,
  productType: text,
  tags: [String],
  categories: [Schema.Types.ObjectId],
  attributes: [new Schema<ProductAttribute>({ key: required, value: required }, { _id: false })],
  collectionIds: [Schema.Types.ObjectId],
  options: [new Schema<ProductOption>({ name: required, values: [String] }, { _id: false })],
  variants: [new Schema<Variant>({ id: { type: Schema.Types.ObjectId, required: true }, ...VARIANT_FIELDS }, { _id: false, id: false })],
  variantsApart: Boolean,
  media: [new Schema<Media>({ url: required, alt: text, position: Number }, { _id: false })],
  seo: { title: text, description: text },
  skus: { type: [String], default: undefined },
  terms: [String],
  lowestPrice: { type: Number, required: true },
  inStock: { type: Boolean, required: true },
  stockCheckedAt: Date,
  contentHash: text,
  edited: [String],
  revision: { type: Number, required: true },
  createdAt: { type: Date, required: true },
  updatedAt: { type: Date, required: true },
});
schema.index({ shopId: 1, handle: 1 }, { unique: true });
schema.index({ shopId: 1, skus: 1 }, { unique: true, partialFilterExpression: { skus: { $exists: true } } });
schema.index({ shopId: 1, externalId: 1, source: 1 }, { unique: true, partialFilterExpression: { externalId: { $exists: true } } });
schema.index({ shopId: 1, 'variants.id': 1 });
schema.index({ shopId: 1, status: 1, _id: 1 });
schema.index({ shopId: 1, status: 1, lowestPrice: 1, _id: 1 });
schema.index({ shopId: 1, status: 1, title: 1, _id: 1 });
schema.index({ shopId: 1, status: 1, updatedAt: 1, _id: 1 });
// Behind each term its products in their order: a page of a term that thousands have reads no more than the page.
schema.index({ shopId: 1, terms: 1, _id: 1 });

/** What shoppers see at this moment. */
export const forSale = () => ({ status: 'ACTIVE' as const, publishedAt: { $not: { $gt: new Date() } } });

export const productId = idType('prod');
export const variantId = idType(VARIANT);
export const products = shopOwned<Product>('Product', schema);
