import { isVariantId, MOST_VARIANTS, slug } from '#commerce/catalog/plain.js';
import type { CanonicalVariant, RowProblem } from '../../reading/canonical.js';
import { BadCell, Cells, present, short } from '../cells.js';
import type { ProductRows, Row } from '../format.js';
import type { Column, Columns } from './columns.js';

export const keyOf = (columns: Columns, row: Row): string => slug(row.cells[columns.get('handle')?.at ?? -1] ?? '');

/** The rows of one product. They name its variants, each by its id or else by its SKU; variants that no row names stay as they are. */
export class PricedRows implements ProductRows {
  private readonly rows: number[] = [];
  private readonly problems: RowProblem[] = [];
  private readonly variants: CanonicalVariant[] = [];
  private readonly named = new Set<string>();

  constructor(
    private readonly columns: Columns,
    private readonly handle: string,
    first: Row,
  ) {
    this.add(first);
  }

  add(row: Row): void {
    const cells = new Cells(this.columns, row);
    try {
      this.variants.push(this.readVariant(cells, row.number));
      this.rows.push(row.number);
    } catch (error) {
      if (!(error instanceof BadCell)) throw error;
      this.problems.push(cells.problem(error));
    }
  }

  /** A price list never names all there is. */
  markPartial(): void {}

  finish(): ReturnType<ProductRows['finish']> {
    if (this.variants.length === 0) return { product: null, problems: this.problems };
    const product = { rows: this.rows, partial: true, ...(this.handle ? { handle: this.handle } : {}), variants: this.variants };
    return { product, problems: this.problems };
  }

  private readVariant(cells: Cells<Column>, row: number): CanonicalVariant {
    if (this.variants.length >= MOST_VARIANTS) throw new BadCell('id', 'TOO_MANY_ROWS', `A product has at most ${MOST_VARIANTS} variants`);
    const name = this.nameOf(cells);
    const price = cells.decimal('price');
    return {
      row,
      ...name,
      ...(price ? { price } : {}),
      compareAtPrice: orNull(cells.decimal('compareAtPrice')),
      cost: orNull(cells.decimal('cost')),
      ...this.readStock(cells),
    };
  }

  private nameOf(cells: Cells<Column>): { id: string } | { sku: string } {
    const [id, sku] = [cells.text('id'), cells.text('sku', 100)];
    if (!id && !sku) throw new BadCell('id', 'VARIANT_MISSING', 'The row names no variant: give its Variant ID or its SKU');
    if (id && !isVariantId(id)) throw new BadCell('id', 'VARIANT_INVALID', `${short(id)} is no Variant ID: leave it as it was exported`);
    if (id && !this.handle) throw new BadCell('handle', 'HANDLE_MISSING', 'The row names no product: leave its Handle as it was exported');
    const key = id || `sku ${sku}`;
    if (this.named.has(key)) throw new BadCell(id ? 'id' : 'sku', 'VARIANT_TWICE', 'A row above names the same variant: leave one of them');
    this.named.add(key);
    return id ? { id } : { sku: sku! };
  }

  /** Where nobody has changed the number it says nothing: what was sold since the export stays sold. */
  private readStock(cells: Cells<Column>): Pick<CanonicalVariant, 'available' | 'availableWas'> {
    const [available, was] = [cells.whole('available'), cells.whole('availableWas')];
    if (available === undefined || available === was) return {};
    if (available < 0) throw new BadCell('available', 'NUMBER_INVALID', `${available} is below nothing: write how many pieces there are`);
    return { available, ...present('availableWas', was) };
  }
}

/** An emptied cell takes the value away. */
const orNull = (decimal: string | undefined): string | null | undefined => (decimal === '' ? null : decimal);
