import type { Table } from '../reading/table.js';
import type { Format } from './format.js';
import { generic } from './generic/index.js';
import { google } from './google/index.js';
import { jsonl } from './jsonl/index.js';
import { prices } from './prices/index.js';
import { shopify } from './shopify/index.js';
import { taobao } from './taobao/index.js';
import { woocommerce } from './woocommerce/index.js';

/** All formats that are known. Of two that are equally sure of a file, the first has it. */
export const FORMATS = [shopify, taobao, woocommerce, google, jsonl, prices, generic] as const;

export type ImportFormat = (typeof FORMATS)[number]['name'];
export const IMPORT_FORMATS: readonly [ImportFormat, ...ImportFormat[]] = [FORMATS[0].name, ...FORMATS.slice(1).map(({ name }) => name)];

export function formatNamed(name: string): Format {
  const found = FORMATS.find((format) => format.name === name);
  if (!found) throw new TypeError(`${name} is no format`);
  return found;
}

/** What a file calls the field that a refusal names: `['price']` → `Variant Price`. */
export function columnNameOf({ table }: { table: Table | null }, field: readonly string[]): string {
  return field[0] && table ? formatNamed(table.format).columnOf(table, field[0]) : '';
}
