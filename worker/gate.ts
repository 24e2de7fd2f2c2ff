/** So long a job counts as urgent: one that takes longer waits for an outside party, which needs no room here. */
const URGENT_MS = 250;

/** So long the others still hold back after it: what is urgent comes in steps (a callback, its order's event, a mail), the relay between them. */
const LINGER_MS = 100;

/**
 * Whom jobs make room for. Urgent ones run at once; while any of them runs, and a moment after it, only few of the others begin, so that the one thread of this
 * process is not shared with hundreds. The others always go on, and have all of it again as soon as nothing is urgent.
 */
export class Gate {
  #urgent = 0;
  #others = 0;
  readonly #waiting: (() => void)[] = [];

  /** @param few how many others run beside urgent jobs, at least 1 */
  constructor(private readonly few: number) {}

  async urgently<T>(run: () => Promise<T>): Promise<T> {
    this.#urgent++;
    let isOver = false;
    const over = () => {
      if (isOver) return;
      isOver = true;
      setTimeout(() => {
        this.#urgent--;
        this.#letIn();
      }, LINGER_MS).unref();
    };
    const timer = setTimeout(over, URGENT_MS);
    try {
      return await run();
    } finally {
      clearTimeout(timer);
      over();
    }
  }

  async patiently<T>(run: () => Promise<T>): Promise<T> {
    if (!this.#hasRoom()) await new Promise<void>((enter) => this.#waiting.push(enter));
    else this.#others++;
    try {
      return await run();
    } finally {
      this.#others--;
      this.#letIn();
    }
  }

  #hasRoom(): boolean {
    return this.#urgent === 0 || this.#others < this.few;
  }

  #letIn(): void {
    while (this.#waiting.length > 0 && this.#hasRoom()) {
      this.#others++;
      this.#waiting.shift()!();
    }
  }
}
