import type { Sample, SourceFile } from '../../reading/sample.js';
import type { SourceRow } from '../../reading/table.js';
import type { Format } from '../format.js';
import { type Column, columnsOf } from './columns.js';
import { entriesOf, plainName } from './media.js';
import { TaobaoProduct } from './product.js';
import { rowsOf } from './text.js';

/** Keys that no other file has. */
const OWN: readonly Column[] = ['sellerCids', 'skuProps', 'cateProps', 'inputPids', 'propAlias', 'customCpv', 'approveStatus', 'numId'];
const SURE_KEYS = 5;
/** The line of keys is the second; some files have lost the first. */
const MOST_ABOVE = 3;

const ownKeys = (header: readonly string[]): number => OWN.filter((column) => columnsOf(header).has(column)).length;

function keysAt({ rows }: Sample): number {
  const found = rows.slice(0, MOST_ABOVE).findIndex((row) => ownKeys(row) >= SURE_KEYS);
  return Math.max(0, found);
}

/** The data package of Taobao Assistant (淘宝助理): a version, a line of keys, a line of titles, then items; alone or zipped with its pictures. */
export const taobao: Format<'TAOBAO'> = {
  name: 'TAOBAO',
  title: 'a Taobao Assistant data package',
  detect(sample) {
    const at = keysAt(sample);
    const keys = ownKeys(sample.rows[at] ?? []);
    if (keys < SURE_KEYS) return null;
    const version = at > 0 && /^version\s+\d/i.test(sample.rows[0]![0] ?? '');
    return {
      confidence: version ? 0.99 : 0.9,
      reason: version
        ? 'It begins with the version and the line of keys of a Taobao Assistant data package'
        : 'Its header names the keys of a Taobao Assistant data package: skuProps, cateProps, seller_cids',
    };
  },
  layout(sample) {
    const header = keysAt(sample);
    const price = columnsOf(sample.rows[header] ?? []).get('price');
    const below = sample.rows[header + 1];
    const titles = below !== undefined && price !== undefined && !/\d/.test(below[price.at] ?? '');
    return { header, begin: header + (titles ? 2 : 1) };
  },
  convert(file, sample) {
    const { header: at, begin } = taobao.layout!(sample);
    const header = (sample.rows[at] ?? []).map((key) => key.trim());
    // A tab at the end of each line makes no column.
    while (header.length > 0 && header.at(-1) === '') header.pop();
    return { header, rows: itemsOf(file, sample, header, begin) };
  },
  refuses: ({ header }) =>
    ownKeys(header) > 0 && columnsOf(header).has('title')
      ? null
      : {
          code: 'NOT_A_CATALOG',
          message: 'This is no Taobao Assistant data package: its second line names no keys like title, skuProps, cateProps',
        },
  reader({ header }) {
    const columns = columnsOf(header);
    const numId = columns.get('numId')?.at ?? -1;
    return {
      keyOf: ({ cells }) => /^[1-9]\d*$/.exec(cells[numId]?.trim() ?? '')?.[0] ?? '',
      begin: (row) => new TaobaoProduct(columns, row),
    };
  },
  columnOf: ({ header }, field) => columnsOf(header).get(COLUMN_OF[field] ?? (field as Column))?.name ?? '',
};

async function* itemsOf(file: SourceFile, sample: Sample, header: readonly string[], begin: number): AsyncGenerator<SourceRow> {
  const picture = columnsOf(header).get('picture')?.at ?? -1;
  const byName = new Map(
    [...file.beside.keys()].filter((path) => /\.(tbi|jpe?g|png|gif|webp)$/i.test(path)).map((path) => [plainName(path), path]),
  );
  const above = sample.places[begin - 1]?.row ?? 0;
  for await (const row of rowsOf(file.text(), sample.delimiter, header.length)) {
    if (row.number <= above) continue;
    const entries = entriesOf(row.cells?.[picture] ?? '', byName);
    yield entries.length > 0 ? { ...row, note: JSON.stringify(entries) } : row;
  }
}

const COLUMN_OF: Readonly<Record<string, Column>> = {
  descriptionHtml: 'description',
  status: 'approveStatus',
  externalId: 'numId',
  categories: 'sellerCids',
  attributes: 'cateProps',
  vendor: 'inputValues',
  media: 'picture',
  weightGrams: 'itemWeight',
  available: 'num',
  sku: 'skuProps',
  optionValues: 'skuProps',
  options: 'skuProps',
};
