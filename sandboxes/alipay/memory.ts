import { Shelf } from '../frame/shelf.js';
import { StateFile } from '../frame/state-file.js';
import type { Merchant, Notification, Trade } from './kept.js';

/** What the sandbox remembers; with a file it outlives the process. */
export class Memory {
  readonly merchants = new Shelf<Merchant>(({ appId }) => appId);
  readonly trades = new Shelf<Trade>(({ id }) => id);
  readonly notifications = new Shelf<Notification>(({ id }) => id);

  readonly #state: StateFile;

  /** @throws {Error} when the file is not one that this class wrote */
  constructor(file?: string) {
    const { merchants, trades, notifications } = this;
    this.#state = new StateFile('the Alipay sandbox', { merchants, trades, notifications }, file);
  }

  /** Called after every change. */
  changed(): void {
    this.#state.changed();
  }

  /** Writes what has not been written yet. */
  close(): Promise<void> {
    return this.#state.close();
  }
}
