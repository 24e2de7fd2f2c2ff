/** How often lists have changed by what was done on this page. Those that are shown begin anew then, as long as they were. */
class ListChanges {
  #count = 0;
  readonly #listeners = new Set<() => void>();

  tell(): void {
    this.#count++;
    // The cache is in the middle of writing a result: lists ask again when it has done so.
    queueMicrotask(() => {
      for (const listener of this.#listeners) listener();
    });
  }

  readonly count = (): number => this.#count;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };
}

export const listChanges = new ListChanges();
