import type { Table } from '../reading/table.js';
import type { ImportFormat, TableFormat } from './format.js';
import { shopify } from './shopify/index.js';

export const formats: Readonly<Record<ImportFormat, TableFormat>> = { SHOPIFY: shopify };

/** What a file calls the field that a refusal names: `['price']` → `Variant Price`. */
export function columnNameOf({ format, table }: { format: ImportFormat; table: Table | null }, field: readonly string[]): string {
  return field[0] && table ? formats[format].columnOf(table.header, field[0]) : '';
}
