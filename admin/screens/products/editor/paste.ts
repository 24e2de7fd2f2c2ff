import { COLUMNS, type ColumnName, type VariantDraft } from './model';

/** What a spreadsheet puts on the clipboard: rows by lines, cells by tabs. Null for a single cell, which is pasted as usual. */
export function cellsIn(text: string): string[][] | null {
  const rows = text.replace(/\r\n?/g, '\n').replace(/\n$/, '').split('\n');
  const cells = rows.map((row) => row.split('\t').map((cell) => cell.trim()));
  return cells.length > 1 || cells[0]!.length > 1 ? cells : null;
}

/** Stock that is there is counted elsewhere: only a new variant begins with some. */
export const takes = ({ id, tracksInventory }: VariantDraft, column: ColumnName): boolean =>
  column !== 'available' || (id === null && tracksInventory);

/** Puts cells into the grid, from one cell on to the right and down. What stands out of it is passed over. */
export function paste(
  variants: readonly VariantDraft[],
  from: { row: number; column: ColumnName },
  cells: readonly (readonly string[])[],
): VariantDraft[] {
  const first = COLUMNS.indexOf(from.column);
  return variants.map((variant, at) => {
    const row = cells[at - from.row];
    if (!row) return variant;
    const given = row.flatMap((cell, index) => {
      const column = COLUMNS[first + index];
      return column && takes(variant, column) ? [[column, cell] as const] : [];
    });
    return { ...variant, ...Object.fromEntries(given) };
  });
}

/** One value for many of them. */
export const fill = (variants: readonly VariantDraft[], keys: ReadonlySet<string>, column: ColumnName, value: string): VariantDraft[] =>
  variants.map((variant) => (keys.has(variant.key) && takes(variant, column) ? { ...variant, [column]: value } : variant));
