import { z } from 'zod';
import type { Shelf } from '../frame/shelf.js';
import { type Call, missing, read } from './call.js';
import type { Kept } from './kept.js';

const Seconds = z.coerce.number().int();
const Created = z.union([
  Seconds.transform((at) => ({ gte: at, lte: at })),
  z.object({ gt: Seconds, gte: Seconds, lt: Seconds, lte: Seconds }).partial(),
]);

const ListParams = z.object({
  limit: z.coerce.number().int().min(1).max(100).default(10),
  starting_after: z.string().optional(),
  ending_before: z.string().optional(),
  created: Created.optional(),
});

interface Listed {
  id: string;
  created: number;
}

/** One of Stripe's lists: the account's own, newest first. */
export function list<T extends Listed>(shelf: Pick<Shelf<Kept<T>>, 'newestFirst'>, call: Call, fits: (object: T) => boolean = () => true) {
  const { limit, starting_after, ending_before, created } = read(ListParams, call.params);
  const mine = shelf
    .newestFirst()
    .filter(({ owner, object }) => owner === call.owner && within(object.created, created) && fits(object))
    .map(({ object }) => object);
  const [from, to] = [placeOf(mine, starting_after) + 1, ending_before ? placeOf(mine, ending_before) : mine.length];
  const window = mine.slice(from, to);
  return listOf(ending_before ? window.slice(-limit) : window.slice(0, limit), call.path, window.length > limit);
}

/** Equal in each of these fields that the call names as a parameter. */
export const matching =
  (call: Call, ...fields: string[]) =>
  (object: object): boolean =>
    fields.every((field) => call.params[field] === undefined || (object as Record<string, unknown>)[field] === call.params[field]);

export const listOf = <T>(data: T[], url: string, has_more = false) => ({ object: 'list' as const, data, has_more, url });

function placeOf(objects: Listed[], id: string | undefined): number {
  if (id === undefined) return -1;
  const place = objects.findIndex((object) => object.id === id);
  if (place === -1) throw missing('object', id);
  return place;
}

function within(
  at: number,
  { gt, gte, lt, lte }: { gt?: number | undefined; gte?: number | undefined; lt?: number | undefined; lte?: number | undefined } = {},
): boolean {
  return at > (gt ?? -Infinity) && at >= (gte ?? -Infinity) && at < (lt ?? Infinity) && at <= (lte ?? Infinity);
}
