import type { mongo, Types } from 'mongoose';
import { boundedCache } from '#platform/cache.js';
import { queue as queueOf } from '#platform/queue.js';
import { acrossShops } from '../across-shops.js';
import type { OutboxRow, QueueName } from './row.js';
import { type AgencyRows, after, type Candidate, inTurn } from './turns.js';

/** What one queue may hold at once, and the collections whose rows go there. */
export interface Lane {
  queue: QueueName;
  total: number;
  sources: readonly string[];
  /** Where in BullMQ the first rows of shops that have few there go instead. Left out, they go before all others in the queue itself. */
  express?: string;
}

/** An agency that has due rows in a collection. */
interface Waiting {
  source: string;
  agencyId: Types.ObjectId;
}

interface Crowd {
  /** The shops that have more than a few rows with BullMQ. */
  busy: ReadonlySet<string>;
  /** They have all the room that is theirs. */
  isFull: boolean;
}

interface AgencyShare {
  shops: AgencyRows;
  /** More than its share may be waiting. */
  more: boolean;
}

/** A shop with less than this part of an even share has few rows with BullMQ: one more waits behind nobody. */
const FEW_OF_SHARE = 4;

/** Up to so many rows of each shop come in rounds of one, which ask nothing of each shop. */
const FROM_FIRSTS = 3;

/** See `worthwhile`: of the queue's total. */
const WORTHWHILE = 16;

/** This part of a queue is kept for shops that have few rows in it: they wait for nobody's long backlog to make room. */
const KEPT = 4;

/** If either is lost, the row is handed once more: two runs of one job are normal. */
const LIGHTLY = { writeConcern: { w: 1, journal: false } } as const;

const rowsOf = (source: string) => acrossShops<OutboxRow>(source, 'the relay hands rows to the queues');

/** Hands rows to one queue until its total is filled. Remembers whose turn is next. */
export class Hand {
  #lastAgency: string | undefined;
  readonly #lastShop = boundedCache<string, string>(10_000);

  constructor(private readonly lane: Lane) {}

  get queue(): QueueName {
    return this.lane.queue;
  }

  /** Fewer rows than this are not worth a look: it costs as much for one row as for hundreds. */
  get worthwhile(): number {
    return Math.ceil(this.lane.total / WORTHWHILE);
  }

  /** Answers how many rows went, and whether more are waiting. @throws when Redis refuses: the rows wait again then */
  async fill(): Promise<{ handed: number; more: boolean }> {
    const [{ busy, handed }, first] = await Promise.all([this.#handed(), this.#agencies()]);
    let room = this.lane.total - handed;
    let done = 0;
    for (let agencies = first; ; agencies = await this.#agencies()) {
      const { rows, more } = await this.#choose(agencies, Math.max(room, 0), busy);
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

  /** The shops that have more than a few rows with BullMQ, and how many rows all have there. */
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
    const few = this.lane.total / Math.max(all.length, 1) / FEW_OF_SHARE;
    const many = all.filter(({ rows }) => rows >= few);
    return { busy: new Set(many.map(({ _id }) => _id.toHexString())), handed: all.reduce((sum, { rows }) => sum + rows, 0) };
  }

  async #choose(agencies: readonly Waiting[], room: number, busy: ReadonlySet<string>): Promise<{ rows: Candidate[]; more: boolean }> {
    if (agencies.length === 0 || room === 0) return { rows: [], more: agencies.length > 0 };
    const served = after(agencies, ({ agencyId }) => agencyId.toHexString(), this.#lastAgency).slice(0, room);
    const share = Math.ceil(room / served.length);
    const kept = Math.floor(this.lane.total / KEPT);
    const isFull = room - kept < this.worthwhile;
    const found = await Promise.all(served.map(({ source, agencyId }) => this.#rowsOf(source, agencyId, share, { busy, isFull })));
    const rows = inTurn(
      found.map(({ shops }) => shops),
      busy,
      room,
      kept,
    );
    for (const { agencyId, shopId } of rows) this.#lastShop.set(agencyId.toHexString(), shopId.toHexString());
    // Those who were asked and had nothing that may go have had their turn too.
    this.#lastAgency = (rows.at(-1) ?? served.at(-1))?.agencyId.toHexString();
    const listed = found.reduce((sum, { shops }) => sum + shops.reduce((n, { length }) => n + length, 0), 0);
    return { rows, more: served.length < agencies.length || rows.length < listed || found.some(({ more }) => more) };
  }

  async #agencies(): Promise<Waiting[]> {
    const of = async (source: string) => {
      const ids = await rowsOf(source).distinct<Types.ObjectId>('agencyId', this.#due());
      return ids.map((agencyId) => ({ source, agencyId }));
    };
    return (await Promise.all(this.lane.sources.map(of))).flat();
  }

  /**
   * An agency's due rows up to its share. One look finds each shop's first row, which is enough where many shops wait. Where only the room
   * is left that is kept for those who have few, the others are not asked.
   */
  async #rowsOf(source: string, agencyId: Types.ObjectId, share: number, { busy, isFull }: Crowd): Promise<AgencyShare> {
    const rows = rowsOf(source);
    const firsts = await rows.aggregate<{ _id: Types.ObjectId; row: Types.ObjectId; at: Date }>([
      { $match: { ...this.#due(), agencyId } },
      { $sort: { shopId: 1, nextAttemptAt: 1, _id: 1 } },
      { $group: { _id: '$shopId', row: { $first: '$_id' }, at: { $first: '$nextAttemptAt' } } },
    ]);
    const turns = after(firsts, ({ _id }) => _id.toHexString(), this.#lastShop.get(agencyId.toHexString()));
    const waits = ({ _id }: { _id: Types.ObjectId }) => busy.has(_id.toHexString());
    const crowd = turns.filter(waits);
    const inOrder = [...turns.filter((shop) => !waits(shop)), ...(isFull ? [] : crowd)];
    const left = isFull && crowd.length > 0;
    const each = Math.ceil(share / Math.max(firsts.length, 1));
    if (each <= FROM_FIRSTS) {
      const one = inOrder.map(({ _id, row, at }) => [{ _id: row, shopId: _id, agencyId, nextAttemptAt: at, source }]);
      // Whether a shop has a second row is not known: the next round sees.
      return { shops: one, more: left || one.length > 0 };
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
    return { shops: shops.filter(({ length }) => length > 0), more: left || shops.some(({ length }) => length === each) };
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
    const firsts = rows.filter(isNewcomer);
    const first = new Set(firsts);
    const others = rows.filter((row) => !first.has(row));
    const { queue, express } = this.lane;
    await this.#mark(rows, { state: 'PENDING' }, { $set: { state: 'HANDED', handedAt } });
    try {
      await Promise.all([add(express ?? queue, firsts, express === undefined), add(queue, others, false)]);
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

async function add(queue: string, rows: readonly Candidate[], lifo: boolean): Promise<void> {
  if (rows.length === 0) return;
  await queueOf(queue).addBulk(
    rows.map((row) => ({
      name: row.source,
      data: { id: row._id.toHexString() },
      opts: { jobId: jobIdOf(row._id, row.nextAttemptAt), lifo, removeOnComplete: true, removeOnFail: true },
    })),
  );
}

/**
 * The same for as long as the row waits for the same attempt, so that handing it again while its job still stands does nothing;
 * another for each attempt, since the job of the last one may not yet be gone.
 */
const jobIdOf = (id: Types.ObjectId, attempt: Date): string => `evt_${id.toHexString()}_${attempt.getTime().toString(36)}`;
