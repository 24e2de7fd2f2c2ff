/**
 * A line of a CSV. Source: RFC 4180, 2. A cell that a spreadsheet could take for a formula, `=1+1`, stays as it is: a catalog is brought back
 * by machines, and must come back as it was.
 */
export const csvLine = (cells: readonly string[]): string => `${cells.map(cell).join(',')}\r\n`;

const cell = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
