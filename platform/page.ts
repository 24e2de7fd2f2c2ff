import mongoose from 'mongoose';
import { UserError } from './errors.js';
import type { Filter } from './mongo.js';

const { EJSON, ObjectId } = mongoose.mongo.BSON;

/** What a Relay connection is asked for. */
export interface PageArgs {
  first?: number | null | undefined;
  after?: string | null | undefined;
  last?: number | null | undefined;
  before?: string | null | undefined;
}

export interface Page<T> {
  edges: { node: T; cursor: string }[];
  nodes: T[];
  pageInfo: { hasNextPage: boolean; hasPreviousPage: boolean; startCursor: string | null; endCursor: string | null };
}

export const MOST_A_PAGE = 250;
const USUAL_PAGE = 50;

/** A total order over the documents: its last key is unique. `[['createdAt', -1], ['_id', -1]]`. */
export type Order<T> = readonly (readonly [keyof T & string, 1 | -1])[];

type Find<T> = (filter: Filter<T>, reading: { sort: Record<string, 1 | -1>; limit: number }) => Promise<T[]>;

/**
 * One page of a list, by keyset: stable while rows come and go, as quick on page 1,000 as on the first.
 * @throws {UserError} INVALID_CURSOR, PAGE_TOO_LARGE
 */
export async function page<T extends object>(find: Find<T>, filter: Filter<T>, order: Order<T>, args: PageArgs): Promise<Page<T>> {
  const backwards = args.last != null;
  const size = pageSize(args);
  const cursor = backwards ? args.before : args.after;
  const way = order.map(([key, direction]) => [key, backwards ? -direction : direction] as const);
  const bounded = cursor ? ({ $and: [filter, beyond(way, readCursor(cursor, order.length))] } as Filter<T>) : filter;
  const rows = await find(bounded, { sort: Object.fromEntries(way) as Record<string, 1 | -1>, limit: size + 1 });
  const more = rows.length > size;
  const nodes = rows.slice(0, size);
  if (backwards) nodes.reverse();
  const edges = nodes.map((node) => ({ node, cursor: writeCursor(order.map(([key]) => node[key])) }));
  return {
    edges,
    nodes,
    pageInfo: {
      hasNextPage: backwards ? Boolean(args.before) : more,
      hasPreviousPage: backwards ? more : Boolean(args.after),
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
  };
}

/** @throws {UserError} PAGE_TOO_LARGE */
export function pageSize({ first, last }: PageArgs): number {
  // `last` decides the way, so it decides the size too: `first` may be no more than its default.
  const size = last ?? first ?? USUAL_PAGE;
  if (size < 1 || size > MOST_A_PAGE) {
    throw new UserError('PAGE_TOO_LARGE', `A page has 1 to ${MOST_A_PAGE} entries, not ${size}`, [last == null ? 'first' : 'last']);
  }
  return size;
}

/** `a > x or (a = x and b > y)`: everything after the cursor, in index order. */
function beyond(way: readonly (readonly [string, number])[], values: unknown[]): object {
  const clauses = way.map(([key, direction], at) => ({
    ...Object.fromEntries(way.slice(0, at).map(([earlier], index) => [earlier, values[index]])),
    [key]: { [direction === 1 ? '$gt' : '$lt']: values[at] },
  }));
  return clauses.length === 1 ? clauses[0]! : { $or: clauses };
}

const writeCursor = (values: unknown[]): string => Buffer.from(EJSON.stringify(values)).toString('base64url');

function readCursor(cursor: string, length: number): unknown[] {
  try {
    const values: unknown = EJSON.parse(Buffer.from(cursor, 'base64url').toString());
    if (Array.isArray(values) && values.length === length && values.every(isPlainValue)) return values;
  } catch {} // told below
  throw new UserError('INVALID_CURSOR', 'The cursor was not made by this list: take endCursor or startCursor of a page as it is', [
    'after',
  ]);
}

/** A cursor comes from outside: it may hold values, never an operator, nor an object that only calls itself an id. */
const isPlainValue = (value: unknown): boolean =>
  value === null || typeof value !== 'object' || value instanceof Date || value instanceof ObjectId;

/** The same page of something else made of each of its items. */
export function mapPage<T, U>({ edges, pageInfo }: Page<T>, make: (node: T) => U): Page<U> {
  const mapped = edges.map(({ node, cursor }) => ({ node: make(node), cursor }));
  return { edges: mapped, nodes: mapped.map(({ node }) => node), pageInfo };
}
