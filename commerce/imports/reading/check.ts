import { hash } from 'node:crypto';
import { z } from 'zod';
import { MOST_OPTIONS, MOST_VARIANTS } from '#commerce/catalog/plain.js';
import { MOST_REDIRECTS } from '../formats/limits.js';
import type { CanonicalProduct, RowProblem } from './canonical.js';

/**
 * What a product of a file must hold to, whatever format read it: checked once, here in the reading thread, so that each of a thousand shops
 * may take it as it is. The bounds are those of the catalog's own inputs.
 */
const text = (most: number) => z.string().max(most);
const decimal = z.string().regex(/^\d{1,13}(\.\d{1,10})?$/, 'is no amount: write digits with a point, like 19.99');
const pieces = z.int().min(0).max(1_000_000_000);

const variant = z.object({
  row: z.int(),
  id: text(100).optional(),
  sku: text(100).nullish(),
  barcode: text(100).nullish(),
  price: decimal.optional(),
  compareAtPrice: decimal.nullish(),
  cost: decimal.nullish(),
  currency: text(3).optional(),
  optionValues: z.array(text(255).min(1)).max(MOST_OPTIONS).optional(),
  weightGrams: z.int().min(0).max(100_000_000).nullish(),
  taxClass: text(40).nullish(),
  tracksInventory: z.boolean().optional(),
  available: pieces.optional(),
  availableWas: pieces.optional(),
  image: text(2000).optional(),
});

const place = z.object({ externalId: text(100).optional(), title: text(255).min(1) });

const product = z.object({
  rows: z.array(z.int()),
  partial: z.boolean(),
  source: text(40).optional(),
  externalId: text(255).min(1).optional(),
  handle: text(255).min(1).optional(),
  title: text(255).optional(),
  descriptionHtml: text(500_000).optional(),
  status: z.enum(['DRAFT', 'ACTIVE', 'ARCHIVED']).optional(),
  publishedAt: z.iso.datetime({ offset: true }).nullish(),
  vendor: text(255).nullish(),
  productType: text(255).nullish(),
  tags: z.array(text(255)).max(250).optional(),
  options: z.array(z.object({ name: text(100).min(1), values: z.array(text(255).min(1)).max(MOST_VARIANTS).optional() })).max(MOST_OPTIONS).optional(),
  variants: z.array(variant).max(MOST_VARIANTS).optional(),
  media: z.array(z.object({ url: text(2000), alt: text(500).nullable() })).max(250).optional(),
  seo: z.object({ title: text(255).nullish(), description: text(1000).nullish() }).optional(),
  categories: z.array(z.array(place).max(20)).max(50).optional(),
  attributes: z.array(z.object({ name: text(100).min(1), value: text(5000) })).max(250).optional(),
  redirectFrom: z.array(text(2000)).max(MOST_REDIRECTS).optional(),
}); // biome-ignore format: a table

/** A product that may go in, and the digest of what it says; or why not. */
export function checked(read: CanonicalProduct): { product: CanonicalProduct; digest: string } | { problem: RowProblem } {
  const parsed = product.safeParse(read);
  if (parsed.success) return { product: read, digest: digestOfProduct(read) };
  const { path, message } = parsed.error.issues[0]!;
  const row = path[0] === 'variants' ? read.variants?.[Number(path[1])]?.row : undefined;
  return { problem: { row: row ?? read.rows[0] ?? 0, column: '', code: 'INVALID_INPUT', message: `${path.join('.')}: ${message}` } };
}

/** The same for the same words, in whatever rows they stood. */
function digestOfProduct(product: CanonicalProduct): string {
  const said = wordsOf(product, 'rows');
  if (product.variants) said.variants = product.variants.map((variant) => wordsOf(variant, 'row'));
  return hash('sha1', JSON.stringify(said), 'base64');
}

/** The fields but those that tell of places, and the variants. In a loop: taking the rest of an object takes several times as long. */
function wordsOf<T extends object>(from: T, place: keyof T): Record<string, unknown> {
  const said: Record<string, unknown> = {};
  for (const field in from) if (field !== place && field !== 'variants') said[field] = from[field];
  return said;
}
