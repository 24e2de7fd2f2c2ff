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

/** `reopen`: its money came all the same, and its stock could be had again. */
export const orderStates = transitions<OrderStatus, 'cancel' | 'close' | 'reopen'>('The order', {
  OPEN: { cancel: 'CANCELLED', close: 'CLOSED' },
  CANCELLED: { reopen: 'OPEN' },
  CLOSED: {},
});

/**
 * What happens to an order's money. `lapse`: what was promised is not taken, and promised no more. `payPart` and `refundPart` leave
 * something open. `keep` and `keepPart`: a refund that was thought
 * done came back from the buyer's bank, and nothing of the order, paid in full or in part, is refunded now.
 */
export type OrderPaymentEvent =
  | 'authorize'
  | 'lapse'
  | 'payPart'
  | 'pay'
  | 'void'
  | 'expire'
  | 'reopen'
  | 'refundPart'
  | 'refund'
  | 'keep'
  | 'keepPart';

export const orderPaymentStates = transitions<PaymentStatus, OrderPaymentEvent>("The order's payment", {
  PENDING: { authorize: 'AUTHORIZED', payPart: 'PARTIALLY_PAID', pay: 'PAID', void: 'VOIDED', expire: 'EXPIRED' },
  AUTHORIZED: { lapse: 'PENDING', payPart: 'PARTIALLY_PAID', pay: 'PAID', void: 'VOIDED' },
  PARTIALLY_PAID: { payPart: 'PARTIALLY_PAID', pay: 'PAID', refundPart: 'PARTIALLY_REFUNDED', refund: 'REFUNDED' },
  PAID: { refundPart: 'PARTIALLY_REFUNDED', refund: 'REFUNDED' },
  PARTIALLY_REFUNDED: { refundPart: 'PARTIALLY_REFUNDED', refund: 'REFUNDED', keep: 'PAID', keepPart: 'PARTIALLY_PAID' },
  REFUNDED: { refundPart: 'PARTIALLY_REFUNDED', keep: 'PAID', keepPart: 'PARTIALLY_PAID' },
  VOIDED: { reopen: 'PENDING' },
  EXPIRED: { reopen: 'PENDING' },
});

/** FULFILLED with pieces that were refunded rather than sent: they can be sent all the same. */
export const orderFulfillmentStates = transitions<FulfillmentStatus, 'fulfillPart' | 'fulfill'>("The order's fulfilment", {
  UNFULFILLED: { fulfillPart: 'PARTIAL', fulfill: 'FULFILLED' },
  PARTIAL: { fulfillPart: 'PARTIAL', fulfill: 'FULFILLED' },
  FULFILLED: { fulfill: 'FULFILLED' },
});
