import { MOST_VARIANTS } from '#commerce/catalog/plain.js';
import type { CanonicalProduct, CanonicalVariant } from '../../reading/canonical.js';
import { BadCell, type Cells, present, short } from '../cells.js';
import type { ProductRows, Row } from '../format.js';
import { MOST_OPTION_VALUE } from '../limits.js';
import { Pictures } from '../pictures.js';
import { Problems } from '../problems.js';
import { listOf } from '../texts.js';
import type { Column, Header } from './columns.js';
import { type Chosen, optionNames } from './options.js';
import { cellsOf, typeOf } from './rows.js';
import { attributesIn, readShared, type Shared } from './shared.js';
import { isShared, readSold, type Sold } from './variant.js';

interface Variation {
  row: number;
  sold: Sold;
  chosen: Chosen;
  cells: Cells<Column>;
  image: string | undefined;
}

/** A product and its variations. A bad variation costs its row; a bad product costs all. */
export class WooProduct implements ProductRows {
  private readonly rows: number[] = [];
  private readonly problems = new Problems<Column>();
  private readonly pictures = new Pictures(this.problems);
  private readonly variations: Variation[] = [];
  private readonly type: ReturnType<typeof typeOf>;
  private readonly cells: Cells<Column>;
  private shared: Shared | undefined;
  private sold: Sold = {};
  private attributes = new Map<string, string>();
  private hasVariations = false;
  private sharesStock = false;
  /** Variations that are left out on purpose. */
  private hidden = 0;
  private partial = false;

  constructor(
    private readonly header: Header,
    first: Row,
  ) {
    this.type = typeOf(header, first);
    this.cells = cellsOf(header, first);
    this.rows.push(first.number);
    this.shared = this.problems.attempt(this.cells, () => {
      this.sold = readSold(this.cells, header.columns);
      this.attributes = attributesIn(this.cells, header);
      return readShared(this.cells, header, this.type);
    });
    if (this.shared) this.readPictures(this.cells);
  }

  add(row: Row): void {
    this.rows.push(row.number);
    if (!this.shared) return;
    const cells = cellsOf(this.header, row);
    if (typeOf(this.header, row).kind === 'variation') this.addVariation(cells, row.number);
    else this.problems.reject(cells, 'id', 'ID_TWICE', `The row ${this.rows[0]} has the same ID: a product goes in once`);
  }

  markPartial(): void {
    this.partial = true;
  }

  finish(): ReturnType<ProductRows['finish']> {
    const { problems, shared } = this;
    if (!shared) return { product: null, problems: problems.withRest(this.rows, 'The row belongs to a product that was rejected') };
    const names = optionNames(
      this.attributes.keys(),
      this.variations.map(({ chosen }) => chosen),
    );
    const variants = this.variantsOf(names);
    if (this.hasVariations && variants.length === 0) {
      return { product: null, problems: problems.withRest(this.rows, 'None of the product’s variations can go in') };
    }
    this.tellKept(names);
    const { rejected } = problems;
    const used = new Set(names.flat());
    const others = [...this.attributes].flatMap(([name, value]) => (used.has(name) ? [] : [{ name, value }]));
    const product: CanonicalProduct = {
      ...shared,
      ...(this.isDraft() ? { status: 'DRAFT' as const } : {}),
      rows: this.rows.filter((row) => !rejected.has(row)),
      partial: this.partial || this.hidden < rejected.size,
      ...(this.type.kind === 'grouped' ? {} : { options: names.map((name) => ({ name: name.join(' / ').slice(0, 100) })), variants }),
      attributes: [...shared.attributes, ...others],
      ...(this.header.columns.has('images') ? { media: this.pictures.media } : {}),
    };
    return { product, problems: problems.all };
  }

  private addVariation(cells: Cells<Column>, row: number): void {
    this.hasVariations = true;
    this.problems.attempt(cells, () => {
      if (this.variations.length >= MOST_VARIANTS) {
        throw new BadCell('parent', 'TOO_MANY_ROWS', `A product has at most ${MOST_VARIANTS} variations`);
      }
      const sold = readSold(cells, this.header.columns);
      if (/^(0|-1)$/.test(cells.text('published') ?? '')) {
        this.hidden++;
        throw new BadCell('published', 'VARIATION_HIDDEN', 'The variation is not for sale in WooCommerce: it stays out');
      }
      if (isShared(cells)) this.sharesStock = true;
      const chosen = attributesIn(cells, this.header);
      this.variations.push({
        row,
        sold: isShared(cells) ? { ...sold, ...this.pooled() } : sold,
        chosen,
        cells,
        image: this.readPictures(cells)[0],
      });
    });
  }

  /** What a variation has of its product. */
  private pooled(): Sold {
    const { tracksInventory, available } = this.sold;
    return { ...present('tracksInventory', tracksInventory), ...present('available', available) };
  }

  private variantsOf(names: readonly string[][]): CanonicalVariant[] {
    if (!this.hasVariations) {
      return [{ row: this.rows[0]!, ...this.sold, optionValues: [] }];
    }
    return this.variations.flatMap(({ row, sold, chosen, cells, image }) => {
      const missing = names.flat().find((name) => !chosen.get(name));
      if (missing !== undefined) {
        const message = `The variation stands for any ${missing}: write one row for each value, since each is a variant of its own`;
        this.problems.reject(cells, this.columnOfAttribute(cells, missing), 'OPTION_MISSING', message);
        return [];
      }
      const optionValues = names.map((joined) =>
        joined
          .map((name) => chosen.get(name))
          .join(' / ')
          .slice(0, MOST_OPTION_VALUE),
      );
      return [{ row, ...this.inherited(sold), optionValues, ...present('image', image) }];
    });
  }

  /** A variation weighs what its product weighs, and is taxed as that is, where it says nothing itself. */
  private inherited(sold: Sold): Sold {
    const { weightGrams, taxClass } = this.sold;
    const isOwn = sold.taxClass !== undefined && sold.taxClass !== null;
    return {
      ...sold,
      ...(sold.weightGrams === null ? present('weightGrams', weightGrams) : {}),
      ...(isOwn ? {} : present('taxClass', taxClass)),
    };
  }

  private columnOfAttribute(cells: Cells<Column>, name: string): Column {
    const number = this.header.attributes.find((one) => cells.text(`attribute ${one} name`) === name);
    return number === undefined ? 'parent' : `attribute ${number} value`;
  }

  private readPictures(cells: Cells<Column>): string[] {
    return listOf(cells.text('images', 500_000) ?? '').flatMap((url) => this.pictures.add(cells, 'images', url) ?? []);
  }

  private isDraft(): boolean {
    return this.type.kind === 'grouped' || this.type.kind === 'external' || this.cells.text('visibility')?.toLowerCase() === 'hidden';
  }

  private tellKept(names: readonly string[][]): void {
    const { cells, type } = this;
    const keep = (column: Column, code: string, message: string) => this.problems.keep(cells, column, code, message);
    if (type.kind === 'external') {
      keep('type', 'EXTERNAL_PRODUCT', 'The product is sold at another address: it goes in as a draft, with that address as an attribute');
    } else if (type.kind === 'grouped') {
      keep('type', 'GROUPED_PRODUCT', 'The product only groups others: it goes in as a draft, with their SKUs as an attribute');
    } else if (type.kind === 'variable' && !this.hasVariations) {
      keep('type', 'NO_VARIATIONS', 'The product has no variations in the file: it goes in as one that has none');
    } else if (!['simple', 'variable', ''].includes(type.said) && type.marks.length === 0) {
      keep('type', 'TYPE_UNKNOWN', `${short(type.said)} is no type that is known: the product goes in as a ${type.kind} one`);
    }
    if (this.cells.text('visibility')?.toLowerCase() === 'hidden') {
      keep('visibility', 'HIDDEN_PRODUCT', 'The product is hidden in WooCommerce: it goes in as a draft');
    }
    if (this.sharesStock && this.sold.available) {
      const message = `WooCommerce counts ${this.sold.available} pieces for all variations together: each goes in with that number`;
      keep('stock', 'STOCK_SHARED', `${message}. Correct it where that is too many`);
    }
    const joined = names.find((name) => name.length > 1);
    if (joined) keep('type', 'OPTIONS_JOINED', `A product has at most three options: ${joined.join(' and ')} go in as one`);
  }
}
