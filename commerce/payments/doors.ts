import { boundedCache } from '#platform/cache.js';
import type { ShopContext } from '#tenants/index.js';
import { type PaymentAccount, paymentAccountId } from './account.model.js';
import type { PaymentPlatform } from './platform.model.js';
import type { OnlineProvider } from './provider.js';

/** What verifying a callback takes, read once in a while: of a shop's account, or of an agency's platform. */
export type Door = { online: OnlineProvider; signing: readonly string[]; readAt: number } & (
  | { shop: ShopContext; account: PaymentAccount; platform: null }
  | { shop: null; account: null; platform: PaymentPlatform }
);

/** By the account's public id. */
export const doors = boundedCache<string, Door>(20_000, 30_000);

/** In this process, the next callback reads the account anew. */
export const forgetDoor = ({ _id }: Pick<PaymentAccount, '_id'>): void => void doors.delete(paymentAccountId.encode(_id));
