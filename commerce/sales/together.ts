import type { Types } from 'mongoose';

interface Batch {
  ids: Map<string, Types.ObjectId>;
  done: Promise<void>;
}

/**
 * Gathers what is asked for while the same is being done already: of one key one run at a time in this process, and the next takes
 * all that has come meanwhile.
 */
export class Together<Context> {
  readonly #running = new Map<string, Promise<void>>();
  readonly #waiting = new Map<string, Batch>();

  constructor(
    private readonly run: (context: Context, ids: readonly Types.ObjectId[]) => Promise<void>,
    private readonly most: number,
  ) {}

  /** Done when the run that took it is. @throws what that run threw */
  add(key: string, context: Context, id: Types.ObjectId): Promise<void> {
    const waiting = this.#waiting.get(key);
    if (waiting && waiting.ids.size < this.most) {
      waiting.ids.set(id.toHexString(), id);
      return waiting.done;
    }
    const ids = new Map([[id.toHexString(), id]]);
    const before = waiting?.done ?? this.#running.get(key) ?? Promise.resolve();
    const batch: Batch = { ids, done: before.catch(() => {}).then(() => this.#begin(key, context, batch)) };
    this.#waiting.set(key, batch);
    return batch.done;
  }

  async #begin(key: string, context: Context, batch: Batch): Promise<void> {
    if (this.#waiting.get(key) === batch) this.#waiting.delete(key);
    const running = this.run(context, [...batch.ids.values()]);
    this.#running.set(key, running);
    try {
      await running;
    } finally {
      if (this.#running.get(key) === running) this.#running.delete(key);
    }
  }
}
