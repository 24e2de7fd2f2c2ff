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
  id?: string | undefined;
  sku?: string | null | undefined;
  barcode?: string | null | undefined;
  /** What its amounts are in, where the file says so. */
  currency?: string | undefined;
  price?: string | undefined;
  compareAtPrice?: string | null | undefined;
  cost?: string | null | undefined;
  /** Absent: the file names the variant by its id or SKU, and says nothing of its choices. */
  optionValues?: string[] | undefined;
  weightGrams?: number | null | undefined;
  /** Null: the shop's usual one. */
  taxClass?: string | null | undefined;
  tracksInventory?: boolean | undefined;
  available?: number | undefined;
  /** What the exported file showed as `available`, before somebody changed it. */
  availableWas?: number | undefined;
  /** The url of one of the product's media. */
  image?: string | undefined;
}

/** A product as a file says it: what the file has no column for is undefined, in a part's line absent, and stays as it is in the shop. */
export interface CanonicalProduct {
  /** Shopyard's own id, where the file was exported from here. */
  id?: string | undefined;
  /** The rows that it stands in, the first with what all variants share. */
  rows: number[];
  /** Some of its rows were rejected: variants that the shop has and the rest does not name are kept. */
  partial: boolean;
  /** Where the file comes from, and the product's id there. A price list has neither, nor a title: it names products by SKU. */
  source?: string | undefined;
  externalId?: string | undefined;
  handle?: string | undefined;
  title?: string | undefined;
  /** Sanitised. */
  descriptionHtml?: string | undefined;
  status?: 'DRAFT' | 'ACTIVE' | 'ARCHIVED' | undefined;
  /** ISO 8601. */
  publishedAt?: string | null | undefined;
  vendor?: string | null | undefined;
  productType?: string | null | undefined;
  tags?: string[] | undefined;
  /** Values in the seller's order, those of no variant too; absent where the file tells only of those that variants have. */
  options?: { name: string; values?: string[] | undefined }[] | undefined;
  /** Absent: the file says nothing of variants. */
  variants?: CanonicalVariant[] | undefined;
  /** `zip:<path>` is an entry of the uploaded archive. */
  media?: { url: string; alt: string | null }[] | undefined;
  seo?: { title?: string | null | undefined; description?: string | null | undefined } | undefined;
  /** Where it stands in the seller's own tree: paths from the root. */
  categories?: { externalId?: string | undefined; title: string }[][] | undefined;
  attributes?: { name: string; value: string }[] | undefined;
  /** Paths of its address where it comes from: `/products/hat`. */
  redirectFrom?: string[] | undefined;
}

/** A line of a part. */
export type CanonicalLine = { product: CanonicalProduct; digest: string } | { problem: RowProblem };
