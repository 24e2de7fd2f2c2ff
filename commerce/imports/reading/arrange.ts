import { randomUUID } from 'node:crypto';
import { type FileHandle, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Arrangement, Row } from '../formats/format.js';
import { digestOf } from './key-set.js';
import { misfit } from './rows.js';
import type { SourceRow } from './table.js';

/** Rows are spilled to the disk and read again in pieces of this many bytes. */
const PIECE_BYTES = 128 * 1024;
const MOST_PIECES = 8;

/**
 * The same rows, those of one product together and its own row first, products in the order in which the file first speaks of them. The
 * rows wait in a temporary file; in memory stand 24 bytes for each, and 32 for each name.
 */
export async function* arranged(
  header: readonly string[],
  rows: AsyncIterable<SourceRow>,
  { namesOf, parentOf }: Arrangement,
  onDamage: () => void,
): AsyncGenerator<SourceRow> {
  const spill = await Spill.begin();
  try {
    const groups = new Groups();
    for await (const row of rows) {
      await spill.add(row);
      if (row.cells && !misfit(header, row.cells)) {
        const fitted = row as Row;
        groups.add(namesOf(fitted).map(digest), parentOf(fitted));
      } else {
        onDamage();
        groups.add([], null);
      }
    }
    for await (const row of spill.inOrder(groups.order())) yield row;
  } finally {
    await spill.end();
  }
}

const digest = (name: string): bigint => digestOf(name).readBigUInt64LE();

/** A list of numbers outside JavaScript's heap that grows without being copied whole. */
class Numbers {
  private readonly pages: Float64Array[] = [];
  length = 0;

  push(value: number): void {
    const at = this.length++ & 0xffff;
    if (at === 0) this.pages.push(new Float64Array(0x10000));
    this.pages.at(-1)![at] = value;
  }

  at(index: number): number {
    return this.pages[index >>> 16]![index & 0xffff]!;
  }

  set(index: number, value: number): void {
    this.pages[index >>> 16]![index & 0xffff] = value;
  }
}

/** Which number stands for a digest: open addressing, outside JavaScript's heap. */
class DigestNumbers {
  private size = 0;
  private digests = new BigUint64Array(1024);
  private numbers = new Float64Array(1024);

  /** The number that the digest has, which is `fresh` where it had none. */
  give(key: bigint, fresh: number): number {
    if (this.size * 2 >= this.digests.length) this.grow();
    const at = placeOf(this.digests, key || 1n);
    if (this.digests[at] === 0n) {
      this.digests[at] = key || 1n;
      this.numbers[at] = fresh;
      this.size++;
    }
    return this.numbers[at]!;
  }

  private grow(): void {
    const [digests, numbers] = [this.digests, this.numbers];
    this.digests = new BigUint64Array(digests.length * 2);
    this.numbers = new Float64Array(digests.length * 2);
    for (const [at, key] of digests.entries()) {
      if (!key) continue;
      const place = placeOf(this.digests, key);
      this.digests[place] = key;
      this.numbers[place] = numbers[at]!;
    }
  }
}

function placeOf(digests: BigUint64Array, key: bigint): number {
  let at = Number(key & BigInt(digests.length - 1));
  while (digests[at] !== 0n && digests[at] !== key) at = (at + 1) & (digests.length - 1);
  return at;
}

/**
 * Which product each row belongs to. A row that names its parent before the parent has come opens the product under that name; when the
 * parent comes with other names as well, products that these had opened are one with it.
 */
class Groups {
  private readonly named = new DigestNumbers();
  /** For each group the one that it is one with, or itself: a forest whose roots came first. */
  private readonly oneWith = new Numbers();
  /** For each row its group, by twos: odd for a row with a parent. */
  private readonly ofRow = new Numbers();

  add(names: readonly bigint[], parent: string | null): void {
    this.ofRow.push(parent === null ? 2 * this.joined(names) : 2 * this.groupOf(digest(parent)) + 1);
  }

  /** The one group of all these names. */
  private joined(names: readonly bigint[]): number {
    if (names.length === 0) return this.fresh();
    const groups = names.map((name) => this.rootOf(this.groupOf(name)));
    const first = Math.min(...groups);
    for (const group of groups) this.oneWith.set(group, first);
    return first;
  }

  /** The rows' positions, group by group, parents first. */
  order(): Uint32Array {
    const { length } = this.ofRow;
    // A counting sort: places by root, then parents before the others.
    const begins = new Uint32Array(2 * this.oneWith.length + 1);
    const slotOf = (row: number) => {
      const value = this.ofRow.at(row);
      return 2 * this.rootOf(Math.floor(value / 2)) + (value % 2);
    };
    for (let row = 0; row < length; row++) begins[slotOf(row) + 1]!++;
    for (let slot = 1; slot < begins.length; slot++) begins[slot]! += begins[slot - 1]!;
    const order = new Uint32Array(length);
    for (let row = 0; row < length; row++) order[begins[slotOf(row)]!++] = row;
    return order;
  }

  private fresh(): number {
    this.oneWith.push(this.oneWith.length);
    return this.oneWith.length - 1;
  }

  private groupOf(name: bigint): number {
    const next = this.oneWith.length;
    const group = this.named.give(name, next);
    return group === next ? this.fresh() : group;
  }

  private rootOf(group: number): number {
    let root = group;
    while (this.oneWith.at(root) !== root) root = this.oneWith.at(root);
    for (let at = group; at !== root; ) {
      const next = this.oneWith.at(at);
      this.oneWith.set(at, root);
      at = next;
    }
    return root;
  }
}

/** Rows in a temporary file, to be had again in any order. */
class Spill {
  private readonly begins = new Numbers();
  private waiting: Buffer[] = [];
  private waitingBytes = 0;
  private bytes = 0;

  private constructor(
    private readonly path: string,
    private readonly file: FileHandle,
  ) {}

  static async begin(): Promise<Spill> {
    const path = join(tmpdir(), `shopyard-rows-${randomUUID()}`);
    return new Spill(path, await open(path, 'wx+'));
  }

  async add(row: SourceRow): Promise<void> {
    const line = Buffer.from(JSON.stringify(row));
    this.begins.push(this.bytes);
    this.bytes += line.length;
    this.waitingBytes += line.length;
    this.waiting.push(line);
    if (this.waitingBytes >= PIECE_BYTES) await this.flush();
  }

  async *inOrder(order: Uint32Array): AsyncGenerator<SourceRow> {
    await this.flush();
    this.begins.push(this.bytes);
    // Parents and their variations are often two lists, each in order: several places are read from at once.
    const pieces: { begin: number; bytes: Buffer }[] = [];
    for (const row of order) {
      const [begin, end] = [this.begins.at(row), this.begins.at(row + 1)];
      let piece = pieces.find((one) => begin >= one.begin && end <= one.begin + one.bytes.length);
      if (!piece) {
        piece = { begin, bytes: await this.read(begin, Math.max(end - begin, PIECE_BYTES)) };
        if (pieces.push(piece) > MOST_PIECES) pieces.shift();
      }
      yield JSON.parse(piece.bytes.toString('utf8', begin - piece.begin, end - piece.begin)) as SourceRow;
    }
  }

  async end(): Promise<void> {
    await this.file.close();
    await rm(this.path, { force: true });
  }

  private async flush(): Promise<void> {
    const all = Buffer.concat(this.waiting);
    for (let at = 0; at < all.length; ) at += (await this.file.write(all, at)).bytesWritten;
    this.waiting = [];
    this.waitingBytes = 0;
  }

  private async read(begin: number, length: number): Promise<Buffer> {
    const buffer = Buffer.alloc(length);
    const { bytesRead } = await this.file.read(buffer, 0, length, begin);
    return buffer.subarray(0, bytesRead);
  }
}
