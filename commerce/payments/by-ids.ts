import type { Types } from 'mongoose';
import type { ShopContext } from '#tenants/index.js';
import { type PaymentAccount, paymentAccounts } from './account.model.js';
import { type Refund, refunds } from './refund.model.js';

/** In the order of the ids; null for what the shop does not have. */
export async function accountsByIds(shop: ShopContext, ids: readonly Types.ObjectId[]): Promise<(PaymentAccount | null)[]> {
  return inOrder(ids, await paymentAccounts.in(shop).find({ _id: { $in: [...ids] } }));
}

/** In the order of the ids; null for what the shop does not have. */
export async function refundsByIds(shop: ShopContext, ids: readonly Types.ObjectId[]): Promise<(Refund | null)[]> {
  return inOrder(ids, await refunds.in(shop).find({ _id: { $in: [...ids] } }));
}

function inOrder<T extends { _id: Types.ObjectId }>(ids: readonly Types.ObjectId[], found: readonly T[]): (T | null)[] {
  const byId = new Map(found.map((one) => [one._id.toHexString(), one]));
  return ids.map((id) => byId.get(id.toHexString()) ?? null);
}
