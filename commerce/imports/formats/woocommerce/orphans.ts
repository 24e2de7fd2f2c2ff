import type { ProductRows, Row } from '../format.js';
import { Problems } from '../problems.js';
import type { Column, Header } from './columns.js';
import { cellsOf, parentOf } from './rows.js';

/** Variations whose product the file has not. */
export class Orphans implements ProductRows {
  private readonly problems = new Problems<Column>();

  constructor(
    private readonly header: Header,
    first: Row,
  ) {
    this.add(first);
  }

  add(row: Row): void {
    const message = parentOf(this.header, row)
      ? 'No product of the file has this ID or SKU: a variation needs the product that it belongs to'
      : 'The variation does not say to which product it belongs';
    this.problems.reject(cellsOf(this.header, row), 'parent', 'PARENT_MISSING', message);
  }

  markPartial(): void {
    // Nothing of it goes in.
  }

  finish(): ReturnType<ProductRows['finish']> {
    return { product: null, problems: this.problems.all };
  }
}
