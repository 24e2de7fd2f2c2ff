import type { Types } from 'mongoose';

/** A row that could be handed now. */
export interface Candidate {
  _id: Types.ObjectId;
  shopId: Types.ObjectId;
  agencyId: Types.ObjectId;
  nextAttemptAt: Date;
  /** Its collection. */
  source: string;
}

/** One agency's due rows: a list for each shop, each list in the order of its rows. */
export type AgencyRows = readonly (readonly Candidate[])[];

/**
 * The order in which rows are handed: first one row of each shop that has nothing handed, then the rest; in both, agencies in
 * turn, and of each agency its shops in turn. `room` bounds the answer, of which `kept` is for those first rows alone.
 */
export function inTurn(agencies: readonly AgencyRows[], busy: ReadonlySet<string>, room: number, kept = 0): Candidate[] {
  const idle = (rows: readonly Candidate[]) => !busy.has(rows[0]!.shopId.toHexString());
  const firsts = agencies.map((shops) => shops.filter(idle).map((rows) => rows.slice(0, 1)));
  const rest = agencies.map((shops) => shops.map((rows) => (idle(rows) ? rows.slice(1) : rows)));
  const first = round(firsts.map(round)).slice(0, room);
  return [...first, ...round(rest.map(round)).slice(0, Math.max(0, room - kept - first.length))];
}

/** One of each list in turn until all are empty: `[[a1, a2], [b1]]` → `a1, b1, a2`. */
function round<T>(lists: readonly (readonly T[])[]): T[] {
  const longest = Math.max(0, ...lists.map(({ length }) => length));
  const order: T[] = [];
  for (let at = 0; at < longest; at += 1) for (const list of lists) if (at < list.length) order.push(list[at]!);
  return order;
}

/** In the order of their ids, beginning after the one that came last the time before: each has its turn when there is no room for all. */
export function after<T>(items: readonly T[], idOf: (item: T) => string, last: string | undefined): T[] {
  const sorted = [...items].sort((a, b) => (idOf(a) < idOf(b) ? -1 : 1));
  const begin = last === undefined ? 0 : sorted.findIndex((item) => idOf(item) > last);
  return begin <= 0 ? sorted : [...sorted.slice(begin), ...sorted.slice(0, begin)];
}
