import type { OrderFulfillmentStatus, OrderPaymentStatus, OrderStatus, PaymentState, RefundState } from '../../generated/graphql';
import type { Tone } from '../../ui/show';

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

interface Of {
  status: OrderStatus;
  paymentStatus: OrderPaymentStatus;
  fulfillmentStatus: OrderFulfillmentStatus;
}

/** Whether anything is, or will be, on its way: of an order that was cancelled or given back in full before, nothing is to be sent. */
export const isSent = ({ status, paymentStatus, fulfillmentStatus }: Of): boolean =>
  fulfillmentStatus !== 'UNFULFILLED' || (status !== 'CANCELLED' && paymentStatus !== 'REFUNDED');

export const ATTEMPT_TONES: Readonly<Record<PaymentState, Tone>> = {
  PENDING: 'neutral',
  PROCESSING: 'busy',
  AUTHORIZED: 'busy',
  CAPTURED: 'good',
  FAILED: 'bad',
  CANCELLED: 'neutral',
};

export const REFUND_TONES: Readonly<Record<RefundState, Tone>> = { PENDING: 'busy', PROCESSING: 'busy', SUCCEEDED: 'good', FAILED: 'bad' };
