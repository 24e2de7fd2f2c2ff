/** More than this many rows are not read: so many shops are opened in several goes. */
export const MOST_ROWS = 2000;

/** A table as it is pasted from a spreadsheet, or stands in a CSV file: cells between tabs, semicolons or commas, in quotes where they hold one. */
export function readTable(text: string): string[][] {
  const clean = text.replace(/^\uFEFF/, '').replace(/\r\n?/g, '\n');
  const delimiter = delimiterOf(clean);
  const rows: string[][] = [];
  let row: string[] = [];
  let cell = '';
  let quoted = false;
  const endCell = () => {
    row.push(cell.trim());
    cell = '';
  };
  const endRow = () => {
    endCell();
    if (row.some(Boolean)) rows.push(row);
    row = [];
  };
  for (let at = 0; at < clean.length && rows.length <= MOST_ROWS; at += 1) {
    const character = clean[at]!;
    if (quoted) {
      if (character !== '"') cell += character;
      else if (clean[at + 1] === '"') {
        cell += '"';
        at += 1;
      } else quoted = false;
    } else if (character === '"' && cell.trim() === '') {
      cell = '';
      quoted = true;
    } else if (delimiter.includes(character)) endCell();
    else if (character === '\n') endRow();
    else cell += character;
  }
  endRow();
  return rows;
}

/** What the first lines have most of; a tab before all, since it stands in no name. */
function delimiterOf(text: string): string {
  const head = text.split('\n', 10).join('\n');
  if (head.includes('\t')) return '\t';
  const count = (characters: string) => [...head].filter((one) => characters.includes(one)).length;
  return count(';；') > count(',，') ? ';；' : ',，';
}

/** The text of a file in the encodings that spreadsheets write: UTF-8, UTF-16, or GB 18030 where Excel is Chinese. */
export function textOf(bytes: Uint8Array): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('gb18030').decode(bytes);
  }
}
