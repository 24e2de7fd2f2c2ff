import type { RowProblem } from '../reading/canonical.js';
import { BadCell, type Cells } from './cells.js';

/** What is told of a product's rows while they are read. */
export class Problems<Column extends string> {
  readonly all: RowProblem[] = [];

  /** Runs `read`; undefined where it met a cell that it cannot use, which is told: the row is rejected. */
  attempt<Result>(cells: Cells<Column>, read: () => Result): Result | undefined {
    try {
      return read();
    } catch (error) {
      if (!(error instanceof BadCell)) throw error;
      this.all.push(cells.problem(error));
      return undefined;
    }
  }

  /** Tells of something that costs the row nothing but this. */
  keep(cells: Cells<Column>, column: Column | '', code: string, message: string): void {
    this.all.push({ ...cells.problem(new BadCell(column, code, message)), kept: true });
  }

  reject(cells: Cells<Column>, column: Column | '', code: string, message: string): void {
    this.all.push(cells.problem(new BadCell(column, code, message)));
  }

  /** The rows that do not go in. */
  get rejected(): Set<number> {
    return new Set(this.all.filter(({ kept }) => !kept).map(({ row }) => row));
  }

  /** All of it, and of the other rows that their product was rejected. */
  withRest(rows: readonly number[], message: string): RowProblem[] {
    const { rejected } = this;
    const rest = rows.filter((row) => !rejected.has(row));
    return [...this.all, ...rest.map((row) => ({ row, column: '', code: 'PRODUCT_REJECTED', message }))];
  }
}
