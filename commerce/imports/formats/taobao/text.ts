import type { SourceRow } from '../../reading/table.js';

/** A row as far as it has been read: cells by tabs, quoted as spreadsheets do, and as sellers' tools get it wrong. */
class Cells {
  readonly cells: string[] = [];
  /** A quotation mark is open at the end of what was read. */
  quoted = false;
  /** A line break stood in no quotation marks. */
  joined = false;
  private begun = false;

  constructor(private readonly delimiter: string) {}

  add(line: string): void {
    let at = 0;
    if (this.begun) {
      // The row goes on: within its quotation marks, or with a line break that stands in no quotation marks.
      this.extend('\n');
      if (!this.quoted) this.joined = true;
      at = this.quoted ? this.readQuoted(line, 0) : this.readPlain(line, 0);
    } else {
      this.begun = true;
      at = this.readCell(line, 0);
    }
    while (at <= line.length && !this.quoted) at = this.readCell(line, at);
  }

  private extend(text: string): void {
    this.cells[this.cells.length - 1] += text;
  }

  /** Answers where the next cell begins; past the end where there is none. */
  private readCell(line: string, at: number): number {
    this.cells.push('');
    return line[at] === '"' ? this.readQuoted(line, at + 1) : this.readPlain(line, at);
  }

  private readPlain(line: string, at: number): number {
    const end = line.indexOf(this.delimiter, at);
    const text = end < 0 ? line.slice(at) : line.slice(at, end);
    // Its opening quotation mark is lost: those within are written twice all the same.
    this.extend(text.endsWith('"') && text.includes('""') ? text.slice(0, -1).replaceAll('""', '"') : text);
    return end < 0 ? line.length + 1 : end + 1;
  }

  /** A quotation mark ends the cell where the cell can end; any other one is text. */
  private readQuoted(line: string, from: number): number {
    this.quoted = true;
    let at = from;
    for (let mark = line.indexOf('"', at); mark >= 0; mark = line.indexOf('"', at)) {
      this.extend(line.slice(at, mark));
      const next = line[mark + 1];
      if (next === undefined || next === this.delimiter) {
        this.quoted = false;
        return mark + 2;
      }
      this.extend('"');
      at = next === '"' ? mark + 2 : mark + 1;
    }
    this.extend(line.slice(at));
    return line.length + 1;
  }
}

/** Lines of a stream, as many at once as somebody looks ahead. */
class Lines {
  private readonly waiting: (string | null)[] = [];
  private first = 0;
  private readonly source: AsyncIterator<string | null>;

  constructor(lines: AsyncIterable<string | null>) {
    this.source = lines[Symbol.asyncIterator]();
  }

  /** The line that comes `ahead` lines after the next. Undefined: there is none; null: it is too long. */
  async peek(ahead: number): Promise<string | null | undefined> {
    while (this.waiting.length - this.first <= ahead) {
      const { done, value } = await this.source.next();
      if (done) return undefined;
      this.waiting.push(value);
    }
    return this.waiting[this.first + ahead];
  }

  drop(count: number): void {
    this.first += count;
    if (this.first < 1000) return;
    this.waiting.splice(0, this.first);
    this.first = 0;
  }

  async close(): Promise<void> {
    await this.source.return?.();
  }
}

/** Far more than a product's description needs. */
const MOST_ROW = 1024 * 1024;
/** So much may be read ahead in vain, and twice the text that is behind: beyond it a row is not looked for past its line for a while. */
const IN_VAIN = 4 * 1024 * 1024;
const MOST_KEPT = 16 * 1024;

async function* linesOf(text: AsyncIterable<string>): AsyncGenerator<string | null> {
  let rest = '';
  let tooLong = false;
  const line = (end: string): string | null => (tooLong || end.length > MOST_ROW ? null : end.replace(/\r$/, ''));
  for await (const chunk of text) {
    const [first = '', ...others] = chunk.split('\n');
    rest += tooLong ? '' : first;
    for (const other of others) {
      yield line(rest);
      rest = other;
      tooLong = false;
    }
    if (rest.length > MOST_ROW) {
      tooLong = true;
      rest = '';
    }
  }
  if (rest || tooLong) yield line(rest);
}

/**
 * The rows of a package. A row goes on over as many lines as it needs to have all its cells; where it does not come out, its first line
 * stands for itself and reading goes on at the next.
 */
export async function* rowsOf(text: AsyncIterable<string>, delimiter: string, width: number): AsyncGenerator<SourceRow> {
  const lines = new Lines(linesOf(text));
  let [inVain, behind] = [0, 0];
  try {
    for (let number = 1; ; number++) {
      const line = await lines.peek(0);
      if (line === undefined) return;
      if (line === null) {
        lines.drop(1);
        yield { number, cells: null, problem: { code: 'ROW_TOO_LONG', message: `The line has more than ${MOST_ROW} characters` } };
        continue;
      }
      const { cells, taken, read } = await wholeRow(lines, delimiter, width, inVain > IN_VAIN + 2 * behind);
      if (!cells) inVain += read;
      behind += cells ? read : line.length;
      lines.drop(cells ? taken : 1);
      if (line.trim() !== '') yield cells ? { number, cells } : alone(number, line, delimiter, width);
    }
  } finally {
    await lines.close();
  }
}

async function wholeRow(
  lines: Lines,
  delimiter: string,
  width: number,
  oneLine: boolean,
): Promise<{ cells: string[] | null; taken: number; read: number }> {
  const row = new Cells(delimiter);
  let [taken, read] = [0, 0];
  while (read < MOST_ROW && (taken === 0 || !oneLine)) {
    const line = await lines.peek(taken);
    if (typeof line !== 'string') break;
    row.add(line);
    taken++;
    read += line.length;
    const { cells, quoted, joined } = row;
    if (quoted) continue;
    if (cells.length >= width) {
      // Tabs at the end of a line are no cells; lines that were put together by guess must come out exactly.
      const fits = cells.length === width || (!joined && cells.slice(width).every((cell) => cell.trim() === ''));
      return { cells: fits ? cells.slice(0, width) : null, taken, read };
    }
    // What stands alone in its line above the products, or between them.
    if (taken === 1 && (cells.length === 1 || line.trim() === '')) return { cells, taken, read };
  }
  return { cells: null, taken, read };
}

/** A line that is no whole row by its quotation marks: perhaps it is without them. */
function alone(number: number, line: string, delimiter: string, width: number): SourceRow {
  const cells = line.split(delimiter);
  if (cells.length === width) return { number, cells: cells.map((cell) => cell.replace(/^"|"$/g, '').replaceAll('""', '"')) };
  const message = `The row has ${cells.length} cells, and the line of keys ${width}: is a quotation mark or a tab missing?`;
  return { number, cells: null, problem: { code: 'CELLS_MISMATCH', message }, raw: line.slice(0, MOST_KEPT) };
}
