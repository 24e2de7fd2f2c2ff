import { expect, test } from '@jest/globals';
import { unsentOf } from './unsent';

const hats = { id: 'line_1', title: 'Hat', variantTitle: 'Red', quantity: 3, refundedQuantity: 0 };
const sent = (quantity: number) => ({ lines: [{ line: 'line_1', quantity }] });
const unsent = (refundedQuantity: number, ...sendings: number[]) =>
  unsentOf({ lines: [{ ...hats, refundedQuantity }], fulfillments: sendings.map(sent) });

test('what was not sent yet is to be sent, over several parcels', () => {
  expect(unsent(0)).toEqual([{ id: 'line_1', title: 'Hat · Red', left: 3, refunded: 0 }]);
  expect(unsent(0, 1, 1)).toMatchObject([{ left: 1, refunded: 0 }]);
  expect(unsent(0, 1, 2)).toEqual([]);
});

test('of pieces that were refunded before anything was sent, none is to be sent', () => {
  expect(unsent(1)).toMatchObject([{ left: 3, refunded: 1 }]);
  expect(unsent(3)).toMatchObject([{ left: 3, refunded: 3 }]);
});

test('of pieces that were refunded after others were sent, those that were left are meant', () => {
  expect(unsent(1, 1)).toMatchObject([{ left: 2, refunded: 1 }]);
  expect(unsent(3, 2)).toMatchObject([{ left: 1, refunded: 1 }]);
});
