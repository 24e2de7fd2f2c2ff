import { MOST_VARIANTS } from '#commerce/catalog/plain.js';
import type { ProductRows, Row, RowReader } from '../formats/format.js';
import { formatNamed } from '../formats/index.js';
import type { CanonicalLine, RowProblem } from './canonical.js';
import { checked } from './check.js';
import { digestOf, type KeySet } from './key-set.js';
import { misfit, tableRows } from './rows.js';
import type { OpenText, Place, Table, TableRow } from './table.js';

export interface Part {
  /** Rows of the file in it, and how many of them were rejected. */
  rows: number;
  rejected: number;
  /** Digests of the product keys in it. */
  keys: Buffer;
  /** Where the next part begins; null at the end of the file. */
  next: Place | null;
}

/**
 * A part is one batch of writes: large enough to be quick, small enough for memory, a transaction, and a cancel within a second. With the
 * last product's own there are at most 5000 variants in it.
 */
const ENOUGH = { products: 500, rows: 3000, variants: 5000 - MOST_VARIANTS, bytes: 4 * 1024 * 1024 } as const;
/** There a part ends in any case; blank rows, which come to nothing, are passed over too. */
const MOST = { rows: 6000, rowsPassed: 60_000, bytes: 32 * 1024 * 1024 } as const;

/**
 * Reads one part of a table, from any part's beginning on. Rows of one key that stand together are one product; where rows of a key come
 * again further down they are rejected, since the product is in by then and would lose its first variants.
 * @param seen the keys of all earlier parts; gains those of this one
 * @param keep takes each line as soon as it is known: nothing of it is held here
 */
export async function readPart(
  open: OpenText,
  table: Table,
  from: Place,
  seen: KeySet,
  keep: (line: CanonicalLine) => void,
): Promise<Part> {
  const part = new PartBuilder(table, from, seen, keep);
  let before = from;
  for await (const bunch of tableRows(open, table, from)) {
    for (const row of bunch) {
      if (part.isFull(row)) return part.finish(before);
      part.take(row);
      before = { byte: row.end, row: row.number };
    }
  }
  return part.finish(null);
}

class PartBuilder {
  private readonly rejected = new Set<number>();
  private readonly keys: Buffer[] = [];
  private readonly reader: RowReader;
  private rows = 0;
  private products = 0;
  /** Rows with blank ones. */
  private passed = 0;
  private variants = 0;
  private keyed: { row: number; key: string } | null = null;
  private current: { key: string; apart: boolean; product: ProductRows } | null = null;
  /** The row above could not be read, so nobody knows to which of its neighbours it belonged. */
  private besideBroken = false;

  constructor(
    private readonly table: Table,
    private readonly from: Place,
    private readonly seen: KeySet,
    private readonly keep: (line: CanonicalLine) => void,
  ) {
    this.reader = formatNamed(table.format).reader(table);
  }

  /** True where the part holds enough and the next row begins another product. Past the last bound it ends in any case. */
  isFull(next: TableRow): boolean {
    const bytes = next.end - this.from.byte;
    if (this.passed > 0 && (this.rows >= MOST.rows || this.passed >= MOST.rowsPassed || bytes > MOST.bytes)) return true;
    // A product beside a row that could not be read must know of it: they stay in one part.
    // Nor does a blank one part the rows of a product.
    if (this.besideBroken || next.problem || isBlank(next.cells!) || misfit(this.table.header, next.cells!)) return false;
    const key = this.keyOf(this.fitted(next));
    if (key !== '' && key === this.current?.key) return false;
    this.close();
    const { products, rows, variants } = this;
    return products >= ENOUGH.products || rows >= ENOUGH.rows || variants > ENOUGH.variants || (products > 0 && bytes > ENOUGH.bytes);
  }

  take(row: TableRow): void {
    this.passed++;
    if (row.cells && isBlank(row.cells)) return;
    this.rows++;
    const problem = row.problem ?? misfit(this.table.header, row.cells!);
    if (problem) {
      this.tell({ row: row.number, column: '', ...problem });
      this.besideBroken = true;
      this.product?.markPartial();
      return;
    }
    this.takeRow(this.fitted(row));
    this.besideBroken = false;
  }

  finish(next: Place | null): Part {
    this.close();
    const { rows, rejected, keys } = this;
    return { rows, rejected: rejected.size, keys: Buffer.concat(keys), next };
  }

  private get product(): ProductRows | undefined {
    return this.current?.product;
  }

  /** Asked twice of each row. */
  private keyOf(row: Row): string {
    if (this.keyed?.row !== row.number) this.keyed = { row: row.number, key: this.reader.keyOf(row) };
    return this.keyed.key;
  }

  private takeRow(row: Row): void {
    const key = this.keyOf(row);
    if (this.current && key !== '' && key === this.current.key) {
      if (this.current.apart) this.tellApart(row);
      else this.current.product.add(row);
      return;
    }
    this.close();
    const digest = digestOf(key);
    const apart = key !== '' && !this.seen.add(digest);
    if (key !== '' && !apart) this.keys.push(digest);
    this.current = { key, apart, product: this.reader.begin(row) };
    if (apart) this.tellApart(row);
    else if (this.besideBroken || this.table.damaged) this.current.product.markPartial();
  }

  private close(): void {
    if (!this.current) return;
    this.products++;
    const { apart, product } = this.current;
    this.current = null;
    if (apart) return;
    const read = product.finish();
    for (const problem of read.problems) this.tell(problem);
    if (!read.product) return;
    const line = checked(read.product);
    if ('problem' in line) this.refuse(read.product.rows, line.problem);
    else {
      this.variants += line.product.variants?.length ?? 0;
      this.keep(line);
    }
  }

  private refuse(rows: readonly number[], problem: RowProblem): void {
    this.tell(problem);
    const message = 'The row belongs to a product that was rejected';
    for (const row of rows) if (row !== problem.row) this.tell({ row, column: '', code: 'PRODUCT_REJECTED', message });
  }

  private tell(problem: RowProblem): void {
    if (!problem.kept) this.rejected.add(problem.row);
    this.keep({ problem });
  }

  private tellApart({ number }: Row): void {
    const message = 'Rows of the same product stand further up, apart from this one: sort the file so that they stand together';
    this.tell({ row: number, column: '', code: 'ROWS_APART', message });
  }

  private fitted({ number, cells, note }: TableRow): Row {
    return { number, cells: cells!, note };
  }
}

const isBlank = (cells: readonly string[]): boolean => cells.every((cell) => cell.trim() === '');
