import { LRUCache } from 'lru-cache';
import type { ShopContext } from '#tenants/index.js';
import { type PaymentAccount, paymentAccountId } from './account.model.js';
import type { OnlineProvider } from './provider.js';

/** What verifying a callback takes, read once in a while. */
export interface Door {
  shop: ShopContext;
  account: PaymentAccount;
  online: OnlineProvider;
  secrets: readonly string[];
  readAt: number;
}

/** By the account's public id. */
export const doors = new LRUCache<string, Door>({ max: 20_000, ttl: 30_000 });

/** In this process, the next callback reads the account anew. */
export const forgetDoor = ({ _id }: PaymentAccount): void => void doors.delete(paymentAccountId.encode(_id));
