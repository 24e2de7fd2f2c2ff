import { MOST_VARIANTS } from '#commerce/catalog/plain.js';
import type { CanonicalVariant } from '../../reading/canonical.js';
import { BadCell, Cells, present } from '../cells.js';
import type { ProductRows, Row } from '../format.js';
import { MOST_OPTION_VALUE, MOST_OPTIONS, MOST_REDIRECTS } from '../limits.js';
import { Pictures } from '../pictures.js';
import { Problems } from '../problems.js';
import { oldPath } from '../texts.js';
import type { Column, Columns } from './columns.js';
import { readItem, type Shared } from './item.js';

/** What may tell the items of a group apart. */
const APART = ['color', 'size', 'material', 'pattern'] as const;
/** What is said of a product besides. */
const BESIDES = ['mpn', 'gender', 'age_group', 'condition'] as const;

interface Item {
  row: number;
  id: string;
  sold: Omit<CanonicalVariant, 'row' | 'optionValues'>;
  said: ReadonlyMap<Column, string>;
  image: string | undefined;
  cells: Cells<Column>;
}

/** The items of one group, or one that belongs to none. Each says all of itself: a bad one costs its row. */
export class GoogleProduct implements ProductRows {
  private readonly rows: number[] = [];
  private readonly problems = new Problems<Column>();
  private readonly pictures = new Pictures(this.problems);
  private readonly items: Item[] = [];
  private readonly addresses = new Set<string>();
  private shared: Shared | null = null;
  private isGroup = false;
  private partial = false;

  constructor(
    private readonly columns: Columns,
    private readonly key: string,
    first: Row,
  ) {
    this.add(first);
  }

  add(row: Row): void {
    const cells = new Cells(this.columns, row);
    this.rows.push(row.number);
    this.problems.attempt(cells, () => this.read(cells, row.number));
  }

  markPartial(): void {
    this.partial = true;
  }

  finish(): ReturnType<ProductRows['finish']> {
    const options = this.isGroup ? this.options() : [];
    const variants = this.variants(options);
    const { problems, shared } = this;
    if (!shared || variants.length === 0) {
      return { product: null, problems: problems.withRest(this.rows, 'The row belongs to a product that was rejected') };
    }
    const { rejected } = problems;
    const { media } = this.pictures;
    const product = {
      ...shared,
      source: 'google',
      externalId: this.key,
      rows: this.rows.filter((row) => !rejected.has(row)),
      partial: this.partial || rejected.size > 0,
      options: options.map((column) => ({ name: nameOf(column) })),
      variants,
      attributes: this.attributes(options),
      ...(this.columns.has('image_link') ? { media } : {}),
      ...(this.addresses.size > 0 ? { redirectFrom: [...this.addresses] } : {}),
    };
    return { product, problems: problems.all };
  }

  private read(cells: Cells<Column>, row: number): void {
    const { id, shared, sold } = readItem(cells);
    const twin = this.items.find((item) => item.id === id);
    if (twin) throw new BadCell('id', 'ID_TWICE', `The item ${twin.row} has the same id: an item goes in once`);
    if (this.items.length >= MOST_VARIANTS)
      throw new BadCell('item_group_id', 'TOO_MANY_ROWS', `A group has at most ${MOST_VARIANTS} items`);
    const said = new Map([...APART, ...BESIDES].map((column) => [column, cells.text(column, MOST_OPTION_VALUE) ?? ''] as const));
    if (cells.has('item_group_id')) this.isGroup = true;
    this.shared ??= shared;
    this.items.push({ row, id, sold, said, cells, image: this.readPictures(cells) });
    const path = oldPath(cells.text('link', 2000) || '/');
    if (path && this.addresses.size < MOST_REDIRECTS) this.addresses.add(path);
  }

  private readPictures(cells: Cells<Column>): string | undefined {
    const main = cells.text('image_link', 2000);
    const image = main ? this.pictures.add(cells, 'image_link', main) : undefined;
    // An address may hold a comma of its own.
    for (const url of cells.text('additional_image_link', 50_000)?.split(/,\s*(?=https?:)/i) ?? []) {
      if (url.trim()) this.pictures.add(cells, 'additional_image_link', url.trim());
    }
    return image;
  }

  /** What every item of the group says; where that is more than a product has options, what differs goes first. */
  private options(): Column[] {
    const filled = APART.filter((column) => this.items.every(({ said }) => said.get(column)));
    if (filled.length <= MOST_OPTIONS) return filled;
    const differs = (column: Column) => new Set(this.items.map(({ said }) => said.get(column))).size > 1;
    const chosen = [...filled.filter(differs), ...filled.filter((column) => !differs(column))].slice(0, MOST_OPTIONS);
    return filled.filter((column) => chosen.includes(column));
  }

  private variants(options: readonly Column[]): CanonicalVariant[] {
    const met = new Map<string, number>();
    return this.items.flatMap(({ row, sold, said, image, cells }) => {
      const optionValues = options.map((column) => said.get(column)!);
      const twin = met.get(JSON.stringify(optionValues));
      if (twin !== undefined) {
        const message = `Nothing tells the item from ${twin} of its group: give them a color, size, material or pattern each`;
        this.problems.reject(cells, 'item_group_id', 'OPTION_MISSING', message);
        return [];
      }
      met.set(JSON.stringify(optionValues), row);
      return [{ row, ...sold, optionValues, ...(options.length > 0 ? present('image', image) : {}) }];
    });
  }

  /** What all items say alike. */
  private attributes(options: readonly Column[]): { name: string; value: string }[] {
    return [...APART, ...BESIDES].flatMap((column) => {
      const values = new Set(this.items.map(({ said }) => said.get(column)!));
      const [value] = values;
      return value && values.size === 1 && !options.includes(column) ? [{ name: column, value }] : [];
    });
  }
}

/** `color` → `Color`. */
const nameOf = (column: Column): string => column[0]!.toUpperCase() + column.slice(1);
