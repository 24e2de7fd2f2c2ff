import { Shelf } from '../frame/shelf.js';
import { StateFile } from '../frame/state-file.js';
import type {
  KeptApplyment,
  KeptBillChange,
  KeptEvent,
  KeptFile,
  KeptKey,
  KeptMerchant,
  KeptOrder,
  KeptPayout,
  KeptPrepay,
  KeptReceiver,
  KeptRefund,
  KeptReturn,
  KeptSharing,
  KeptShipping,
  KeptToken,
} from './kept.js';

const shelf = <T extends { id: string }>() => new Shelf<T>(({ id }) => id);

/** What the sandbox remembers; with a file it outlives the process. */
export class Memory {
  readonly shelves = {
    keys: shelf<KeptKey>(),
    merchants: new Shelf<KeptMerchant>(({ mchid }) => mchid),
    orders: shelf<KeptOrder>(),
    prepays: shelf<KeptPrepay>(),
    refunds: shelf<KeptRefund>(),
    events: shelf<KeptEvent>(),
    receivers: shelf<KeptReceiver>(),
    sharings: shelf<KeptSharing>(),
    returns: shelf<KeptReturn>(),
    payouts: shelf<KeptPayout>(),
    applyments: shelf<KeptApplyment>(),
    billChanges: shelf<KeptBillChange>(),
    files: new Shelf<KeptFile>(({ token }) => token, 100),
    tokens: new Shelf<KeptToken>(({ token }) => token, 1000),
    shippings: new Shelf<KeptShipping>(({ transactionId }) => transactionId),
  };
  /** The order that a transaction id names. */
  readonly byTransaction = new Map<string, string>();
  readonly #state: StateFile;

  /** @throws {Error} when the file is not one that this class wrote */
  constructor(file?: string) {
    this.#state = new StateFile('the WeChat Pay sandbox', this.shelves, file);
    for (const { id, transactionId } of this.shelves.orders.toJSON()) if (transactionId) this.byTransaction.set(transactionId, id);
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
