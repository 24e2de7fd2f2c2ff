/** So long a job counts as urgent: one that takes longer waits for an outside party, which needs no room here. */
const URGENT_MS = 250;

/** So long the others still hold back after it: what is urgent comes in steps (a callback, its order's event, a mail), the relay between them. */
const LINGER_MS = 100;

/** How often a portion of the others goes on meanwhile. */
const PORTION_MS = 150;

/**
 * Whom jobs make room for. Urgent ones run at once; while any of them runs, and a moment after it, the others go on in portions with a rest
 * between them: so they cost little, since what runs together reads and writes together, and most urgent jobs meet none of them. They have
 * all of the process again as soon as nothing is urgent.
 */
export class Gate {
  #urgent = 0;
  #others = 0;
  #timer: NodeJS.Timeout | undefined;
  readonly #waiting: (() => void)[] = [];

  /** @param portion how many others run at once beside urgent jobs, at least 1 */
  constructor(private readonly portion: number) {}

  /** Whether the others hold back at this moment. */
  get isPressed(): boolean {
    return this.#urgent > 0;
  }

  async urgently<T>(run: () => Promise<T>): Promise<T> {
    this.#urgent++;
    let isOver = false;
    const over = () => {
      if (isOver) return;
      isOver = true;
      setTimeout(() => this.#calm(), LINGER_MS).unref();
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
    if (this.isPressed) await this.#turn();
    this.#others++;
    try {
      return await run();
    } finally {
      this.#others--;
    }
  }

  #turn(): Promise<void> {
    this.#timer ??= setTimeout(() => this.#portionIn(), PORTION_MS);
    return new Promise((enter) => this.#waiting.push(enter));
  }

  #portionIn(): void {
    for (const enter of this.#waiting.splice(0, Math.max(0, this.portion - this.#others))) enter();
    this.#timer = this.#waiting.length > 0 ? setTimeout(() => this.#portionIn(), PORTION_MS) : undefined;
  }

  #calm(): void {
    this.#urgent--;
    if (this.#urgent > 0) return;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    for (const enter of this.#waiting.splice(0)) enter();
  }
}
