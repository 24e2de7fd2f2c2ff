import type { ProductStatus } from '../../../generated/graphql';

export interface Named {
  id: string;
  title: string;
}

export interface OptionDraft {
  name: string;
  values: readonly string[];
}

/** A variant as it is typed: amounts are text, empty where there is none. */
export interface VariantDraft {
  /** Its id, or a name of our own for one that is new. */
  key: string;
  id: string | null;
  optionValues: readonly string[];
  price: string;
  compareAtPrice: string;
  cost: string;
  sku: string;
  barcode: string;
  /** What is there; of a new variant what it begins with. Empty: its stock is not counted. */
  available: string;
  tracksInventory: boolean;
  taxClass: string;
  /** The key of one of the pictures; empty: the first. */
  picture: string;
}

/** The columns of text in the grid of variants, in their order. */
export const COLUMNS = ['price', 'compareAtPrice', 'cost', 'sku', 'barcode', 'available'] as const;
export type ColumnName = (typeof COLUMNS)[number];

export interface PictureDraft {
  /** Its address, or its upload. */
  key: string;
  url: string;
  upload: string;
  alt: string;
  /** What is shown of it on this page. */
  preview: string;
  /** NEW: it waits for the product to be saved. */
  state: 'NEW' | 'READY' | 'WAITING' | 'FAILED';
  problem: string;
}

/** All that the editor holds of a product. */
export interface ProductDraft {
  title: string;
  handle: string;
  descriptionHtml: string;
  status: ProductStatus;
  /** From when on shoppers see it, as the API says it. Empty: as soon as it is active. */
  publishedAt: string;
  vendor: string;
  productType: string;
  tags: readonly string[];
  seoTitle: string;
  seoDescription: string;
  attributes: Readonly<Record<string, string>>;
  categories: readonly Named[];
  collections: readonly Named[];
  options: readonly OptionDraft[];
  variants: readonly VariantDraft[];
  pictures: readonly PictureDraft[];
}

let made = 0;

export const newVariant = (given: Partial<VariantDraft> = {}): VariantDraft => ({
  price: '',
  compareAtPrice: '',
  cost: '',
  barcode: '',
  tracksInventory: true,
  taxClass: '',
  picture: '',
  optionValues: [],
  ...given,
  key: `new ${Date.now()} ${++made}`,
  id: null,
  sku: '',
  available: '0',
});

export const newProduct = (): ProductDraft => ({
  title: '',
  handle: '',
  descriptionHtml: '',
  status: 'DRAFT',
  publishedAt: '',
  vendor: '',
  productType: '',
  tags: [],
  seoTitle: '',
  seoDescription: '',
  attributes: {},
  categories: [],
  collections: [],
  options: [],
  variants: [newVariant()],
  pictures: [],
});
