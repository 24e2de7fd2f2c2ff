import { expect, test } from '@jest/globals';
import { isSent } from './order-tones';

test('nothing is waited for of an order that was cancelled or given back in full before it was sent', () => {
  expect(isSent({ status: 'OPEN', paymentStatus: 'PENDING', fulfillmentStatus: 'UNFULFILLED' })).toBe(true);
  expect(isSent({ status: 'CANCELLED', paymentStatus: 'VOIDED', fulfillmentStatus: 'UNFULFILLED' })).toBe(false);
  expect(isSent({ status: 'CLOSED', paymentStatus: 'REFUNDED', fulfillmentStatus: 'UNFULFILLED' })).toBe(false);
});

test('what was sent stays sent, whatever became of the order', () => {
  expect(isSent({ status: 'CANCELLED', paymentStatus: 'REFUNDED', fulfillmentStatus: 'PARTIAL' })).toBe(true);
  expect(isSent({ status: 'CLOSED', paymentStatus: 'REFUNDED', fulfillmentStatus: 'FULFILLED' })).toBe(true);
});
