import type { CanonicalVariant } from '../../reading/canonical.js';
import { BadCell, type Cells } from '../cells.js';
import type { Column } from './columns.js';
import { type Property, readSkus, type TaobaoSku } from './grammar.js';
import type { Names } from './properties.js';

/** A shop's product has so many; further ones share the last. */
const MOST_OPTIONS = 3;
const MOST_LIST = 500_000;
const MOST_VALUE = 255;
const PRICE = /^\d{1,13}(\.\d{1,10})?$/;
const QUANTITY = /^\d{1,9}$/;
/** Where a SKU has no value of a property that others have. */
const WITHOUT = '默认';

type Variant = CanonicalVariant & { properties: Property[] };
export interface Variants {
  variants: Variant[];
  /** The properties by which they differ, each with its values: in the order of the SKUs. */
  properties: Map<string, Set<string>>;
  /** SKUs that cannot be read, as they stand. */
  broken: string[];
}

const isSound = ({ price, quantity }: TaobaoSku): boolean => PRICE.test(price) && QUANTITY.test(quantity || '0');

/** The variants of a row: its SKUs, or the one thing that it is. @throws {BadCell} */
export function readVariants(cells: Cells<Column>, row: number, names: Names): Variants {
  const text = cells.text('skuProps', MOST_LIST) ?? '';
  const read = readSkus(text);
  const skus = read.flatMap((sku) => (sku && isSound(sku) ? [sku] : []));
  const broken = read.flatMap((sku) => (sku && isSound(sku) ? [] : [sku ? `${sku.price}:${sku.quantity}:${sku.outerId}` : text]));
  if (skus.length === 0) {
    if (broken.length > 0)
      throw new BadCell('skuProps', 'SKU_INVALID', 'None of the SKUs can be read: they are price:quantity:code:pid:vid;');
    return { variants: [{ ...onlyVariant(cells, row), properties: [] }], properties: new Map(), broken };
  }
  const properties = new Map<string, Set<string>>();
  for (const { pid, vid } of skus.flatMap((sku) => sku.properties)) properties.set(pid, (properties.get(pid) ?? new Set()).add(vid));
  const called = calledApart(properties, names);
  const barcodes = cells.text('skuBarcode', MOST_LIST)?.split(';');
  const weightGrams = grams(cells);
  const variants = read.flatMap((sku, at): Variant[] => {
    if (!sku || !isSound(sku)) return [];
    return [
      {
        row,
        sku: sku.outerId.slice(0, 100) || null,
        barcode: barcodes && (barcodes[at]?.trim().slice(0, 100) || null),
        price: sku.price,
        optionValues: atMostThree([...properties.keys()].map((pid) => chosen(sku, pid, called))),
        weightGrams,
        tracksInventory: true,
        available: Number(sku.quantity || 0),
        properties: sku.properties,
      },
    ];
  });
  return { variants, properties, broken };
}

export function optionsOf(properties: Variants['properties'], names: Names): { name: string }[] {
  const all = [...properties.keys()].map((pid, at) => names.ofProperty(pid) ?? `属性${at + 1}`);
  return atMostThree(all).map((name) => ({ name: name.slice(0, 100) }));
}

const atMostThree = (all: readonly string[]): string[] =>
  all.length <= MOST_OPTIONS
    ? [...all]
    : [
        ...all.slice(0, MOST_OPTIONS - 1),
        all
          .slice(MOST_OPTIONS - 1)
          .join(' / ')
          .slice(0, MOST_VALUE),
      ];

function chosen(sku: TaobaoSku, pid: string, called: ReadonlyMap<string, string>): string {
  const vid = sku.properties.find((property) => property.pid === pid)?.vid;
  return vid === undefined ? WITHOUT : called.get(`${pid}:${vid}`)!;
}

/** Names of values; two of one name keep their numbers, so that variants stay apart. */
function calledApart(properties: Variants['properties'], names: Names): Map<string, string> {
  const called = new Map<string, string>();
  for (const [pid, vids] of properties) {
    const met = new Set<string>();
    for (const vid of vids) {
      const name = names.ofValue({ pid, vid }).slice(0, MOST_VALUE - 30);
      called.set(`${pid}:${vid}`, met.has(name) ? `${name} (${vid})` : name);
      met.add(name);
    }
  }
  return called;
}

function onlyVariant(cells: Cells<Column>, row: number): CanonicalVariant {
  const price = cells.decimal('price');
  const quantity = cells.whole('num');
  return {
    row,
    sku: cells.textOrNull('outerId', 100),
    barcode: cells.textOrNull('barcode', 100),
    ...(price ? { price } : {}),
    optionValues: [],
    weightGrams: grams(cells),
    ...(quantity === undefined ? {} : { tracksInventory: true, available: Math.max(0, quantity) }),
  };
}

/** Taobao writes kilograms; 0 where nobody said any. */
function grams(cells: Cells<Column>): number | undefined {
  const text = cells.text('itemWeight') ?? '';
  const kilograms = /^\d{1,5}(\.\d+)?$/.test(text) ? Number(text) : 0;
  return kilograms > 0 ? Math.round(kilograms * 1000) : undefined;
}
