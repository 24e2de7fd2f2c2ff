import { readFileSync } from 'node:fs';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Stripe } from 'stripe';
import type { Kept, KeptAccount, KeptAnswer, KeptEndpoint, KeptEvent, KeptIntent, KeptLink, KeptMovement, KeptSession } from './kept.js';

/** The newest of one kind, in the order of their making; the oldest go when there are too many. */
export class Shelf<T> {
  readonly #items = new Map<string, T>();

  constructor(
    readonly idOf: (item: T) => string,
    readonly most = 10_000,
  ) {}

  put(item: T): T {
    this.#items.set(this.idOf(item), item);
    if (this.#items.size > this.most) this.#items.delete(this.#items.keys().next().value!);
    return item;
  }

  find(id: string): T | undefined {
    return this.#items.get(id);
  }

  remove(id: string): void {
    this.#items.delete(id);
  }

  newestFirst(): T[] {
    return [...this.#items.values()].reverse();
  }

  toJSON(): T[] {
    return [...this.#items.values()];
  }
}

const shelf = <T extends Kept<{ id: string }>>() => new Shelf<T>((kept) => kept.object.id);

/**
 * What the sandbox remembers. With a file it outlives the process: the whole is written beside it and renamed over it soon after
 * a change, less often the longer a write takes.
 */
export class Memory {
  readonly sessions = shelf<KeptSession>();
  readonly intents = shelf<KeptIntent>();
  readonly refunds = shelf<Kept<Stripe.Refund>>();
  readonly disputes = shelf<Kept<Stripe.Dispute>>();
  readonly movements = shelf<KeptMovement>();
  readonly accounts = shelf<KeptAccount>();
  readonly links = shelf<KeptLink>();
  readonly endpoints = shelf<KeptEndpoint>();
  readonly events = shelf<KeptEvent>();
  readonly answers = new Shelf<KeptAnswer>((answer) => answer.id);

  #timer: NodeJS.Timeout | undefined;
  #saving: Promise<void> = Promise.resolve();
  #lastTook = 0;

  /** @throws {Error} when the file is not one that this class wrote */
  constructor(readonly file?: string) {
    if (file) this.#read(file);
  }

  /** Called after every change. */
  changed(): void {
    if (!this.file) return;
    this.#timer ??= setTimeout(() => this.#save(), Math.max(50, 10 * this.#lastTook));
  }

  /** Writes what has not been written yet. */
  async close(): Promise<void> {
    if (this.#timer) this.#save();
    await this.#saving;
  }

  #shelves() {
    const { sessions, intents, refunds, disputes, movements, accounts, links, endpoints, events, answers } = this;
    return { sessions, intents, refunds, disputes, movements, accounts, links, endpoints, events, answers };
  }

  #save(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#saving = this.#saving.then(() => this.#write(this.file!)).catch((error) => void process.stderr.write(`${error}\n`));
  }

  async #write(file: string): Promise<void> {
    const began = performance.now();
    await mkdir(dirname(file), { recursive: true });
    await writeFile(`${file}.new`, JSON.stringify(this.#shelves()), { mode: 0o600 }); // it holds signing secrets
    await rename(`${file}.new`, file);
    this.#lastTook = performance.now() - began;
  }

  #read(file: string): void {
    let text: string;
    try {
      text = readFileSync(file, 'utf8');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
      throw error;
    }
    try {
      const stored = JSON.parse(text) as Record<string, never[]>;
      for (const [name, kept] of Object.entries(this.#shelves())) for (const item of stored[name] ?? []) kept.put(item);
    } catch (error) {
      throw new Error(`${file} is not what the Stripe sandbox wrote: remove it to begin with an empty memory`, { cause: error });
    }
  }
}
