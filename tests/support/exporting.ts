import { type CatalogExport, exportAddress, openExport } from '#commerce/exports/index.js';
import type { ShopContext } from '#tenants/index.js';

/** Where an export is had, as its door reads the address. */
export function addressParts(url: string): { shop: string; format: string; token: string } {
  const { pathname, searchParams } = new URL(url);
  const [shop, format] = pathname.split('/').slice(-2);
  return { shop: shop!, format: format!, token: searchParams.get('token')! };
}

/** The whole file. */
export async function exportText(shop: ShopContext, wanted: CatalogExport): Promise<string> {
  const { chunks } = await openExport(addressParts(exportAddress(shop, wanted).url));
  let text = '';
  for await (const chunk of chunks) text += chunk;
  return text;
}
