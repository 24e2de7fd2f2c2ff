import type { RowProblem } from '../reading/canonical.js';
import type { Columns } from './columns.js';
import type { Row } from './format.js';

const MOST_VALUE = 200;

/** A cell that cannot be used: its row is rejected. */
export class BadCell extends Error {
  constructor(
    readonly column: string,
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: exports carry them, and no text needs them
const CONTROL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/g;

/** Reads one row by its columns' names. Every reader answers undefined where the file has no such column. */
export class Cells<Column extends string> {
  constructor(
    private readonly columns: Columns<Column>,
    private readonly row: Row,
  ) {}

  /** Trimmed and without control characters; '' for an empty cell. @throws {BadCell} ENCODING, TEXT_TOO_LONG */
  text(column: Column, most = 255): string | undefined {
    const place = this.columns.get(column);
    if (!place) return undefined;
    const cell = this.row.cells[place.at]!;
    if (cell === '') return cell;
    const text = cell.replace(CONTROL, '').trim();
    if (text.includes('\ufffd'))
      throw new BadCell(column, 'ENCODING', `Some characters are damaged: save the file as UTF-8 and mend ${short(text)}`);
    if (text.length > most) throw new BadCell(column, 'TEXT_TOO_LONG', `The text has ${text.length} characters; ${most} fit`);
    return text;
  }

  /** An empty cell is null: the shop's value goes. */
  textOrNull(column: Column, most?: number): string | null | undefined {
    const text = this.text(column, most);
    return text === '' ? null : text;
  }

  has(column: Column): boolean {
    return Boolean(this.text(column, Number.POSITIVE_INFINITY));
  }

  /** A plain decimal; thousands may be set apart by commas, and cents by one: `19,90`. '' for an empty cell. @throws {BadCell} PRICE_INVALID */
  decimal(column: Column): string | undefined {
    const text = this.text(column);
    if (!text) return text;
    const plain = decimalOf(text);
    if (plain === null) {
      throw new BadCell(column, 'PRICE_INVALID', `${short(text)} is not a price: write digits with a point, like 19.99`);
    }
    return plain;
  }

  /** A whole number; 12.0 is one. @throws {BadCell} NUMBER_INVALID */
  whole(column: Column): number | undefined {
    const text = this.text(column);
    if (!text) return undefined;
    if (!/^-?\d{1,9}(\.0+)?$/.test(text)) throw new BadCell(column, 'NUMBER_INVALID', `${short(text)} is not a whole number`);
    return Number(text);
  }

  /** Grams, rounded; null for an empty cell. @throws {BadCell} NUMBER_INVALID */
  grams(column: Column): number | null | undefined {
    const text = this.text(column);
    if (text === undefined) return undefined;
    if (text === '') return null;
    if (!/^\d{1,8}(\.\d+)?$/.test(text)) throw new BadCell(column, 'NUMBER_INVALID', `${short(text)} is not a weight in grams`);
    return Math.round(Number(text));
  }

  problem({ column, code, message }: BadCell): RowProblem {
    const place = this.columns.get(column as Column);
    const value = place && this.row.cells[place.at]?.slice(0, MOST_VALUE);
    return { row: this.row.number, column: place?.name ?? '', code, message, ...(value ? { value } : {}) };
  }
}

/** A plain decimal of digits with points and commas. Null where they are none: three digits behind a comma are thousands. */
export function decimalOf(digits: string): string | null {
  let plain = digits;
  if (/^\d{1,3}(,\d{3})+(\.\d+)?$/.test(digits)) plain = digits.replaceAll(',', '');
  else if (/^\d{1,3}(\.\d{3})+,\d+$/.test(digits)) plain = digits.replaceAll('.', '').replace(',', '.');
  else if (/^\d+,\d{1,2}$/.test(digits)) plain = digits.replace(',', '.');
  return /^\d{1,13}(\.\d{1,10})?$/.test(plain) ? plain : null;
}

export const short = (text: string): string => (text.length > 40 ? `"${text.slice(0, 40)}…"` : `"${text}"`);

/** A field of that name where there is a value, and none where there is not. */
export function present<Key extends string, Value>(key: Key, value: Value | undefined): { [K in Key]?: Value } {
  return value === undefined ? {} : ({ [key]: value } as { [K in Key]?: Value });
}
