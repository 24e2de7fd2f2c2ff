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
