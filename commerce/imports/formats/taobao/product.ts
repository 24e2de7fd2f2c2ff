import type { CanonicalProduct, RowProblem } from '../../reading/canonical.js';
import { BadCell, Cells, present, short } from '../cells.js';
import type { ProductRows, Row } from '../format.js';
import type { Column, Columns } from './columns.js';
import { readable } from './description.js';
import { readNames, readProperties } from './grammar.js';
import { mediaOf } from './media.js';
import { attributesOf, Names } from './properties.js';
import { optionsOf, readVariants } from './variants.js';

const MOST_DESCRIPTION = 500_000;
/** Cells that hold a list of pictures, SKUs or properties. */
const MOST_LIST = 500_000;

/** A product of a package: it stands in one row. */
export class TaobaoProduct implements ProductRows {
  private readonly problems: RowProblem[] = [];
  private readonly cells: Cells<Column>;
  private partial = false;

  constructor(
    columns: Columns,
    private readonly row: Row,
  ) {
    this.cells = new Cells(columns, row);
  }

  /** The same product once more. */
  add({ number }: Row): void {
    const message = `The row above, ${this.row.number}, has the same num_id: an item goes in once`;
    this.problems.push({ row: number, column: 'num_id', code: 'ROWS_APART', message });
  }

  markPartial(): void {
    this.partial = true;
  }

  finish(): ReturnType<ProductRows['finish']> {
    try {
      const product = this.read();
      return { product, problems: this.problems };
    } catch (error) {
      if (!(error instanceof BadCell)) throw error;
      return { product: null, problems: [this.cells.problem(error), ...this.problems] };
    }
  }

  private read(): CanonicalProduct {
    const { cells, row } = this;
    const list = (column: Column) => cells.text(column, MOST_LIST) ?? '';
    const title = cells.text('title');
    if (!title) throw new BadCell('title', 'TITLE_MISSING', 'The row has no title');
    const names = new Names([...readNames(list('propAlias')), ...readNames(list('customCpv'))]);
    const { variants, properties, broken } = readVariants(cells, row.number, names);
    for (const piece of broken) this.tell('skuProps', 'SKU_INVALID', `${short(piece)} is no SKU: the product goes in without it`);
    const { media, imageOf, missing } = mediaOf(list('picture'), row.note);
    for (const name of missing) {
      const message = `The picture ${short(name)} is neither in the archive nor on a server: the product goes in without it`;
      this.tell('picture', 'PICTURE_INVALID', message);
    }
    const numId = numberIn(cells.text('numId'));
    const attributes = attributesOf({
      set: readProperties(list('cateProps')).filter(({ pid }) => !properties.has(pid)),
      pids: list('inputPids'),
      values: list('inputValues'),
      outerId: variants.some(({ properties: chosen }) => chosen.length > 0) ? list('outerId') : '',
      names,
    });
    return {
      rows: [row.number],
      partial: this.partial || broken.length > 0,
      source: 'taobao',
      externalId: numId,
      title,
      descriptionHtml: this.description(),
      status: this.status(),
      vendor: attributes.brand,
      options: optionsOf(properties, names),
      variants: variants.map(({ properties: chosen, ...variant }) => ({ ...variant, ...present('image', imageOf(chosen)) })),
      media,
      categories: this.categories(),
      attributes: attributes.all,
      ...(numId ? { redirectFrom: [`/item.htm?id=${numId}`] } : {}),
    };
  }

  private tell(column: Column, code: string, message: string): void {
    this.problems.push({ ...this.cells.problem(new BadCell(column, code, message)), kept: true });
  }

  private description(): string | undefined {
    const html = this.cells.text('description', MOST_DESCRIPTION);
    return html && readable(html);
  }

  /** 1 is for sale, 2 in the storehouse; some tools write the words of Taobao's API. */
  private status(): CanonicalProduct['status'] {
    const text = this.cells.text('approveStatus')?.toLowerCase();
    if (text === undefined) return undefined;
    return text === '1' || text === 'onsale' ? 'ACTIVE' : 'DRAFT';
  }

  /** The seller's own categories are known by number alone: names are given to them in the shop. */
  private categories(): CanonicalProduct['categories'] {
    const ids = this.cells.text('sellerCids', 2000)?.split(/[,;\s]+/);
    return ids && [...new Set(ids.filter((id) => /^[1-9]\d*$/.test(id)))].map((id) => [{ externalId: id, title: id }]);
  }
}

/** Items that are not on Taobao yet have 0. */
function numberIn(text: string | undefined): string | undefined {
  return text && /^[1-9]\d*$/.test(text) ? text : undefined;
}
