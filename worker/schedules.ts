import { randomUUID } from 'node:crypto';
import { expireUnpaidOrders, releaseExpiredHolds } from '#commerce/checkout/index.js';
import { runDueFeeds } from '#commerce/feeds/index.js';
import { removeExpiredUploads } from '#commerce/imports/index.js';
import { sendPersonMails } from '#commerce/notifications/index.js';
import {
  followOnboardings,
  planReconciliations,
  pollOpenPayments,
  pollOpenRefunds,
  refreshKeys,
  resealSecrets,
} from '#commerce/payments/index.js';
import { holdLease } from '#platform/lease.js';
import { log } from '#platform/log.js';

/** Work that nobody's change starts. Harmless when it runs twice. */
export interface Schedule {
  name: string;
  everySeconds: number;
  run(): Promise<unknown>;
}

/** What time alone makes happen. Each takes a bounded number at a time; what is left has its turn in the next period. */
export const SCHEDULES: readonly Schedule[] = [
  { name: 'releaseExpiredHolds', everySeconds: 10, run: releaseExpiredHolds },
  { name: 'expireUnpaidOrders', everySeconds: 10, run: expireUnpaidOrders },
  { name: 'pollOpenPayments', everySeconds: 20, run: pollOpenPayments },
  { name: 'resealSecrets', everySeconds: 10, run: () => resealSecrets() },
  { name: 'pollOpenRefunds', everySeconds: 20, run: pollOpenRefunds },
  { name: 'planReconciliations', everySeconds: 60, run: () => planReconciliations() },
  { name: 'followOnboardings', everySeconds: 20, run: () => followOnboardings() },
  { name: 'runDueFeeds', everySeconds: 60, run: () => runDueFeeds() },
  { name: 'sendPersonMails', everySeconds: 2, run: sendPersonMails },
  { name: 'refreshKeys', everySeconds: 60, run: () => refreshKeys() },
  { name: 'removeExpiredUploads', everySeconds: 3600, run: removeExpiredUploads },
];

/** Runs each schedule at its pace, once over all processes. */
export class Schedules {
  readonly #timers = new Set<NodeJS.Timeout>();
  readonly #running = new Set<Promise<void>>();

  constructor(private readonly schedules: readonly Schedule[]) {}

  start(): void {
    for (const schedule of this.schedules) {
      const look = () => {
        const run = this.#look(schedule).finally(() => this.#running.delete(run));
        this.#running.add(run);
      };
      // Twice a period: whichever process looks first after its end takes the next run.
      this.#timers.add(setInterval(look, schedule.everySeconds * 500));
    }
  }

  /** Begins nothing new, and waits for what is running. */
  async stop(): Promise<void> {
    for (const timer of this.#timers) clearInterval(timer);
    await Promise.all(this.#running);
  }

  async #look({ name, everySeconds, run }: Schedule): Promise<void> {
    try {
      // The lease is left to run out, by the runner too: it stands for "already done in this period".
      if (await holdLease(`schedule/${name}`, everySeconds * 1000, randomUUID())) await run();
    } catch (err) {
      log.error({ err, schedule: name }, 'A scheduled run failed: it runs again in its next period');
    }
  }
}
