import { randomUUID } from 'node:crypto';
import type { Redis } from 'ioredis';
import { config } from '#platform/config.js';
import { holdLease, type Lease, leases, releaseLease } from '#platform/lease.js';
import { log } from '#platform/log.js';
import { Loop } from '#platform/loop.js';
import { countRelayed } from '#platform/metrics.js';
import { producing } from '#platform/queue.js';
import { openRedis, redisKey } from '#platform/redis.js';
import { acrossShops } from '../across-shops.js';
import { Hand, type Lane } from './hand.js';
import { givePlaces, LeaseLost, MOST_PLACES_AT_ONCE } from './places.js';
import type { OutboxRow, QueueName } from './row.js';
import { queuesIn, wakeChannel } from './wake.js';

const LEASE = 'relay';
const LEASE_MS = 10_000;
/** It looks so often whether or not somebody wakes it. */
const LOOK_MS = 1000;
/** While rows wait for room, and the looks before found enough of it to be worthwhile. */
const SOON_MS = 30;
const MOST_DUE_AT_ONCE = 1000;

/** Beside a payment, places are given a few at a time, with a rest so many times as long as that took, however often somebody wakes. */
const PLACES_BESIDE = 100;
const REST = 3;

/** What one look did. */
export interface Looked {
  rows: number;
  more: boolean;
  /** Whether it would pay to look again soon, where more wait. */
  pays?: boolean;
}

interface RelayLease extends Lease {
  /** What the counter in Redis showed when the lease was last renewed. */
  passes?: number;
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
  /** Beside each other: places wait for MongoDB's journal, queues for Redis, and no queue for the long backlog of another. */
  readonly #placing = new Loop(patiently(() => this.place()));
  readonly #tending = new Loop(patiently(() => this.#tendAndWake()));
  readonly #filling: ReadonlyMap<QueueName, Loop>;
  #redisIsThere = true;
  #renewing: Promise<boolean> | undefined;
  #renewed = 0;
  #restsUntil = 0;
  #swept = 0;
  #passes: number | undefined;
  #subscriber: Redis | undefined;

  /** @param isPressed whether this process works a payment now */
  constructor(
    lanes: readonly Lane[],
    private readonly isPressed: () => boolean = () => false,
  ) {
    this.#hands = lanes.map((lane) => new Hand(lane));
    this.#filling = new Map(this.#hands.map((hand) => [hand.queue, new Loop(patiently(() => this.#fill([hand])))]));
    this.#sources = [...new Set(lanes.flatMap(({ sources }) => sources))];
  }

  start(): void {
    const loops = this.#loops();
    const wakeAll = () => {
      for (const loop of loops) loop.wake();
    };
    // Each look costs MongoDB something: only those that would find rows look.
    const wake = (_channel: string, message: string) => {
      const queues = queuesIn(message);
      if (queues.has('events')) this.#placing.wake();
      for (const [queue, loop] of this.#filling) if (queues.has(queue)) loop.wake();
    };
    producing(); // begins to connect now, so that the first look need not wait for it
    this.#subscriber = openRedis('waiting');
    this.#subscriber.on('message', wake).on('ready', wakeAll);
    this.#subscriber.subscribe(wakeChannel()).catch(() => {}); // subscribes again by itself once Redis is there
    for (const loop of loops) loop.start();
  }

  /** Ends after what is running, and leaves the lease to another. */
  async stop(): Promise<void> {
    await Promise.all(this.#loops().map((loop) => loop.stop()));
    this.#subscriber?.disconnect();
    await releaseLease(LEASE, this.#holder).catch(() => {}); // it ends by itself
  }

  #loops(): readonly Loop[] {
    return [this.#placing, this.#tending, ...this.#filling.values()];
  }

  /** Gives places. Answers how many, and whether more wait. */
  async place(): Promise<Looked> {
    const pressed = this.isPressed();
    if (pressed && Date.now() < this.#restsUntil) return { rows: 0, more: true, pays: true };
    if (!(await this.#hold())) return { rows: 0, more: false };
    const begun = Date.now();
    try {
      const most = pressed ? PLACES_BESIDE : MOST_PLACES_AT_ONCE;
      const rows = await givePlaces(LEASE, this.#holder, most);
      this.#restsUntil = Date.now() + REST * (Date.now() - begun);
      countRelayed('placed', rows);
      return { rows, more: rows === most };
    } catch (error) {
      if (!(error instanceof LeaseLost)) throw error;
      this.#renewed = 0;
      return { rows: 0, more: false };
    }
  }

  /** Hands what is due and takes back what got lost. Answers how many rows went, and whether more wait for room. */
  async hand(): Promise<Looked> {
    await this.#tend();
    return this.#fill(this.#hands);
  }

  /** Looks after what every queue stands on. Answers how many rows became due or wait again. */
  async #tend(): Promise<number> {
    if (!(await this.#hold())) return 0;
    const due = await this.#makeDue();
    const again = await this.#redisKeptEverything();
    return due + again + (this.#redisIsThere ? await this.#sweep() : 0);
  }

  async #tendAndWake(): Promise<Looked> {
    const rows = await this.#tend();
    if (rows > 0) for (const loop of this.#filling.values()) loop.wake();
    return { rows, more: rows > 0 };
  }

  async #fill(hands: readonly Hand[]): Promise<Looked> {
    if (!this.#redisIsThere || !(await this.#hold())) return { rows: 0, more: false };
    const filled = await Promise.all(hands.map((hand) => hand.fill()));
    const rows = filled.reduce((sum, { handed }) => sum + handed, 0);
    countRelayed('handed', rows);
    const pays = filled.some(({ handed }, at) => handed >= hands[at]!.worthwhile);
    return { rows, more: filled.some(({ more }) => more), pays };
  }

  async #hold(): Promise<boolean> {
    if (Date.now() - this.#renewed < LEASE_MS / 4) return true;
    this.#renewing ??= this.#renew().finally(() => {
      this.#renewing = undefined;
    });
    return this.#renewing;
  }

  async #renew(): Promise<boolean> {
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
  async #makeDue(): Promise<number> {
    let made = 0;
    for (const source of this.#sources) {
      const rows = acrossShops<OutboxRow>(source, 'the relay finds what has become due');
      const due = await rows.find(
        { later: true, nextAttemptAt: { $lte: new Date() } },
        { sort: { later: 1, nextAttemptAt: 1 }, limit: MOST_DUE_AT_ONCE, projection: { _id: 1 } },
      );
      if (due.length > 0)
        made += await rows.updateMany({ _id: { $in: due.map(({ _id }) => _id) }, later: true }, { $set: { later: false } });
    }
    return made;
  }

  /**
   * Counts the passes in Redis itself. A counter that went back says that Redis has lost what came after, jobs among it: then
   * all that was handed waits again. Answers how many rows that are.
   */
  async #redisKeptEverything(): Promise<number> {
    this.#passes ??= (await leases<RelayLease>().findOne({ _id: LEASE }))?.passes ?? 0;
    let now: number;
    try {
      now = await producing().incr(redisKey('relay-passes'));
    } catch {
      this.#redisIsThere = false; // told once by the connection itself
      return 0;
    }
    this.#redisIsThere = true;
    let again = 0;
    if (now <= this.#passes) {
      log.warn({ counted: this.#passes, redis: now }, 'Redis has lost data: everything handed is handed again');
      again = await this.#takeBack({});
      await producing().set(redisKey('relay-passes'), this.#passes + 1);
      now = this.#passes + 1;
    }
    this.#passes = now;
    return again;
  }

  /** Rows that were handed long ago and never came back. A row that only waits in a long queue keeps its job: see jobIdOf. */
  async #sweep(): Promise<number> {
    const handedMs = config().HANDED_SECONDS * 1000;
    if (Date.now() - this.#swept < handedMs / 4) return 0;
    this.#swept = Date.now();
    const back = await this.#takeBack({ handedAt: { $lt: new Date(Date.now() - handedMs) } });
    if (back > 0) log.info({ rows: back }, 'Handed rows that did not come back in their time are handed again');
    return back;
  }

  async #takeBack(which: { handedAt?: { $lt: Date } }): Promise<number> {
    let back = 0;
    for (const hand of this.#hands) back += await hand.takeBack(which);
    return back;
  }
}

/** A look, answering how long to rest after it: the less it found to do, the longer. */
function patiently(look: () => Promise<Looked>): () => Promise<number> {
  let pause = LOOK_MS;
  return async () => {
    try {
      const { rows, more, pays = rows > 0 } = await look();
      pause = !more ? LOOK_MS : pays ? SOON_MS : Math.min(pause * 2, LOOK_MS);
    } catch (err) {
      log.warn({ err }, 'The relay could not look: it looks again in a second');
      pause = LOOK_MS;
    }
    return pause;
  };
}
