import type { Stripe } from 'stripe';
import { Shelf } from '../frame/shelf.js';
import { StateFile } from '../frame/state-file.js';
import type { Kept, KeptAccount, KeptAnswer, KeptEndpoint, KeptEvent, KeptIntent, KeptLink, KeptMovement, KeptSession } from './kept.js';

const shelf = <T extends Kept<{ id: string }>>() => new Shelf<T>((kept) => kept.object.id);

/** What the sandbox remembers; with a file it outlives the process. */
export class Memory {
  readonly sessions = shelf<KeptSession>();
  readonly intents = shelf<KeptIntent>();
  readonly refunds = shelf<Kept<Stripe.Refund>>();
  readonly disputes = shelf<Kept<Stripe.Dispute>>();
  readonly movements = shelf<KeptMovement>();
  readonly accounts = shelf<KeptAccount>();
  readonly links = shelf<KeptLink>();
  readonly endpoints = shelf<KeptEndpoint>();
  readonly events = shelf<KeptEvent>();
  readonly answers = new Shelf<KeptAnswer>((answer) => answer.id);

  readonly #state: StateFile;

  /** @throws {Error} when the file is not one that this class wrote */
  constructor(file?: string) {
    const { sessions, intents, refunds, disputes, movements, accounts, links, endpoints, events, answers } = this;
    const shelves = { sessions, intents, refunds, disputes, movements, accounts, links, endpoints, events, answers };
    this.#state = new StateFile('the Stripe sandbox', shelves, file);
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
