import type { Sample } from '../../reading/sample.js';
import type { Format, Row } from '../format.js';
import { badMapping, hasPeople, knownColumns, type Resolved, resolved } from './mapping.js';
import { OPTIONS, TableProduct } from './product.js';

export { guessMapping } from './mapping.js';

/** A title, and what is to be filled in, may stand above the header. */
const MOST_ABOVE = 5;
/** Any format of its own is surer than this. */
const MOST_SURE = 0.58;
const UNLIKELY = 0.3;

const isBlank = (row: readonly string[]): boolean => row.every((cell) => cell.trim() === '');

function headerAt({ rows }: Sample): number {
  const found = rows.slice(0, MOST_ABOVE).findIndex((header) => knownColumns({ header }) > 0);
  return found >= 0
    ? found
    : Math.max(
        0,
        rows.findIndex((row) => !isBlank(row)),
      );
}

/** Any other table of products: what its columns mean is guessed by their names, and may be said. */
export const generic: Format<'GENERIC'> = {
  name: 'GENERIC',
  title: 'a table of products',
  detect(sample) {
    const header = sample.rows[headerAt(sample)] ?? [];
    const known = knownColumns({ header });
    if (known === 0) return null;
    const names = [...resolved({ header }).columns.values()].slice(0, 5).map(({ name }) => name);
    if (hasPeople(header)) return { confidence: UNLIKELY, reason: 'It has columns of people or orders' };
    return { confidence: Math.min(MOST_SURE, 0.5 + 0.01 * known), reason: `Its header names what products have: ${names.join(', ')}` };
  },
  layout(sample) {
    const header = headerAt(sample);
    return { header, begin: header + 1 };
  },
  refuses(heading) {
    const bad = badMapping(heading);
    if (bad || knownColumns(heading) > 0) return bad;
    const message = 'No column of the table is known to be a title or a SKU, with one more beside it: say what its columns mean';
    return { code: 'NOT_A_CATALOG', message };
  },
  reader(heading) {
    const read = resolved(heading);
    let above = '';
    return {
      keyOf(row) {
        above = ownKey(read, row) ?? above;
        return above;
      },
      begin: (row) => new TableProduct(read, row),
    };
  },
  columnOf(heading, field) {
    const read = resolved(heading);
    const [column] = read.of(COLUMN_OF[field] ?? field);
    return column ? read.columns.get(column)!.name : '';
  },
};

/** Null: the row names no product, but has an option. It belongs to the one above, as in sheets whose cells are merged. */
function ownKey({ columns }: Resolved, { cells }: Row): string | null {
  const at = (column: string) => cells[columns.get(column)?.at ?? -1]?.trim() ?? '';
  const name = at('externalId') || at('handle');
  if (name) return `named ${name}`;
  const hasOption = OPTIONS.some((option) => at(option) !== '');
  if (!hasOption) return '';
  if (at('title')) return `titled ${at('title')}`;
  const namesProducts = ['externalId', 'handle', 'title'].some((column) => columns.has(column));
  return namesProducts ? null : '';
}

/** Fields of the catalog that a mapping calls otherwise. */
const COLUMN_OF: Readonly<Record<string, string>> = {
  descriptionHtml: 'description',
  optionValues: 'option1',
  options: 'option1',
  media: 'image',
  categories: 'category',
};
