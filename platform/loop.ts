/** Repeats a step, resting in between, until it is stopped. */
export class Loop {
  #running: Promise<void> | undefined;
  #stopping = false;
  #woken = false;
  #wake: () => void = () => {};

  /** The step answers for how many milliseconds to rest. It does not throw. */
  constructor(private readonly step: () => Promise<number>) {}

  start(): void {
    this.#running ??= this.#run();
  }

  /** Ends the rest; during a step: the next follows without a rest. */
  wake(): void {
    this.#woken = true;
    this.#wake();
  }

  /** Waits for the step that is running; none follows. */
  async stop(): Promise<void> {
    this.#stopping = true;
    this.#wake();
    await this.#running;
  }

  async #run(): Promise<void> {
    while (!this.#stopping) {
      this.#woken = false;
      const pause = await this.step();
      if (!this.#woken && !this.#stopping) await this.#rest(pause);
    }
  }

  #rest(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, milliseconds);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
