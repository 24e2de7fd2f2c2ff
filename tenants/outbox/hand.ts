import { LRUCache } from 'lru-cache';
import type { mongo, Types } from 'mongoose';
import { queue as queueOf } from '#platform/queue.js';
import { acrossShops } from '../across-shops.js';
import type { OutboxRow, QueueName } from './row.js';
import { type AgencyRows, after, type Candidate, inTurn } from './turns.js';

/** What one queue may hold at once, and the collections whose rows go there. */
export interface Lane {
  queue: QueueName;
  total: number;
  sources: readonly string[];
}

interface AgencyShare {
  shops: AgencyRows;
  /** More than its share may be waiting. */
  more: boolean;
}

/** If either is lost, the row is handed once more: two runs of one job are normal. */
const LIGHTLY = { writeConcern: { w: 1, journal: false } } as const;

const rowsOf = (source: string) => acrossShops<OutboxRow>(source, 'the relay hands rows to the queues');

/** Hands rows to one queue until its total is filled. Remembers whose turn is next. */
export class Hand {
  #lastAgency: string | undefined;
  readonly #lastShop = new LRUCache<string, string>({ max: 10_000 });

  constructor(private readonly lane: Lane) {}

  /** Answers how many rows went, and whether more are waiting. @throws when Redis refuses: the rows wait again then */
  async fill(): Promise<{ handed: number; more: boolean }> {
    const { busy, handed } = await this.#handed();
    let room = this.lane.total - handed;
    let done = 0;
    for (;;) {
      const { rows, more } = await this.#choose(Math.max(room, 0), busy);
      if (rows.length > 0) await this.#give(rows, busy);
      for (const { shopId } of rows) busy.add(shopId.toHexString());
      done += rows.length;
      room -= rows.length;
      if (!more || room <= 0 || rows.length === 0) return { handed: done, more };
    }
  }

  /** Handed rows wait again. Answers how many. */
  async takeBack(which: { handedAt?: { $lt: Date } }): Promise<number> {
    let back = 0;
    for (const source of this.lane.sources) {
      const filter = { queue: this.lane.queue, state: 'HANDED', ...which } as const;
      back += await rowsOf(source).updateMany(filter, { $set: { state: 'PENDING', handedAt: null } });
    }
    return back;
  }

  /** The shops that have rows with BullMQ, and how many rows those are. */
  async #handed(): Promise<{ busy: Set<string>; handed: number }> {
    const counts = await Promise.all(
      this.lane.sources.map((source) =>
        rowsOf(source).aggregate<{ _id: Types.ObjectId; rows: number }>([
          { $match: { queue: this.lane.queue, state: 'HANDED' } },
          { $group: { _id: '$shopId', rows: { $sum: 1 } } },
        ]),
      ),
    );
    const all = counts.flat();
    return { busy: new Set(all.map(({ _id }) => _id.toHexString())), handed: all.reduce((sum, { rows }) => sum + rows, 0) };
  }

  async #choose(room: number, busy: ReadonlySet<string>): Promise<{ rows: Candidate[]; more: boolean }> {
    const waiting = await Promise.all(this.lane.sources.map((source) => this.#agenciesOf(source)));
    const agencies = waiting.flat();
    if (agencies.length === 0 || room === 0) return { rows: [], more: agencies.length > 0 };
    const served = after(agencies, ({ agencyId }) => agencyId.toHexString(), this.#lastAgency).slice(0, room);
    const share = Math.ceil(room / served.length);
    const found = await Promise.all(served.map(({ source, agencyId }) => this.#rowsOf(source, agencyId, share, busy)));
    const rows = inTurn(
      found.map(({ shops }) => shops),
      busy,
      room,
    );
    for (const { agencyId, shopId } of rows) this.#lastShop.set(agencyId.toHexString(), shopId.toHexString());
    this.#lastAgency = rows.at(-1)?.agencyId.toHexString();
    const listed = found.reduce((sum, { shops }) => sum + shops.reduce((n, { length }) => n + length, 0), 0);
    return { rows, more: served.length < agencies.length || rows.length < listed || found.some(({ more }) => more) };
  }

  async #agenciesOf(source: string): Promise<{ source: string; agencyId: Types.ObjectId }[]> {
    const ids = await rowsOf(source).distinct<Types.ObjectId>('agencyId', this.#due());
    return ids.map((agencyId) => ({ source, agencyId }));
  }

  /** An agency's due rows up to its share. One look finds each shop's first row, which is enough where many shops wait. */
  async #rowsOf(source: string, agencyId: Types.ObjectId, share: number, busy: ReadonlySet<string>): Promise<AgencyShare> {
    const rows = rowsOf(source);
    const firsts = await rows.aggregate<{ _id: Types.ObjectId; row: Types.ObjectId; at: Date }>([
      { $match: { ...this.#due(), agencyId } },
      { $sort: { shopId: 1, nextAttemptAt: 1, _id: 1 } },
      { $group: { _id: '$shopId', row: { $first: '$_id' }, at: { $first: '$nextAttemptAt' } } },
    ]);
    const turns = after(firsts, ({ _id }) => _id.toHexString(), this.#lastShop.get(agencyId.toHexString()));
    const waits = ({ _id }: { _id: Types.ObjectId }) => busy.has(_id.toHexString());
    const inOrder = [...turns.filter((shop) => !waits(shop)), ...turns.filter(waits)];
    const each = Math.ceil(share / Math.max(firsts.length, 1));
    if (each === 1) {
      const one = inOrder.map(({ _id, row, at }) => [{ _id: row, shopId: _id, agencyId, nextAttemptAt: at, source }]);
      // Whether a shop has a second row is not known: the next round sees.
      return { shops: one, more: firsts.length > 0 };
    }
    const shops = await Promise.all(
      inOrder.map(async ({ _id: shopId }) => {
        const found = await rows.find(
          { ...this.#due(), agencyId, shopId },
          { sort: { nextAttemptAt: 1, _id: 1 }, limit: each, batchSize: each + 1, projection: { _id: 1, nextAttemptAt: 1 } },
        );
        return found.map(({ _id, nextAttemptAt }) => ({ _id, shopId, agencyId, nextAttemptAt, source }));
      }),
    );
    return { shops: shops.filter(({ length }) => length > 0), more: shops.some(({ length }) => length === each) };
  }

  #due() {
    return { queue: this.lane.queue, state: 'PENDING', later: false } as const;
  }

  /**
   * Marks first and adds then: a row that is marked and was never added is swept; the other way round it could be lost. The first
   * row of a shop that has nothing handed is worked before those that stand in the queue: who waits for little waits behind nobody.
   */
  async #give(rows: readonly Candidate[], busy: ReadonlySet<string>): Promise<void> {
    const handedAt = new Date();
    const served = new Set(busy);
    const isNewcomer = ({ shopId }: Candidate) => served.size < served.add(shopId.toHexString()).size;
    await this.#mark(rows, { state: 'PENDING' }, { $set: { state: 'HANDED', handedAt } });
    try {
      await queueOf(this.lane.queue).addBulk(
        rows.map((row) => ({
          name: row.source,
          data: { id: row._id.toHexString() },
          opts: { jobId: jobIdOf(row._id, row.nextAttemptAt), lifo: isNewcomer(row), removeOnComplete: true, removeOnFail: true },
        })),
      );
    } catch (error) {
      await this.#mark(rows, { state: 'HANDED', handedAt }, { $set: { state: 'PENDING', handedAt: null } });
      throw error;
    }
  }

  async #mark(rows: readonly Candidate[], from: mongo.Filter<OutboxRow>, change: mongo.UpdateFilter<OutboxRow>): Promise<void> {
    for (const source of this.lane.sources) {
      const ids = rows.filter((row) => row.source === source).map(({ _id }) => _id);
      if (ids.length > 0) await rowsOf(source).updateMany({ _id: { $in: ids }, ...from }, change, LIGHTLY);
    }
  }
}

/**
 * The same for as long as the row waits for the same attempt, so that handing it again while its job still stands does nothing;
 * another for each attempt, since the job of the last one may not yet be gone.
 */
const jobIdOf = (id: Types.ObjectId, attempt: Date): string => `evt_${id.toHexString()}_${attempt.getTime().toString(36)}`;
