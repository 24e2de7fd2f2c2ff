import { randomUUID } from 'node:crypto';
import type { Redis } from 'ioredis';
import { config } from '#platform/config.js';
import { holdLease, type Lease, leases, releaseLease } from '#platform/lease.js';
import { log } from '#platform/log.js';
import { openRedis, redis, redisKey } from '#platform/redis.js';
import { acrossShops } from '../across-shops.js';
import { Hand, type Lane } from './hand.js';
import { givePlaces, LeaseLost, MOST_PLACES_AT_ONCE } from './places.js';
import type { OutboxRow } from './row.js';
import { wakeChannel } from './wake.js';

const LEASE = 'relay';
const LEASE_MS = 10_000;
/** It looks so often whether or not somebody wakes it. */
const LOOK_MS = 1000;
/** While rows wait for room: long enough for a few hundred jobs to finish, so that a look pays. */
const SOON_MS = 30;
const MOST_DUE_AT_ONCE = 1000;

interface RelayLease extends Lease {
  /** What the counter in Redis showed when the lease was last renewed. */
  passes?: number;
}

/** What one pass did. `more`: rows wait for room. */
export interface Pass {
  held: boolean;
  placed: number;
  handed: number;
  more: boolean;
}

/**
 * Brings rows from MongoDB, where they are safe, to BullMQ, where they are worked. At most one relay at a time holds the
 * lease; the others stand by. Two at once, for a moment, do no harm: places are given under the lease's own document, and
 * a row that is handed twice is the same job.
 */
export class Relay {
  readonly #hands: readonly Hand[];
  readonly #sources: readonly string[];
  readonly #holder = randomUUID();
  #renewed = 0;
  #swept = 0;
  #passes: number | undefined;
  #subscriber: Redis | undefined;
  #running: Promise<void> | undefined;
  #stopping = false;
  #woken = false;
  #wake: () => void = () => {};

  constructor(lanes: readonly Lane[]) {
    this.#hands = lanes.map((lane) => new Hand(lane));
    this.#sources = [...new Set(lanes.flatMap(({ sources }) => sources))];
  }

  start(): void {
    this.#subscriber = openRedis('waiting');
    this.#subscriber.on('message', () => {
      this.#woken = true;
      this.#wake();
    });
    this.#subscriber.subscribe(wakeChannel()).catch(() => {}); // subscribes again by itself once Redis is there
    this.#running = this.#run();
  }

  /** Ends after the pass that is running, and leaves the lease to another. */
  async stop(): Promise<void> {
    this.#stopping = true;
    this.#wake();
    await this.#running;
    this.#subscriber?.disconnect();
    await releaseLease(LEASE, this.#holder).catch(() => {}); // it ends by itself
  }

  async #run(): Promise<void> {
    let pause = LOOK_MS;
    while (!this.#stopping) {
      try {
        const { placed, handed, more } = await this.pass();
        pause = !more ? LOOK_MS : placed + handed > 0 ? SOON_MS : Math.min(pause * 2, LOOK_MS);
      } catch (err) {
        if (!(err instanceof LeaseLost)) log.warn({ err }, 'The relay could not do its pass: it looks again in a second');
        this.#renewed = 0;
        pause = LOOK_MS;
      }
      await this.#rest(pause);
    }
  }

  async #rest(milliseconds: number): Promise<void> {
    if (!this.#woken && !this.#stopping) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, milliseconds);
        this.#wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    this.#woken = false;
    this.#wake = () => {};
  }

  /** One look at everything: gives places, hands what is due, takes back what got lost. */
  async pass(): Promise<Pass> {
    if (!(await this.#hold())) return { held: false, placed: 0, handed: 0, more: false };
    await this.#makeDue();
    const placed = await givePlaces(LEASE, this.#holder);
    const done: Pass = { held: true, placed, handed: 0, more: placed === MOST_PLACES_AT_ONCE };
    if (!(await this.#redisKeptEverything())) return done;
    await this.#sweep();
    const filled = await Promise.all(this.#hands.map((hand) => hand.fill()));
    for (const { handed, more } of filled) {
      done.handed += handed;
      done.more ||= more;
    }
    return done;
  }

  async #hold(): Promise<boolean> {
    if (Date.now() - this.#renewed < LEASE_MS / 4) return true;
    const asked = Date.now();
    if (!(await holdLease(LEASE, LEASE_MS, this.#holder))) {
      this.#passes = undefined;
      return false;
    }
    this.#renewed = asked;
    if (this.#passes !== undefined) {
      await leases<RelayLease>().updateOne({ _id: LEASE, holder: this.#holder }, { $set: { passes: this.#passes } });
    }
    return true;
  }

  /** Rows whose time has come join those that wait for their turn. */
  async #makeDue(): Promise<void> {
    for (const source of this.#sources) {
      const rows = acrossShops<OutboxRow>(source, 'the relay finds what has become due');
      const due = await rows.find(
        { later: true, nextAttemptAt: { $lte: new Date() } },
        { sort: { later: 1, nextAttemptAt: 1 }, limit: MOST_DUE_AT_ONCE, projection: { _id: 1 } },
      );
      if (due.length > 0) await rows.updateMany({ _id: { $in: due.map(({ _id }) => _id) }, later: true }, { $set: { later: false } });
    }
  }

  /**
   * Counts the passes in Redis itself. A counter that went back says that Redis has lost what came after, jobs among it: then
   * all that was handed waits again. False while Redis is away.
   */
  async #redisKeptEverything(): Promise<boolean> {
    this.#passes ??= (await leases<RelayLease>().findOne({ _id: LEASE }))?.passes ?? 0;
    let now: number;
    try {
      now = await redis().incr(redisKey('relay-passes'));
    } catch {
      return false; // told once by the connection itself
    }
    if (now <= this.#passes) {
      log.warn({ counted: this.#passes, redis: now }, 'Redis has lost data: everything handed is handed again');
      await this.#takeBack({});
      await redis().set(redisKey('relay-passes'), this.#passes + 1);
      now = this.#passes + 1;
    }
    this.#passes = now;
    return true;
  }

  /** Rows that were handed long ago and never came back. A row that only waits in a long queue keeps its job: see jobIdOf. */
  async #sweep(): Promise<void> {
    const handedMs = config().HANDED_SECONDS * 1000;
    if (Date.now() - this.#swept < handedMs / 4) return;
    this.#swept = Date.now();
    const back = await this.#takeBack({ handedAt: { $lt: new Date(Date.now() - handedMs) } });
    if (back > 0) log.info({ rows: back }, 'Handed rows that did not come back in their time are handed again');
  }

  async #takeBack(which: { handedAt?: { $lt: Date } }): Promise<number> {
    let back = 0;
    for (const hand of this.#hands) back += await hand.takeBack(which);
    return back;
  }
}
