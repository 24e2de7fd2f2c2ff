import DataLoader from 'dataloader';
import { type mongo, Types } from 'mongoose';
import { Unrecoverable } from '#platform/errors.js';
import { log } from '#platform/log.js';
import { isUnavailable } from '#platform/mongo.js';
import { shopForJob } from '../access.js';
import { acrossShops } from '../across-shops.js';
import type { ShopContext } from '../context.js';
import { DAY_MS, KEPT_DAYS, type OutboxRow } from './row.js';
import { wakeRelay } from './wake.js';

/** What a handler answers whose work goes on: it is queued again, which is not a failure. */
export interface Again {
  again: true;
  /** Takes the place of the row's `data`: where the next slice begins. */
  data?: Record<string, unknown>;
  /** Not before this moment. */
  at?: Date;
}

export type Outcome = 'done' | 'again' | 'failed' | 'dead' | 'gone';

/** A collection of rows, and what its rows make happen. */
export interface Source<Row extends OutboxRow = OutboxRow> {
  collection: string;
  /** Idempotent: two runs of one row are normal. Throws to be tried again; throws Unrecoverable to stop. */
  handle(shop: ShopContext, row: Row): Promise<Again | undefined>;
}

const MOST_ATTEMPTS = 10;
const FIRST_RETRY_MS = 2000;
const LONGEST_RETRY_MS = 6 * 3600_000;
const LONGEST_ERROR = 500;
/** So long the reads and the acknowledgements of jobs that run beside each other are gathered into one. */
const GATHER_MS = 2;
/** MongoDB is away: what a job has done is written down as soon as it is back. */
const AWAY_MS = 500;

/** 2 s, 8 s, 32 s … 6 h, a quarter more or less, so that what failed together is not tried together. */
export const retryAfter = (attempts: number): number =>
  Math.min(FIRST_RETRY_MS * 4 ** (attempts - 1), LONGEST_RETRY_MS) * (0.75 + Math.random() / 2);

/** Whether a failure now would be the last: what a person sees must say so. */
export const isLastAttempt = ({ attempts }: Pick<OutboxRow, 'attempts'>): boolean => attempts + 1 >= MOST_ATTEMPTS;

/** Works the rows of one collection: reads a row again, runs its handler and writes down what came of it. */
export class Work {
  readonly #rows;
  readonly #running = new Map<string, OutboxRow>();
  readonly #read: DataLoader<string, OutboxRow | null>;
  readonly #done: DataLoader<OutboxRow, true>;
  #stopping = false;

  constructor(private readonly source: Source) {
    this.#rows = acrossShops<OutboxRow>(source.collection, 'the workers read their rows');
    const gathering = { cache: false, maxBatchSize: 500, batchScheduleFn: (run: () => void) => void setTimeout(run, GATHER_MS) };
    this.#read = new DataLoader((ids) => this.#readAll(ids), gathering);
    this.#done = new DataLoader((rows) => this.#allDone(rows), gathering);
  }

  /** Runs one row. Never throws for what the handler throws: that is planned anew in the row. */
  async run(id: string): Promise<{ outcome: Outcome; type: string }> {
    const row = await this.#insist(() => this.#read.load(id));
    if (!row || row.state === 'DONE' || row.state === 'DEAD') return { outcome: 'gone', type: row?.type ?? 'unknown' };
    this.#running.set(id, row);
    try {
      return { outcome: await this.#work(row), type: row.type };
    } finally {
      this.#running.delete(id);
    }
  }

  /** From now on nothing waits for MongoDB to come back. */
  stop(): void {
    this.#stopping = true;
  }

  /** What has not ended in time waits again, for another process. */
  async giveBack(): Promise<number> {
    const ids = [...this.#running.values()].map(({ _id }) => _id);
    if (ids.length === 0) return 0;
    // A new moment is a new job: the old one may still stand in Redis.
    return this.#rows.updateMany(
      { _id: { $in: ids }, state: 'HANDED' },
      { $set: { state: 'PENDING', later: false, handedAt: null, nextAttemptAt: new Date() } },
    );
  }

  async #work(row: OutboxRow): Promise<Outcome> {
    let again: Again | undefined;
    try {
      again = await this.source.handle(await shopForJob(row.shopId, row.type, `evt_${row._id.toHexString()}`), row);
    } catch (error) {
      return this.#insist(() => this.#failed(row, error));
    }
    if (again) await this.#insist(() => this.#goesOn(row, again));
    else await this.#insist(() => this.#done.load(row));
    return again ? 'again' : 'done';
  }

  async #failed(row: OutboxRow, error: unknown): Promise<Outcome> {
    const attempts = row.attempts + 1;
    const dead = error instanceof Unrecoverable || isLastAttempt(row);
    const planned = { state: 'PENDING', later: true, nextAttemptAt: new Date(Date.now() + retryAfter(attempts)) } as const;
    await this.#rows.update(
      { _id: row._id, shopId: row.shopId, state: { $in: ['HANDED', 'PENDING'] } },
      { $set: { ...(dead ? { state: 'DEAD', later: false } : planned), attempts, handedAt: null, lastError: told(error) } },
    );
    const facts = { err: error, job: row.type, event: row._id.toHexString(), shop: row.shopId.toHexString(), attempts };
    if (dead) log.error(facts, 'A job has failed for good: it waits for a person');
    else log.warn(facts, 'A job failed and is tried again');
    return dead ? 'dead' : 'failed';
  }

  async #goesOn(row: OutboxRow, { data, at }: Again): Promise<void> {
    // Always another moment than before: see jobIdOf.
    const next = at ?? new Date(Math.max(Date.now(), row.nextAttemptAt.getTime() + 1));
    await this.#rows.update({ _id: row._id, shopId: row.shopId, state: { $in: ['HANDED', 'PENDING'] } }, {
      $set: {
        state: 'PENDING',
        later: at !== undefined && at > new Date(),
        handedAt: null,
        nextAttemptAt: next,
        // It has come further, and may fail as often as before. What waits for its moment has not.
        ...(at ? {} : { attempts: 0 }),
        ...(data ? { data } : {}),
      },
    } as mongo.UpdateFilter<OutboxRow>);
    wakeRelay([row.queue]);
  }

  async #readAll(ids: readonly string[]): Promise<(OutboxRow | null)[]> {
    const found = await this.#rows.find({ _id: { $in: ids.map((id) => new Types.ObjectId(id)) } });
    const byId = new Map(found.map((row) => [row._id.toHexString(), row]));
    return ids.map((id) => byId.get(id) ?? null);
  }

  /** If this is lost, the rows run once more, which is normal: so it does not wait for the journal. */
  async #allDone(rows: readonly OutboxRow[]): Promise<true[]> {
    const expiresAt = { $add: ['$createdAt', KEPT_DAYS * DAY_MS] };
    await this.#rows.updateMany(
      { _id: { $in: rows.map(({ _id }) => _id) }, shopId: { $in: rows.map(({ shopId }) => shopId) } },
      [{ $set: { state: 'DONE', later: false, lastError: null, expiresAt } }],
      { writeConcern: { w: 1, journal: false } },
    );
    return rows.map(() => true);
  }

  /** What the row says must be read and written: while MongoDB is away, again and again. */
  async #insist<Result>(step: () => Promise<Result>): Promise<Result> {
    for (;;) {
      try {
        return await step();
      } catch (error) {
        if (this.#stopping || !isUnavailable(error)) throw error;
        await new Promise((resolve) => setTimeout(resolve, AWAY_MS));
      }
    }
  }
}

/** What a person reads of a failure: bounded, and without what looks like a secret. */
function told(error: unknown): string {
  const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return text
    .replace(/\/\/[^/@\s]+@/g, '//[hidden]@')
    .replace(/\b(sk|rk|whsec|sy_token|sy_session|Bearer|Basic)([_ ])[\w.=+/-]{6,}/g, '$1$2[hidden]')
    .slice(0, LONGEST_ERROR);
}
