import { cleanHtml, MOST_VARIANTS, slug } from '#commerce/catalog/plain.js';
import type { CanonicalProduct, CanonicalVariant, RowProblem } from '../../reading/canonical.js';
import { BadCell, Cells, short } from '../cells.js';
import type { ProductRows, Row } from '../format.js';
import { MOST_ATTRIBUTE, MOST_DESCRIPTION } from '../limits.js';
import type { Column, Columns, metafieldsOf } from './columns.js';
import { type More, moreIn } from './more.js';

/** Rows that are neither variants nor more pictures than a product has are refused from here on. */
const MOST_ROWS = 2 * MOST_VARIANTS;
const MOST_MEDIA = 250;

const OPTIONS = [
  ['option1Name', 'option1Value'],
  ['option2Name', 'option2Value'],
  ['option3Name', 'option3Value'],
] as const;

/** A row that fills one of these is a variant; one that fills none, below the first, brings a picture. */
const OF_VARIANTS: readonly Column[] = [
  'sku',
  'barcode',
  'price',
  'compareAtPrice',
  'cost',
  'quantity',
  ...OPTIONS.map(([, value]) => value),
];

const STATUSES: Readonly<Record<string, CanonicalProduct['status']>> = {
  active: 'ACTIVE',
  draft: 'DRAFT',
  archived: 'ARCHIVED',
  unlisted: 'DRAFT',
};

export function keyOf(columns: Columns, row: Row): string {
  const at = (column: Column) => row.cells[columns.get(column)?.at ?? -1]?.trim() ?? '';
  return slug(at('handle')) || slug(at('title')) || at('title').slice(0, 255);
}

interface Picture {
  url: string;
  alt: string | null;
  position: number;
  /** A variant has named it; its own row may still come. */
  implied: boolean;
}

/**
 * The rows of one product. A bad row costs that row: the others go in, unless the bad one is the first and leaves no title. What all
 * variants share is read from the first row alone.
 */
export class ShopifyProduct implements ProductRows {
  private readonly rows: number[] = [];
  private readonly problems: RowProblem[] = [];
  private readonly variants: CanonicalVariant[] = [];
  private readonly pictures: Picture[] = [];
  private readonly optionNames: string[] = [];
  /** What all variants share; completed once the last row is there. */
  private shared: CanonicalProduct | null = null;
  private partial = false;
  private more: More = {};

  constructor(
    private readonly columns: Columns,
    private readonly metafields: ReturnType<typeof metafieldsOf>,
    private readonly key: string,
    first: Row,
  ) {
    const cells = new Cells(columns, first);
    this.attempt(cells, () => {
      this.shared = this.readShared(cells, first);
    });
    if (this.shared) {
      this.readRow(cells, first.number, true);
      this.readGiftCard(cells);
    } else this.rows.push(first.number);
  }

  add(row: Row): void {
    const cells = new Cells(this.columns, row);
    if (!this.shared) return void this.rows.push(row.number);
    this.readRow(cells, row.number, false);
  }

  markPartial(): void {
    this.partial = true;
  }

  finish(): ReturnType<ProductRows['finish']> {
    const told = new Set(this.problems.filter(({ kept }) => !kept).map(({ row }) => row));
    if (!this.shared || this.rows.length === 0) {
      const message = 'The row belongs to a product whose first row was rejected';
      const others = this.rows.filter((row) => !told.has(row)).map((row) => ({ row, column: '', code: 'PRODUCT_REJECTED', message }));
      return { product: null, problems: [...this.problems, ...others] };
    }
    const product = this.shared;
    product.partial = this.partial || told.size > 0;
    if (this.variants.length > 0) {
      product.options = this.optionNames.map((name, at) => ({ name, values: this.valuesOf(at) }));
      product.variants = this.variants;
    }
    if (this.columns.has('image')) product.media = this.media();
    return { product, problems: this.problems };
  }

  private readRow(cells: Cells<Column>, number: number, isFirst: boolean): void {
    this.attempt(cells, () => {
      if (this.rows.length >= MOST_ROWS) throw new BadCell('handle', 'TOO_MANY_ROWS', `A product has at most ${MOST_ROWS} rows`);
      if (isFirst) this.readOptionNames(cells);
      const isVariant = OF_VARIANTS.some((column) => cells.has(column));
      if (isVariant) this.readVariant(cells, number);
      this.rows.push(number);
      this.readPictures(cells, isVariant ? this.variants.at(-1) : undefined);
    });
  }

  /** Runs `read`; a cell that it cannot use becomes a problem. */
  private attempt(cells: Cells<Column>, read: () => void): void {
    try {
      read();
    } catch (error) {
      if (!(error instanceof BadCell)) throw error;
      this.problems.push(cells.problem(error));
    }
  }

  private readShared(cells: Cells<Column>, row: Row): CanonicalProduct {
    const title = cells.text('title');
    if (!title) throw new BadCell('title', 'TITLE_MISSING', 'The first row of a product needs a title');
    const description = cells.text('description', MOST_DESCRIPTION);
    const more = moreIn(cells);
    this.more = more;
    const [seoTitle, seoDescription] = [cells.textOrNull('seoTitle'), cells.textOrNull('seoDescription', 1000)];
    const hasSeo = seoTitle !== undefined || seoDescription !== undefined;
    const address = cells.text('handle');
    const handle = slug(this.key);
    return {
      source: 'shopify',
      externalId: more.externalId ?? this.key,
      handle: handle || undefined,
      title,
      descriptionHtml: description && cleanHtml(description),
      status: this.readStatus(cells),
      vendor: cells.textOrNull('vendor'),
      productType: cells.textOrNull('type'),
      tags: tagsOf(cells, more),
      categories: categoriesOf(cells, more),
      attributes: this.metafields.length > 0 ? this.readMetafields(row) : undefined,
      redirectFrom: address ? [`/products/${address}`] : undefined,
      seo: hasSeo ? { title: seoTitle, description: seoDescription } : undefined,
      rows: this.rows,
      partial: false,
      options: undefined,
      variants: undefined,
      media: undefined,
    };
  }

  /** Codes that pay for something else are not sold here: what would be sold is a thing of that name. */
  private readGiftCard(cells: Cells<Column>): void {
    if (!isGiftCard(cells)) return;
    const message = 'The product is a gift card in Shopify, and none are issued here: it goes in as a draft';
    this.problems.push({ ...cells.problem(new BadCell('giftCard', 'GIFT_CARD', message)), kept: true });
  }

  private readMetafields(row: Row): { name: string; value: string }[] {
    return this.metafields.flatMap(({ at, name }) => {
      const value = row.cells[at]!.trim().slice(0, MOST_ATTRIBUTE);
      return value ? [{ name, value }] : [];
    });
  }

  /** What is not published is a draft here, whatever its status. */
  private readStatus(cells: Cells<Column>): CanonicalProduct['status'] {
    const text = cells.text('status')?.toLowerCase();
    const status = text ? STATUSES[text] : undefined;
    if (text && !status) throw new BadCell('status', 'STATUS_INVALID', `${short(text)} is no status: write active, draft or archived`);
    const hidden = cells.text('published')?.toLowerCase() === 'false' || isGiftCard(cells);
    return hidden && status !== 'ARCHIVED' ? 'DRAFT' : status;
  }

  /** An option's values in an order of their own, where the file says one. */
  private valuesOf(at: number): string[] | undefined {
    const values = this.more.options?.[at];
    return values && this.variants.every(({ optionValues = [] }) => values.includes(optionValues[at] ?? '')) ? values : undefined;
  }

  private readOptionNames(cells: Cells<Column>): void {
    for (const [name, value] of OPTIONS) {
      const optionName = cells.text(name, 100);
      if (optionName) this.optionNames.push(optionName);
      else if (cells.has(value)) throw new BadCell(name, 'OPTION_NAME_MISSING', `The option of ${short(cells.text(value)!)} has no name`);
      else return;
    }
  }

  private readVariant(cells: Cells<Column>, row: number): void {
    const given = this.optionNames.map((_name, at) => cells.text(OPTIONS[at]![1]) ?? '');
    // Shopify writes the one variant of a product without options as Title: Default Title.
    const isDefault = given.length === 1 && this.optionNames[0]!.toLowerCase() === 'title' && /^(default title)?$/i.test(given[0]!);
    if (isDefault) this.optionNames.length = 0;
    const missing = isDefault ? -1 : given.indexOf('');
    if (missing >= 0) throw new BadCell(OPTIONS[missing]![1], 'OPTION_MISSING', `The variant has no ${this.optionNames[missing]}`);
    const price = cells.decimal('price');
    const quantity = cells.whole('quantity');
    this.variants.push({
      row,
      sku: cells.textOrNull('sku', 100),
      barcode: cells.textOrNull('barcode', 100),
      price: price || undefined,
      compareAtPrice: orNull(cells.decimal('compareAtPrice')),
      cost: orNull(cells.decimal('cost')),
      optionValues: isDefault ? [] : given,
      weightGrams: cells.grams('weight'),
      // What is taxed is so in the manner that the shop has chosen for it.
      taxClass: /^false$/i.test(cells.text('taxable') ?? '') ? 'exempt' : undefined,
      tracksInventory: tracks(cells, quantity),
      // Shopify's goes below zero where it sold more than there was.
      available: quantity === undefined ? undefined : Math.max(0, quantity),
    });
  }

  private readPictures(cells: Cells<Column>, variant: CanonicalVariant | undefined): void {
    this.readPicture(cells, 'image', cells.text('imageAlt', 500) || null, Number(cells.text('imagePosition')) || this.pictures.length + 1);
    this.readPicture(cells, 'variantImage', null, MOST_MEDIA);
    const image = cells.text('variantImage', 2000);
    // Without a column of the product's pictures these stay as the shop has them, and this one may not be among them.
    if (variant && image && this.columns.has('image') && this.pictures.some(({ url }) => url === image)) variant.image = image;
  }

  private readPicture(cells: Cells<Column>, column: Column, alt: string | null, position: number): void {
    const url = cells.text(column, 2000);
    const known = this.pictures.find((picture) => picture.url === url);
    if (known?.implied && column === 'image') Object.assign(known, { alt, position, implied: false });
    if (!url || known) return;
    const problem = (message: string) =>
      this.problems.push({ ...cells.problem(new BadCell(column, 'PICTURE_INVALID', message)), kept: true });
    if (!/^https?:\/\//i.test(url)) problem(`${short(url)} is not an http or https address: the product goes in without this picture`);
    else if (this.pictures.length >= MOST_MEDIA) problem(`A product has at most ${MOST_MEDIA} pictures: it goes in without this one`);
    else this.pictures.push({ url, alt, position, implied: column !== 'image' });
  }

  private media(): { url: string; alt: string | null }[] {
    return this.pictures.toSorted((a, b) => a.position - b.position).map(({ url, alt }) => ({ url, alt }));
  }
}

function tagsOf(cells: Cells<Column>, { tags }: More): CanonicalProduct['tags'] {
  const cell = cells.text('tags', 20_000);
  if (tags && cell === tags.join(', ')) return tags;
  return cell === undefined ? undefined : [...new Set(piecesOf(cell, ','))];
}

function categoriesOf(cells: Cells<Column>, { categories }: More): CanonicalProduct['categories'] {
  const cell = cells.text('category', 1000);
  const path = piecesOf(cell ?? '', ' > ');
  const paths = categories && cell === categories[0]!.join(' > ') ? categories : path.length > 0 ? [path] : [];
  return cell === undefined ? undefined : paths.map((titles) => titles.map((title) => ({ title })));
}

const piecesOf = (cell: string, between: string): string[] =>
  cell
    .split(between)
    .map((piece) => piece.trim())
    .filter(Boolean);

const isGiftCard = (cells: Cells<Column>): boolean => cells.text('giftCard')?.toLowerCase() === 'true';

/** A quantity means that pieces are counted, whatever the tracker's column says; what goes on selling at zero is not counted here. */
function tracks(cells: Cells<Column>, quantity: number | undefined): boolean | undefined {
  if (/^(true|continue)$/i.test(cells.text('whenOut') ?? '')) return false;
  if (quantity !== undefined) return true;
  const tracker = cells.text('tracker');
  return tracker === undefined ? undefined : tracker !== '';
}

const orNull = (decimal: string | undefined): string | null | undefined =>
  decimal !== undefined && Number(decimal) === 0 ? null : decimal;
