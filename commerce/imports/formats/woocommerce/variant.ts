import type { CanonicalVariant } from '../../reading/canonical.js';
import { amountIn, askedPrice } from '../amounts.js';
import { BadCell, type Cells, present, short } from '../cells.js';
import { isBetween } from '../dates.js';
import type { Column, Columns } from './columns.js';

/** What a row says of what is sold, before its options are known. */
export type Sold = Omit<CanonicalVariant, 'row' | 'optionValues'>;

const GRAMS: Readonly<Record<string, number>> = { kg: 1000, g: 1, lbs: 453.59237, oz: 28.349523125 };

/** @throws {BadCell} */
export function readSold(cells: Cells<Column>, columns: Columns): Sold {
  const isOnSale = isBetween(cells.text('saleFrom'), cells.text('saleUntil'));
  const sale = amountIn(cells, 'salePrice');
  const cost = amountIn(cells, 'cost');
  return {
    sku: cells.textOrNull('sku', 100),
    barcode: cells.textOrNull('barcode', 100),
    ...askedPrice(amountIn(cells, 'regularPrice'), isOnSale ? sale : undefined),
    ...(cost ? { cost: cost.amount } : {}),
    weightGrams: grams(cells, columns),
    ...present('taxClass', taxClass(cells)),
    ...readStock(cells),
  };
}

/** The unit stands in the column's name; kilograms where it does not. */
function grams(cells: Cells<Column>, columns: Columns): number | null | undefined {
  const text = cells.text('weight');
  if (!text) return text === '' ? null : undefined;
  const number = text.replace(',', '.');
  if (!/^\d{1,8}(\.\d+)?$/.test(number)) throw new BadCell('weight', 'NUMBER_INVALID', `${short(text)} is not a weight`);
  const [, unit = 'kg'] = /\((\w+)\)/.exec(columns.get('weight')!.name.toLowerCase()) ?? [];
  return Math.round(Number(number) * GRAMS[unit]!);
}

/** `parent` is what a variation has of its product. */
function taxClass(cells: Cells<Column>): string | null | undefined {
  if (cells.text('taxStatus')?.toLowerCase() === 'none') return 'exempt';
  const name = cells.text('taxClass', 40)?.toLowerCase();
  if (name === undefined || name === 'parent') return undefined;
  return name === '' || name === 'standard' ? null : name;
}

/** What may be ordered when it has run out is not counted. */
function readStock(cells: Cells<Column>): Pick<CanonicalVariant, 'tracksInventory' | 'available'> {
  const backorders = /^(1|yes|notify)$/i.test(cells.text('backorders') ?? '');
  const pieces = isShared(cells) ? undefined : piecesOf(cells);
  const inStock = cells.text('inStock')?.toLowerCase();
  if (pieces !== undefined) return { tracksInventory: !backorders, available: pieces };
  if (inStock === undefined || inStock === '') return {};
  return inStock === '0' || inStock === 'no' ? { tracksInventory: true, available: 0 } : { tracksInventory: false };
}

/** The product's pieces are those of all its variations. */
export const isShared = (cells: Cells<Column>): boolean => cells.text('stock')?.toLowerCase() === 'parent';

/** WooCommerce's go below zero, and may be parts of a piece. @throws {BadCell} NUMBER_INVALID */
function piecesOf(cells: Cells<Column>): number | undefined {
  const text = cells.text('stock');
  if (!text) return undefined;
  if (!/^-?\d{1,9}(\.\d+)?$/.test(text)) throw new BadCell('stock', 'NUMBER_INVALID', `${short(text)} is not a number of pieces`);
  return Math.max(0, Math.floor(Number(text)));
}
