import type { CanonicalProduct, CanonicalVariant } from '../../reading/canonical.js';
import { amountIn, askedPrice } from '../amounts.js';
import { BadCell, type Cells, short } from '../cells.js';
import { isBetween } from '../dates.js';
import { MOST_DESCRIPTION } from '../limits.js';
import { descriptionOf, pathOf } from '../texts.js';
import type { Column } from './columns.js';

const MOST_ID = 50;
const GRAMS: Readonly<Record<string, number>> = { g: 1, kg: 1000, lb: 453.59237, oz: 28.349523125 };

/** What an item says of the product. */
export type Shared = Pick<CanonicalProduct, 'title' | 'descriptionHtml' | 'vendor' | 'categories'> & { title: string };

/** @throws {BadCell} */
export function readItem(cells: Cells<Column>): { id: string; shared: Shared; sold: Omit<CanonicalVariant, 'row' | 'optionValues'> } {
  const id = cells.text('id', MOST_ID);
  if (!id) throw new BadCell('id', 'ID_MISSING', 'The item has no id');
  cells.text('item_group_id', MOST_ID);
  const title = cells.text('title');
  if (!title) throw new BadCell('title', 'TITLE_MISSING', 'The item has no title');
  const description = cells.text('description', MOST_DESCRIPTION);
  const shared = {
    title,
    descriptionHtml: description === undefined ? undefined : descriptionOf(description),
    vendor: cells.textOrNull('brand'),
    categories: categoriesOf(cells),
  };
  const [from, until] = cells.text('sale_price_effective_date')?.split('/') ?? [];
  const sale = isBetween(from, until) ? amountIn(cells, 'sale_price') : undefined;
  const cost = amountIn(cells, 'cost_of_goods_sold');
  const weight = grams(cells);
  const sold = {
    sku: id,
    barcode: cells.textOrNull('gtin', 100),
    ...askedPrice(amountIn(cells, 'price'), sale),
    ...(cost ? { cost: cost.amount } : {}),
    weightGrams: weight,
    ...stockOf(cells),
  };
  return { id, shared, sold };
}

/** The shop's own kinds go before Google's, which may be known by their number alone. */
function categoriesOf(cells: Cells<Column>): Shared['categories'] {
  const [own, googles] = [cells.text('product_type', 1000), cells.text('google_product_category', 1000)];
  if (own === undefined && googles === undefined) return undefined;
  const path = own || (googles && !/^\d+$/.test(googles) ? googles : '');
  return path ? [pathOf(path)] : [];
}

/** What is in stock has no number, unless the feed gives one: it is not counted. */
function stockOf(cells: Cells<Column>): Pick<CanonicalVariant, 'tracksInventory' | 'available'> {
  const pieces = cells.whole('quantity');
  const text = cells.text('availability')?.toLowerCase().replaceAll(' ', '_');
  if (text === 'out_of_stock') return { tracksInventory: true, available: 0 };
  if (pieces !== undefined) return { tracksInventory: true, available: Math.max(0, pieces) };
  if (!text) return {};
  if (text === 'in_stock' || text === 'preorder' || text === 'backorder') return { tracksInventory: false };
  const message = `${short(text)} is no availability: write in_stock, out_of_stock, preorder or backorder`;
  throw new BadCell('availability', 'STATUS_INVALID', message);
}

function grams(cells: Cells<Column>): number | undefined {
  const text = cells.text('shipping_weight');
  if (!text) return undefined;
  const [, number, unit] = /^(\d{1,8}(?:\.\d+)?)\s*(kg|g|lb|oz)s?$/i.exec(text) ?? [];
  if (!number) throw new BadCell('shipping_weight', 'NUMBER_INVALID', `${short(text)} is not a weight: write a number and kg, g, lb or oz`);
  return Math.round(Number(number) * GRAMS[unit!.toLowerCase()]!);
}
