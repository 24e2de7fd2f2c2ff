/** Pieces as somebody types or pastes them: `1,200`, `12 `; null for what is no whole number from 0 to a thousand million. */
export function piecesIn(text: string): number | null {
  const plain = text.trim().replace(/[,，\s]/g, '');
  if (!/^\d{1,10}$/.test(plain)) return null;
  const pieces = Number(plain);
  return pieces <= 1_000_000_000 ? pieces : null;
}

/** The first column of what comes from a spreadsheet; null where it is one cell, which goes where the cursor is. */
export function columnIn(text: string): string[] | null {
  const lines = text.replace(/\r\n?/g, '\n').replace(/\n+$/, '').split('\n');
  return lines.length > 1 ? lines.map((line) => line.split('\t')[0]!.trim()) : null;
}
