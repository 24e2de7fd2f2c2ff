import { flatMapInBreaths } from '#platform/breaths.js';
import { storage } from '#platform/storage.js';
import type { CanonicalLine } from './canonical.js';
import { type Asked, type Examined, examine, type Inspected, inspect } from './examine.js';
import { KeySet } from './key-set.js';
import { readPart } from './part.js';
import type { Place, Table } from './table.js';

/** What the reading thread is asked for. Everything that it needs is in the question; files travel by their keys. */
export type Task =
  | ({ kind: 'inspect' } & Asked)
  /** What is made of the file is kept under keys that begin with `textKey`. */
  | ({ kind: 'examine'; textKey: string } & Asked)
  | {
      kind: 'part';
      /** Tells one file's parts from another's. */
      source: string;
      number: number;
      table: Table;
      from: Place;
      /** Where the lines go. */
      key: string;
      /** The keys of all parts before, where this thread has not read them itself. */
      keys: Uint8Array | null;
    };

export interface PartRead {
  rows: number;
  rejected: number;
  keys: Uint8Array;
  next: Place | null;
}

type Answers = { inspect: Inspected; examine: Examined; part: PartRead | 'keys missing' };
export type Answer<T extends Task> = Answers[T['kind']];

/** The keys of files that are being read, each as far as its last part. */
const reading = new Map<string, { upTo: number; keys: KeySet }>();
const MOST_READING = 8;

export function perform(task: Task): Promise<Answers[Task['kind']]> {
  if (task.kind === 'inspect') return inspect(storage(), task);
  return task.kind === 'examine' ? examine(storage(), task, task.textKey) : readAndKeep(task);
}

async function readAndKeep(task: Task & { kind: 'part' }): Promise<PartRead | 'keys missing'> {
  const keys = keysBefore(task);
  if (!keys) return 'keys missing';
  reading.delete(task.source); // its keys change while it is read: unfinished they are of no use
  const open = (start: number) => storage().get(task.table.textKey, start);
  const lines = new Written();
  const part = await readPart(open, task.table, task.from, keys, (line) => lines.add(line));
  await storage().put(task.key, lines.bytes());
  reading.set(task.source, { upTo: task.number, keys });
  for (const [oldest] of reading) {
    if (reading.size <= MOST_READING) break;
    reading.delete(oldest);
  }
  return part;
}

function keysBefore({ source, number, keys }: Task & { kind: 'part' }): KeySet | null {
  const known = reading.get(source);
  if (known?.upTo === number - 1) return known.keys;
  if (!keys && number > 0) return null;
  const read = new KeySet();
  if (keys) read.addAll(Buffer.from(keys));
  return read;
}

const CHUNK_CHARACTERS = 64 * 1024;

/** A part's lines as JSONL. Written as they come: a part's objects, kept to its end, would be what this thread's collector is busy with. */
class Written {
  private readonly chunks: Buffer[] = [];
  private lines: string[] = [];
  private characters = 0;

  add(line: CanonicalLine): void {
    const text = JSON.stringify(line);
    this.lines.push(text);
    this.characters += text.length;
    if (this.characters >= CHUNK_CHARACTERS) this.close();
  }

  async *bytes(): AsyncGenerator<Buffer> {
    this.close();
    yield* this.chunks;
  }

  private close(): void {
    if (this.lines.length === 0) return;
    this.chunks.push(Buffer.from(this.lines.map((line) => `${line}\n`).join('')));
    this.lines = [];
    this.characters = 0;
  }
}

/** The lines of a part. */
export async function linesOf(key: string): Promise<CanonicalLine[]> {
  const chunks: Buffer[] = await storage().get(key).toArray();
  const text = Buffer.concat(chunks).toString('utf8');
  return flatMapInBreaths(text.split('\n'), (line) => (line ? [JSON.parse(line) as CanonicalLine] : []));
}
