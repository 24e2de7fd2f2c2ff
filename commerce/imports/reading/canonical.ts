/** A row, or what could be read of it, that does not go in. */
export interface RowProblem {
  /** As a spreadsheet counts: the header is row 1. 0 for the file as a whole. */
  row: number;
  /** As the file's header names it; empty where no one column is to blame. */
  column: string;
  code: string;
  message: string;
  /** The cell that is to blame, cut to 200 characters. */
  value?: string;
  /** The row goes in all the same, without what the problem tells of. */
  kept?: true;
}

/** A variant as a file says it, the same for every shop: amounts are plain decimals, each shop reads them in its own currency. */
export interface CanonicalVariant {
  row: number;
  /** Shopyard's own id, where the file was exported from here to be changed and brought back. */
  id?: string;
  sku?: string | null;
  barcode?: string | null;
  /** What its amounts are in, where the file says so. */
  currency?: string;
  price?: string;
  compareAtPrice?: string | null;
  cost?: string | null;
  /** Absent: the file names the variant by its id or SKU, and says nothing of its choices. */
  optionValues?: string[];
  weightGrams?: number | null;
  /** Null: the shop's usual one. */
  taxClass?: string | null;
  tracksInventory?: boolean;
  available?: number;
  /** What the exported file showed as `available`, before somebody changed it. */
  availableWas?: number;
  /** The url of one of the product's media. */
  image?: string;
}

/** A product as a file says it: what the file has no column for is absent and stays as it is in the shop. */
export interface CanonicalProduct {
  /** Shopyard's own id, where the file was exported from here. */
  id?: string;
  /** The rows that it stands in, the first with what all variants share. */
  rows: number[];
  /** Some of its rows were rejected: variants that the shop has and the rest does not name are kept. */
  partial: boolean;
  /** Where the file comes from, and the product's id there. A price list has neither, nor a title: it names products by SKU. */
  source?: string;
  externalId?: string;
  handle?: string;
  title?: string;
  /** Sanitised. */
  descriptionHtml?: string;
  status?: 'DRAFT' | 'ACTIVE' | 'ARCHIVED';
  /** ISO 8601. */
  publishedAt?: string | null;
  vendor?: string | null;
  productType?: string | null;
  tags?: string[];
  /** Values in the seller's order, those of no variant too; absent where the file tells only of those that variants have. */
  options?: { name: string; values?: string[] }[];
  /** Absent: the file says nothing of variants. */
  variants?: CanonicalVariant[];
  /** `zip:<path>` is an entry of the uploaded archive. */
  media?: { url: string; alt: string | null }[];
  seo?: { title?: string | null; description?: string | null };
  /** Where it stands in the seller's own tree: paths from the root. */
  categories?: { externalId?: string; title: string }[][];
  attributes?: { name: string; value: string }[];
  /** Paths of its address where it comes from: `/products/hat`. */
  redirectFrom?: string[];
}

/** A line of a part. */
export type CanonicalLine = { product: CanonicalProduct; digest: string } | { problem: RowProblem };
