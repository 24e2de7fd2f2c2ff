import type { Types } from 'mongoose';
import { type Order, ordersByIds } from '#commerce/orders/index.js';
import { accountsByIds, type Payment, type PaymentAccount, paymentsByIds, type Refund, refundsByIds } from '#commerce/payments/index.js';
import type { AdminRequest } from '#server/graphql/request.js';

type Owned<Key extends string> = { shopId: Types.ObjectId } & Readonly<Record<Key, Types.ObjectId | null>>;

/** The order that something of a shop's books is about; the others in the same manner. Null: none, or none that there is. */
export const orderBehind = ({ shopId, orderId }: Owned<'orderId'>, _args: unknown, request: AdminRequest): Promise<Order | null> | null =>
  orderId && request.loader(request.shopOf(shopId), 'ordersByIds', ordersByIds).load(orderId);

export const paymentBehind = (
  { shopId, paymentId }: Owned<'paymentId'>,
  _args: unknown,
  request: AdminRequest,
): Promise<Payment | null> | null => paymentId && request.loader(request.shopOf(shopId), 'paymentsByIds', paymentsByIds).load(paymentId);

export const refundBehind = (
  { shopId, refundId }: Owned<'refundId'>,
  _args: unknown,
  request: AdminRequest,
): Promise<Refund | null> | null => refundId && request.loader(request.shopOf(shopId), 'refundsByIds', refundsByIds).load(refundId);

export const accountBehind = (
  { shopId, accountId }: Owned<'accountId'>,
  _args: unknown,
  request: AdminRequest,
): Promise<PaymentAccount | null> | null =>
  accountId && request.loader(request.shopOf(shopId), 'accountsByIds', accountsByIds).load(accountId);
