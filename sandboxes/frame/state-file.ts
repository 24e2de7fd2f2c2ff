import { readFileSync } from 'node:fs';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Any shelves: what stands on one is read back as it was written. */
type Shelves = Readonly<Record<string, { put(item: never): unknown; toJSON(): unknown[] }>>;

/**
 * Where the shelves of a sandbox outlive its process: the whole is written beside the file and renamed over it soon after a change,
 * less often the longer a write takes. Without a file nothing is written.
 */
export class StateFile {
  #timer: NodeJS.Timeout | undefined;
  #saving: Promise<void> = Promise.resolve();
  #lastTook = 0;

  /** Fills the shelves with what the file holds. `whose`: `the Stripe sandbox`. @throws {Error} when the file is not one that this class wrote */
  constructor(
    readonly whose: string,
    readonly shelves: Shelves,
    readonly file?: string,
  ) {
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

  #save(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#saving = this.#saving.then(() => this.#write(this.file!)).catch((error) => void process.stderr.write(`${error}\n`));
  }

  async #write(file: string): Promise<void> {
    const began = performance.now();
    await mkdir(dirname(file), { recursive: true });
    await writeFile(`${file}.new`, JSON.stringify(this.shelves), { mode: 0o600 }); // it holds signing secrets
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
      for (const [name, shelf] of Object.entries(this.shelves)) for (const item of stored[name] ?? []) shelf.put(item);
    } catch (error) {
      throw new Error(`${file} is not what ${this.whose} wrote: remove it to begin with an empty memory`, { cause: error });
    }
  }
}
