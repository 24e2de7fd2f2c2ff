import { MOST_VARIANTS, slug } from '#commerce/catalog/plain.js';
import type { CanonicalProduct, CanonicalVariant } from '../../reading/canonical.js';
import { BadCell, Cells, present } from '../cells.js';
import type { ProductRows, Row } from '../format.js';
import { MOST_ATTRIBUTE, MOST_ATTRIBUTE_NAME, MOST_DESCRIPTION, MOST_OPTION_VALUE } from '../limits.js';
import { Pictures } from '../pictures.js';
import { Problems } from '../problems.js';
import { descriptionOf } from '../texts.js';
import type { Resolved } from './mapping.js';
import { amountOf, pathsIn, piecesOf, publishedOf, statusOf, tagsIn, urlsIn, weightOf } from './values.js';

export const OPTIONS = ['option1', 'option2', 'option3'] as const;
const OF_VARIANTS = ['sku', 'barcode', 'price', 'compareAtPrice', 'cost', 'available', 'weightGrams', ...OPTIONS];
/** Ids of a table are ids in that table. */
const SOURCE = 'table';
const MOST_CELL = 20_000;

type Shared = Omit<CanonicalProduct, 'rows' | 'partial' | 'variants' | 'media' | 'options'>;
interface Sold {
  cells: Cells<string>;
  variant: Omit<CanonicalVariant, 'optionValues'>;
  chosen: readonly string[];
  image: string | undefined;
}

/** The rows of one product. A bad row costs itself; what all variants share is read from the first alone. */
export class TableProduct implements ProductRows {
  private readonly rows: number[] = [];
  private readonly problems = new Problems<string>();
  private readonly pictures = new Pictures(this.problems);
  private readonly sold: Sold[] = [];
  private readonly shared: Shared | undefined;
  private partial = false;

  constructor(
    private readonly resolved: Resolved,
    first: Row,
  ) {
    const cells = new Cells(resolved.columns, first);
    this.shared = this.problems.attempt(cells, () => this.readShared(cells));
    this.take(cells, first.number);
  }

  add(row: Row): void {
    this.take(new Cells(this.resolved.columns, row), row.number);
  }

  markPartial(): void {
    this.partial = true;
  }

  finish(): ReturnType<ProductRows['finish']> {
    const { problems, shared, resolved } = this;
    const used = OPTIONS.filter((_option, at) => this.sold.some(({ chosen }) => chosen[at]));
    const variants = this.variants(used);
    const { rejected } = problems;
    const rows = this.rows.filter((row) => !rejected.has(row));
    if (!shared || rows.length === 0) {
      return { product: null, problems: problems.withRest(this.rows, 'The row belongs to a product whose first row was rejected') };
    }
    const saysVariants = OF_VARIANTS.some((column) => resolved.columns.has(column));
    // A list of prices names single variants: what else their products have stays.
    const isList = !shared.title && !shared.handle && !shared.externalId;
    const options = used.map((option) => ({ name: resolved.columns.get(option)!.name.slice(0, 100) }));
    const product: CanonicalProduct = {
      ...shared,
      rows,
      partial: this.partial || rejected.size > 0 || isList,
      ...(saysVariants && !(isList && options.length === 0) ? { options } : {}),
      ...(saysVariants ? { variants } : {}),
      ...(resolved.of('image').length > 0 ? { media: this.pictures.media } : {}),
    };
    return { product, problems: problems.all };
  }

  private take(cells: Cells<string>, row: number): void {
    this.rows.push(row);
    if (!this.shared) return;
    this.problems.attempt(cells, () => {
      const chosen = OPTIONS.map((option) => cells.text(option, MOST_OPTION_VALUE) ?? '');
      if (this.sold.length > 0 && chosen.every((value) => value === '')) {
        const message = `The row ${this.rows[0]} is the same product, and no option tells this one from it: each needs a size, a color or the like`;
        throw new BadCell(this.identity(), 'OPTION_MISSING', message);
      }
      if (this.sold.length >= MOST_VARIANTS) throw new BadCell('', 'TOO_MANY_ROWS', `A product has at most ${MOST_VARIANTS} variants`);
      const variant = this.readVariant(cells, row);
      this.sold.push({ cells, variant, chosen, image: this.readPictures(cells)[0] });
    });
  }

  /** The column by which its rows are one product. */
  private identity(): string {
    return ['externalId', 'handle', 'title'].find((column) => this.resolved.columns.has(column)) ?? '';
  }

  private readShared(cells: Cells<string>): Shared {
    const { resolved } = this;
    const title = cells.text('title');
    if (!title && !cells.has('sku')) throw new BadCell('title', 'TITLE_MISSING', 'The row has neither a title nor a SKU');
    const [externalId, handle] = [cells.text('externalId'), slug(cells.text('handle') ?? '')];
    const description = cells.text('description', MOST_DESCRIPTION);
    const seo = { ...present('title', cells.textOrNull('seoTitle')), ...present('description', cells.textOrNull('seoDescription', 1000)) };
    const tags = resolved.of('tags').flatMap((column) => tagsIn(cells.text(column, MOST_CELL) ?? ''));
    return {
      ...(externalId ? { source: SOURCE, externalId } : {}),
      ...(handle ? { handle } : {}),
      ...(title ? { title } : {}),
      descriptionHtml: description === undefined ? undefined : descriptionOf(description),
      status: statusOf(cells),
      publishedAt: publishedOf(cells),
      vendor: cells.textOrNull('vendor'),
      productType: cells.textOrNull('productType'),
      ...(resolved.of('tags').length > 0 ? { tags: [...new Set(tags)] } : {}),
      categories: this.readCategories(cells),
      ...(resolved.attributes.length > 0 ? { attributes: this.readAttributes(cells) } : {}),
      ...(Object.keys(seo).length > 0 ? { seo } : {}),
    };
  }

  /** Several columns are the levels of one path. */
  private readCategories(cells: Cells<string>): CanonicalProduct['categories'] {
    const columns = this.resolved.of('category');
    if (columns.length === 0) return undefined;
    const paths = columns.map((column) => pathsIn(cells.text(column, MOST_CELL) ?? ''));
    if (columns.length === 1) return paths[0];
    const path = paths.flatMap(([first]) => first ?? []);
    return path.length > 0 ? [path] : [];
  }

  private readAttributes(cells: Cells<string>): { name: string; value: string }[] {
    return this.resolved.attributes.flatMap(({ column, name }) => {
      const value = cells.text(column, MOST_CELL)?.slice(0, MOST_ATTRIBUTE);
      return value ? [{ name: name.slice(0, MOST_ATTRIBUTE_NAME), value }] : [];
    });
  }

  private readVariant(cells: Cells<string>, row: number): Sold['variant'] {
    const { columns } = this.resolved;
    const [price, compareAtPrice, cost] = (['price', 'compareAtPrice', 'cost'] as const).map((column) => amountOf(cells, columns, column));
    const currencies = new Set([price, compareAtPrice, cost].flatMap((amount) => amount?.currency ?? []));
    if (currencies.size > 1) throw new BadCell('price', 'PRICE_INVALID', `The row has amounts in ${[...currencies].join(' and ')}`);
    const [currency] = currencies;
    const pieces = piecesOf(cells);
    // Many tables repeat the price where there is no higher one.
    const lowered = compareAtPrice && price && Number(compareAtPrice.amount) > Number(price.amount) ? compareAtPrice.amount : null;
    return {
      row,
      sku: cells.textOrNull('sku', 100),
      barcode: cells.textOrNull('barcode', 100),
      ...(price ? { price: price.amount } : {}),
      ...(columns.has('compareAtPrice') ? { compareAtPrice: price ? lowered : (compareAtPrice?.amount ?? null) } : {}),
      ...(columns.has('cost') ? { cost: cost?.amount ?? null } : {}),
      ...(currency ? { currency } : {}),
      weightGrams: weightOf(cells, columns),
      ...(pieces === undefined ? {} : { tracksInventory: true, available: pieces }),
    };
  }

  private readPictures(cells: Cells<string>): string[] {
    return this.resolved
      .of('image')
      .flatMap((column) => urlsIn(cells.text(column, MOST_CELL) ?? '').flatMap((url) => this.pictures.add(cells, column, url) ?? []));
  }

  private variants(used: readonly (typeof OPTIONS)[number][]): CanonicalVariant[] {
    return this.sold.flatMap(({ cells, variant, chosen, image }) => {
      const optionValues = used.map((option) => chosen[OPTIONS.indexOf(option)]!);
      const missing = optionValues.indexOf('');
      if (missing >= 0) {
        const name = this.resolved.columns.get(used[missing]!)!.name;
        this.problems.reject(cells, used[missing]!, 'OPTION_MISSING', `The variant has no ${name}, and others of its product have one`);
        return [];
      }
      return [{ ...variant, optionValues, ...(used.length > 0 ? present('image', image) : {}) }];
    });
  }
}
