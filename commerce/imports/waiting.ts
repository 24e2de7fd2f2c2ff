import { MOST_WAITING, type Waiting, waitingSince } from '#platform/waiting.js';
import type { ShopContext } from '#tenants/index.js';
import { imports } from './import.model.js';

/** Older ones are forgotten, or were mended. */
const LATELY_MS = 7 * 86_400_000;

/** Imports that failed lately, among the newest. */
export async function importsWaiting(shop: ShopContext): Promise<Waiting> {
  const newest = await imports.in(shop).find({}, { sort: { _id: -1 }, limit: MOST_WAITING, fields: ['status', 'finishedAt'] });
  const since = Date.now() - LATELY_MS;
  const failed = newest.filter(({ status, finishedAt }) => status === 'FAILED' && (finishedAt?.getTime() ?? 0) > since);
  return waitingSince(failed.map(({ finishedAt }) => finishedAt));
}
