/** Where each known column stands in a file, and what that file calls it. Columns that are not known are left alone. */
export type Columns<Column extends string> = ReadonlyMap<Column, { at: number; name: string }>;

const plain = (name: string): string => name.trim().toLowerCase();

/**
 * Finds columns in headers by the names that a format's files give them, compared without case and spaces at the ends. The first of two
 * columns of one name counts.
 */
export function columnsFrom<Column extends string>(
  names: Readonly<Record<Column, readonly string[]>>,
): (header: readonly string[]) => Columns<Column> {
  const byName = new Map(
    (Object.entries(names) as [Column, readonly string[]][]).flatMap(([column, all]) => all.map((name) => [plain(name), column] as const)),
  );
  return (header) => {
    const columns = new Map<Column, { at: number; name: string }>();
    for (const [at, name] of header.entries()) {
      const column = byName.get(plain(name));
      if (column && !columns.has(column)) columns.set(column, { at, name: name.trim() });
    }
    return columns;
  };
}
