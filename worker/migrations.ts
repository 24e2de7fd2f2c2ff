import { setTimeout as sleep } from 'node:timers/promises';
import { upgradeImports } from '#commerce/imports/index.js';
import { upgradeProducts } from '#commerce/inventory/index.js';
import { namePayments } from '#commerce/payments/index.js';
import { planSalesOfOlderOrders } from '#commerce/sales/index.js';
import { holdLease, releaseLease } from '#platform/lease.js';
import { collectionOf, dropIndex } from '#platform/mongo.js';

/** A change to data that stands already. Runs once in a deployment's life; may be cut short and begin anew. */
export interface Migration {
  /** Its place in the order, and its name: `0001-…`. Never changed once released. */
  id: string;
  up(): Promise<void>;
}

/** In their order, the newest last. Dropping an index is one; building one is not: models say what there is. */
const MIGRATIONS: readonly Migration[] = [
  {
    id: '0001-products-found-by-words',
    async up() {
      await upgradeProducts();
      // What took its place also gives the order.
      await dropIndex('products', 'shopId_1_terms_1');
    },
  },
  {
    id: '0002-imports-have-options',
    async up() {
      await upgradeImports();
      // One file may be read in several ways.
      await dropIndex('import_sources', 'agencyId_1_uploadId_1_format_1');
    },
  },
  // A refund that is made at a provider is found by the payment's names there.
  { id: '0003-payments-have-names', up: namePayments },
  // The worker then counts shop after shop, while orders go on.
  { id: '0004-sales-by-day', up: planSalesOfOlderOrders },
];

interface Ran {
  _id: string;
  at: Date;
}

const LEASE = 'migrations';
const LEASE_MS = 30_000;

/** Runs what has not run yet, one process at a time; another waits for it. Answers the ids of what ran here. */
export async function migrate(migrations: readonly Migration[] = MIGRATIONS): Promise<string[]> {
  while (!(await holdLease(LEASE, LEASE_MS))) await sleep(250);
  const renewal = setInterval(() => void holdLease(LEASE, LEASE_MS).catch(() => {}), LEASE_MS / 3);
  try {
    const ran = collectionOf<Ran>('migrations');
    const before = new Set((await ran.find().toArray()).map(({ _id }) => _id));
    const done: string[] = [];
    for (const { id, up } of migrations) {
      if (before.has(id)) continue;
      await up();
      await ran.insertOne({ _id: id, at: new Date() });
      done.push(id);
    }
    return done;
  } finally {
    clearInterval(renewal);
    await releaseLease(LEASE);
  }
}
