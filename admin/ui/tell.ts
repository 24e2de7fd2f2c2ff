export interface Told {
  message: string;
  undo?: () => void;
  isProblem?: boolean;
}

type Listener = (message: Told) => void;

/** Between whoever tells something and the place where it appears. What is told before that is there waits for it. */
class Telling {
  #listener: Listener | null = null;
  #waiting: Told[] = [];

  say(message: Told): void {
    if (this.#listener) this.#listener(message);
    else this.#waiting.push(message);
  }

  subscribe(listener: Listener): () => void {
    this.#listener = listener;
    for (const message of this.#waiting.splice(0)) listener(message);
    return () => {
      this.#listener = null;
    };
  }
}

export const told = new Telling();

/** Says that something was done. With `undo` it can be taken back for a while: better than asking before. */
export const tell = (message: string, undo?: () => void): void => told.say({ message, ...(undo ? { undo } : {}) });

/** Says that something did not work, for long enough to read it. */
export const tellProblem = (message: string): void => told.say({ message, isProblem: true });
