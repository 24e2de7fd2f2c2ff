/**
 * A session that ended while somebody was at work: requests wait until he has signed in again, so that nothing he typed is lost.
 * The page asks `subscribe` whether to show the sign-in, and calls `resume` after it.
 */
class SigningInAgain {
  #waiting: Promise<void> | null = null;
  #done: (() => void) | null = null;
  readonly #listeners = new Set<() => void>();

  /** Resolves when somebody has signed in. */
  wait(): Promise<void> {
    this.#waiting ??= new Promise((resolve) => {
      this.#done = resolve;
    });
    this.#tell();
    return this.#waiting;
  }

  resume(): void {
    this.#done?.();
    this.#waiting = null;
    this.#done = null;
    this.#tell();
  }

  readonly isWaiting = (): boolean => this.#waiting !== null;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}

export const signingInAgain = new SigningInAgain();
