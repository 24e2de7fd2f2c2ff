import type { Types } from 'mongoose';
import { acrossShops } from '#tenants/index.js';

/** What its provider is asked about again and again, until it has come to its end. */
interface Polled {
  _id: Types.ObjectId;
  shopId: Types.ObjectId;
  accountId: Types.ObjectId | null;
  pollAt?: Date;
  polls: number;
}

const MOST_LOOKED_AT = 5000;
const MOST_AT_ONCE = 200;
const SIDE_BY_SIDE = 8;
/** Then nothing more is begun: the next run has it. */
const LONGEST_RUN_MS = 15_000;
const LONGEST_PAUSE_MS = 3600_000;

/** When it is asked about next: after 2, 4, 8 … times the first pause, at last hourly. */
export const nextPoll = (now: Date, firstMs: number, polls: number): Date =>
  new Date(now.getTime() + Math.min(firstMs * 2 ** polls, LONGEST_PAUSE_MS));

/**
 * Has what is due in a collection asked about, account after account in turns: neither one with very many nor one whose provider is
 * silent holds up the others. `ask` answers false where the provider was silent: of that account nothing more is asked in this run.
 * Answers how many were asked about.
 */
export async function pollInTurns<T extends Polled>(
  collection: string,
  reason: string,
  now: Date,
  ask: (due: T) => Promise<boolean>,
): Promise<number> {
  const all = acrossShops<T>(collection, reason);
  const due = await all.find({ pollAt: { $lte: now } } as never, {
    sort: { pollAt: 1 },
    limit: MOST_LOOKED_AT,
    projection: { _id: 1, shopId: 1, accountId: 1 },
  });
  const waiting = inTurns(due).slice(0, MOST_AT_ONCE);
  const silent = new Set<string>();
  const until = Date.now() + LONGEST_RUN_MS;
  let asked = 0;
  const work = async () => {
    for (let next = waiting.shift(); next && Date.now() < until; next = waiting.shift()) {
      if (silent.has(accountOf(next))) continue;
      const whole = await all.findOne({ _id: next._id, shopId: next.shopId } as never);
      if (!whole?.pollAt || whole.pollAt > now) continue;
      asked += 1;
      if (!(await ask(whole))) silent.add(accountOf(next));
    }
  };
  await Promise.all(Array.from({ length: SIDE_BY_SIDE }, work));
  return asked;
}

const accountOf = ({ accountId, shopId }: Polled): string => (accountId ?? shopId).toHexString();

/** The first of each account, then the second of each, and so on. */
function inTurns<T extends Polled>(due: readonly T[]): T[] {
  const places = new Map<string, number>();
  const placed = due.map((one) => {
    const place = places.get(accountOf(one)) ?? 0;
    places.set(accountOf(one), place + 1);
    return { one, place };
  });
  return placed.toSorted((a, b) => a.place - b.place).map(({ one }) => one);
}
