import { z } from 'zod';
import { listAttributeDefinitions } from '#commerce/catalog/index.js';
import { config } from '#platform/config.js';
import { NotFound } from '#platform/errors.js';
import { getShop, openSecret, type SealedSecret, type ShopContext, sealSecret, shopForJob, shopId } from '#tenants/index.js';
import { type ExportFormat, exportedProducts } from './exported.js';
import { jsonl } from './formats/jsonl.js';
import { prices } from './formats/prices.js';
import { shopify } from './formats/shopify.js';

const FORMATS = { SHOPIFY: shopify, JSONL: jsonl, PRICES: prices } as const satisfies Readonly<Record<string, ExportFormat>>;
type ExportFormatName = keyof typeof FORMATS;
export const EXPORT_FORMATS = Object.keys(FORMATS) as [ExportFormatName, ...ExportFormatName[]];

const MOST_QUERY = 500;
export const CatalogExport = z.object({ format: z.enum(EXPORT_FORMATS), query: z.string().trim().max(MOST_QUERY).nullish() });
export type CatalogExport = z.infer<typeof CatalogExport>;

const OPEN_MS = 3600_000;

/** What an address is sealed with: until when it opens, and what of the catalog. */
interface Sealed {
  until: string;
  query: string | null;
}

const purposeOf = (format: string): string => `catalog-export/${format}`;

/** Where the catalog is had, for an hour: whoever holds the address may read it. Nothing is made until somebody does. */
export function exportAddress(shop: ShopContext, { format, query }: CatalogExport): { url: string; expiresAt: Date } {
  const expiresAt = new Date(Date.now() + OPEN_MS);
  const sealed: Sealed = { until: expiresAt.toISOString(), query: query || null };
  const token = sealSecret(shop, purposeOf(format), JSON.stringify(sealed));
  const path = `exports/${shopId.encode(shop.shopId)}/${format.toLowerCase()}`;
  return { url: `${config().publicUrl}/${path}?token=${encodeURIComponent(token)}`, expiresAt };
}

/** A file on its way out. */
interface ExportedFile {
  /** Letters, digits, hyphens and points. */
  filename: string;
  contentType: string;
  /** Made as it is read: a slow reader holds no more than a batch of products. */
  chunks: AsyncGenerator<string>;
}

/**
 * The file at an address that exportAddress gave: the products as they are while it is read.
 * @throws {NotFound} for a token that is wrong or has run out
 */
export async function openExport(address: { shop: string; format: string; token: string }): Promise<ExportedFile> {
  const shop = await shopForJob(shopId.decode(address.shop), 'catalog-export');
  const name = EXPORT_FORMATS.find((one) => one.toLowerCase() === address.format);
  const sealed = name && opened(shop, name, address.token);
  if (!sealed || new Date(sealed.until) <= new Date()) throw new NotFound('An export with this token');
  const format = FORMATS[name];
  const { handle, timezone } = await getShop(shop);
  // The calendar of en-CA is written as ISO 8601 writes it.
  const today = new Intl.DateTimeFormat('en-CA', { timeZone: timezone }).format();
  return { filename: `${handle}-${today}${format.ending}`, contentType: format.contentType, chunks: chunksOf(shop, format, sealed.query) };
}

function opened(shop: ShopContext, format: string, token: string): Sealed | null {
  try {
    return JSON.parse(openSecret(shop, purposeOf(format), token as SealedSecret)) as Sealed;
  } catch {
    return null; // not made by us for this shop and format
  }
}

async function* chunksOf(shop: ShopContext, format: ExportFormat, query: string | null): AsyncGenerator<string> {
  const attributes = await listAttributeDefinitions(shop);
  const { head, write } = format.begin(attributes);
  if (head) yield head;
  for await (const batch of exportedProducts(shop, query, attributes)) for (const one of batch) yield write(one);
}
