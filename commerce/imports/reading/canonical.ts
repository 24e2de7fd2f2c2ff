/** A row, or what could be read of it, that does not go in. */
export interface RowProblem {
  /** As a spreadsheet counts: the header is row 1. 0 for the file as a whole. */
  row: number;
  /** As the file's header names it; empty where no one column is to blame. */
  column: string;
  code: string;
  message: string;
  /** The row goes in all the same, without what the problem tells of. */
  kept?: true;
}

/** A variant as a file says it, the same for every shop: amounts are plain decimals, each shop reads them in its own currency. */
export interface CanonicalVariant {
  row: number;
  sku?: string | null;
  barcode?: string | null;
  price?: string;
  compareAtPrice?: string | null;
  cost?: string | null;
  optionValues: string[];
  weightGrams?: number | null;
  tracksInventory?: boolean;
  available?: number;
}

/** A product as a file says it: what the file has no column for is absent and stays as it is in the shop. */
export interface CanonicalProduct {
  /** The rows that it stands in, the first with what all variants share. */
  rows: number[];
  /** Some of its rows were rejected: variants that the shop has and the rest does not name are kept. */
  partial: boolean;
  source: string;
  externalId: string;
  handle?: string;
  title: string;
  /** Sanitised. */
  descriptionHtml?: string;
  status?: 'DRAFT' | 'ACTIVE' | 'ARCHIVED';
  vendor?: string | null;
  productType?: string | null;
  tags?: string[];
  options?: { name: string }[];
  /** Absent: the file says nothing of variants. */
  variants?: CanonicalVariant[];
  media?: { url: string; alt: string | null }[];
  seo?: { title?: string | null; description?: string | null };
}

/** A line of a part. */
export type CanonicalLine = { product: CanonicalProduct } | { problem: RowProblem };
