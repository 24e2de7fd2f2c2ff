import { Schema, type Types } from 'mongoose';
import { idType } from '#platform/ids.js';
import { type ShopOwned, shopOwned } from '#tenants/index.js';

export const PRODUCT_STATUSES = ['DRAFT', 'ACTIVE', 'ARCHIVED'] as const;
export type ProductStatus = (typeof PRODUCT_STATUSES)[number];

/** Embedded variants: beyond this a product's document would grow too heavy to list. */
export const MOST_VARIANTS = 250;
export const MOST_OPTIONS = 3;

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
  /** False: it is sold without counting stock. */
  tracksInventory: boolean;
}

export interface ProductOption {
  name: string;
  values: string[];
}

export interface Media {
  url: string;
  alt: string | null;
  position: number;
}

/** What a merchant says of a product. */
export interface ProductContent {
  title: string;
  /** Sanitised: see html.ts. */
  descriptionHtml: string;
  status: ProductStatus;
  vendor: string | null;
  productType: string | null;
  tags: string[];
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
  /** Derived: what a search finds it by. */
  terms: string[];
  /** Derived: the lowest price of its variants in minor units, 0 without variants. */
  lowestPrice: number;
  /** Digest of the last item that setProducts applied; null once it was edited otherwise. */
  contentHash: string | null;
  createdAt: Date;
  updatedAt: Date;
}

const text = { type: String, default: null } as const;
const required = { type: String, required: true } as const;
const amount = { type: Number, default: null } as const;

const schema = new Schema<Product>({
  shopId: { type: Schema.Types.ObjectId, required: true },
  source: String,
  externalId: String,
  title: required,
  handle: required,
  descriptionHtml: { type: String, default: '' },
  status: { type: String, enum: PRODUCT_STATUSES, required: true },
  vendor: text,
  productType: text,
  tags: [String],
  options: [new Schema<ProductOption>({ name: required, values: [String] }, { _id: false })],
  variants: [
    new Schema<Variant>(
      {
        id: { type: Schema.Types.ObjectId, required: true },
        title: text,
        sku: text,
        barcode: text,
        price: { type: Number, required: true },
        compareAtPrice: amount,
        cost: amount,
        optionValues: [String],
        weightGrams: amount,
        tracksInventory: { type: Boolean, required: true },
      },
      { _id: false, id: false },
    ),
  ],
  media: [new Schema<Media>({ url: required, alt: text, position: Number }, { _id: false })],
  seo: { title: text, description: text },
  skus: { type: [String], default: undefined },
  terms: [String],
  lowestPrice: { type: Number, required: true },
  contentHash: text,
  createdAt: { type: Date, required: true },
  updatedAt: { type: Date, required: true },
});
schema.index({ shopId: 1, handle: 1 }, { unique: true });
schema.index({ shopId: 1, skus: 1 }, { unique: true, partialFilterExpression: { skus: { $exists: true } } });
schema.index({ shopId: 1, externalId: 1, source: 1 }, { unique: true, partialFilterExpression: { externalId: { $exists: true } } });
schema.index({ shopId: 1, 'variants.id': 1 });
schema.index({ shopId: 1, status: 1, _id: 1 });
schema.index({ shopId: 1, status: 1, lowestPrice: 1, _id: 1 });
schema.index({ shopId: 1, terms: 1 });

export const productId = idType('prod');
export const variantId = idType('var');
export const products = shopOwned<Product>('Product', schema);
