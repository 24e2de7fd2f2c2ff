import { expect, test } from '@jest/globals';
import { queryOf } from './query.js';

const none = { search: '', payment: '', fulfillment: '' };

test('an empty address finds every order', () => {
  expect(queryOf(none)).toBe('');
});

test('words and states are looked for together', () => {
  expect(queryOf({ search: ' 1001  phone:138 ', payment: 'PAID', fulfillment: 'UNFULFILLED' })).toBe(
    '1001 phone:138 paymentStatus:PAID fulfillmentStatus:UNFULFILLED',
  );
});

test('a state that there is none of, or a key without its value, is left out', () => {
  expect(queryOf({ search: 'email:', payment: 'paid', fulfillment: 'x' })).toBe('');
});
