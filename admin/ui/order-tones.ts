import type { OrderFulfillmentStatus, OrderPaymentStatus, OrderStatus } from '../generated/graphql';
import type { Tone } from './show';

/** How an order's states bear on its merchant. */
export const PAYMENT_TONES: Readonly<Record<OrderPaymentStatus, Tone>> = {
  PENDING: 'warning',
  AUTHORIZED: 'busy',
  PARTIALLY_PAID: 'warning',
  PAID: 'good',
  PARTIALLY_REFUNDED: 'neutral',
  REFUNDED: 'neutral',
  VOIDED: 'neutral',
  EXPIRED: 'neutral',
};

export const FULFILLMENT_TONES: Readonly<Record<OrderFulfillmentStatus, Tone>> = {
  UNFULFILLED: 'warning',
  PARTIAL: 'busy',
  FULFILLED: 'good',
};

/** What an order says of itself. */
export interface StatesOfOrder {
  status: OrderStatus;
  paymentStatus: OrderPaymentStatus;
  fulfillmentStatus: OrderFulfillmentStatus;
}

/** Whether anything is, or will be, on its way: of an order that was cancelled or given back in full before, nothing is to be sent. */
export const isSent = ({ status, paymentStatus, fulfillmentStatus }: StatesOfOrder): boolean =>
  fulfillmentStatus !== 'UNFULFILLED' || (status !== 'CANCELLED' && paymentStatus !== 'REFUNDED');
