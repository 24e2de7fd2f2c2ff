import { transitions } from '#platform/transitions.js';

export const ORDER_STATUSES = ['OPEN', 'CANCELLED', 'CLOSED'] as const;
export type OrderStatus = (typeof ORDER_STATUSES)[number];

export const PAYMENT_STATUSES = [
  'PENDING',
  'AUTHORIZED',
  'PARTIALLY_PAID',
  'PAID',
  'PARTIALLY_REFUNDED',
  'REFUNDED',
  'VOIDED',
  'EXPIRED',
] as const;
export type PaymentStatus = (typeof PAYMENT_STATUSES)[number];

export const FULFILLMENT_STATUSES = ['UNFULFILLED', 'PARTIAL', 'FULFILLED'] as const;
export type FulfillmentStatus = (typeof FULFILLMENT_STATUSES)[number];

export const orderStates = transitions<OrderStatus, 'cancel' | 'close'>('The order', {
  OPEN: { cancel: 'CANCELLED', close: 'CLOSED' },
  CANCELLED: {},
  CLOSED: {},
});

/** What happens to an order's money. `payPart` and `refundPart` leave something open. */
export type OrderPaymentEvent = 'authorize' | 'payPart' | 'pay' | 'void' | 'expire' | 'refundPart' | 'refund';

export const orderPaymentStates = transitions<PaymentStatus, OrderPaymentEvent>("The order's payment", {
  PENDING: { authorize: 'AUTHORIZED', payPart: 'PARTIALLY_PAID', pay: 'PAID', void: 'VOIDED', expire: 'EXPIRED' },
  AUTHORIZED: { payPart: 'PARTIALLY_PAID', pay: 'PAID', void: 'VOIDED' },
  PARTIALLY_PAID: { payPart: 'PARTIALLY_PAID', pay: 'PAID', refundPart: 'PARTIALLY_REFUNDED', refund: 'REFUNDED' },
  PAID: { refundPart: 'PARTIALLY_REFUNDED', refund: 'REFUNDED' },
  PARTIALLY_REFUNDED: { refundPart: 'PARTIALLY_REFUNDED', refund: 'REFUNDED' },
  REFUNDED: {},
  VOIDED: {},
  EXPIRED: {},
});

export const orderFulfillmentStates = transitions<FulfillmentStatus, 'fulfillPart' | 'fulfill'>("The order's fulfilment", {
  UNFULFILLED: { fulfillPart: 'PARTIAL', fulfill: 'FULFILLED' },
  PARTIAL: { fulfillPart: 'PARTIAL', fulfill: 'FULFILLED' },
  FULFILLED: {},
});
