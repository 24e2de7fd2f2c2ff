import { MOST_WAITING, type Waiting, waitingSince } from '#platform/waiting.js';
import type { ShopContext } from '#tenants/index.js';
import { notifications } from './notification.model.js';

/** Mails that were given up: somebody was not told. */
export async function mailsWaiting(shop: ShopContext): Promise<Waiting> {
  const found = await notifications.in(shop).find({ status: 'FAILED' }, { limit: MOST_WAITING + 1, fields: ['createdAt'] });
  return waitingSince(found.map(({ createdAt }) => createdAt));
}
