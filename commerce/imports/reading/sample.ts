import { csvRows } from './csv.js';
import type { Encoding } from './encoding.js';
import type { Place, TableRow } from './table.js';
import type { ZipEntry } from './zip.js';

/** What a file is in. */
export type Container = 'plain' | 'zip' | 'xlsx';

/** A file that was handed in, out of the archive that it came in. */
export interface SourceFile {
  container: Container;
  encoding: Encoding;
  bytes(): AsyncIterable<Uint8Array>;
  text(): AsyncIterable<string>;
  /** The other files of its archive, by their paths. */
  beside: ReadonlyMap<string, ZipEntry>;
}

/** The beginning of a file, as it is judged. */
export interface Sample {
  container: Container;
  encoding: Encoding;
  /** Its first characters, without a byte order mark. */
  text: string;
  /** Between cells. */
  delimiter: string;
  /** Its first rows with that delimiter; rows that are no CSV are left out. */
  rows: string[][];
  /** Where the text goes on after each of these rows, in bytes of UTF-8 without a mark. */
  places: Place[];
}

const DELIMITERS = [',', '\t', ';', '|'];

const MOST_ROWS = 20;
/** No header is longer: a file that is one endless line is noticed here. */
const MOST_HEADER_BYTES = 256 * 1024;

/** The beginning of a text, read with each delimiter. `whole`: it ends there too. */
export async function samplesOf(head: Omit<Sample, 'delimiter' | 'rows' | 'places'>, whole: boolean): Promise<Sample[]> {
  const bytes = Buffer.from(head.text);
  const samples: Sample[] = [];
  for (const delimiter of DELIMITERS) {
    const sample: Sample = { ...head, delimiter, rows: [], places: [] };
    for await (const { cells, end, number } of firstRows(bytes, delimiter)) {
      // The last one may be cut off.
      if (!whole && end >= bytes.length) break;
      if (!cells) continue;
      sample.rows.push(cells);
      sample.places.push({ byte: end, row: number });
    }
    samples.push(sample);
  }
  return samples;
}

async function* firstRows(bytes: Buffer, delimiter: string): AsyncGenerator<TableRow> {
  let given = 0;
  async function* from(start: number) {
    yield bytes.subarray(start);
  }
  for await (const bunch of csvRows(from, delimiter, { byte: 0, row: 0 }, MOST_HEADER_BYTES)) {
    for (const row of bunch) {
      if (given++ >= MOST_ROWS) return;
      yield row;
    }
  }
}
