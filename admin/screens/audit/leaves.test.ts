import { expect, test } from '@jest/globals';
import { decimalOf, kindOf, leavesOf } from './leaves';

test('of many variants the one price that changed is told, by the variant’s name', () => {
  const small = { id: 'a', title: null, sku: 'T-50', optionValues: ['50 g'], price: 8800 };
  const large = { id: 'b', title: null, sku: 'T-250', optionValues: ['250 g'], price: 36800 };
  expect(leavesOf('variants', [small, large], [small, { ...large, price: 39900 }])).toEqual([
    { path: [{ field: 'variants' }, { name: '250 g' }, { field: 'price' }], before: 36800, after: 39900 },
  ]);
});

test('what came and what went is told as a whole', () => {
  const method = { id: 'std', title: 'Standard', price: 0 };
  expect(leavesOf('settings', { shippingMethods: [] }, { shippingMethods: [method] })).toEqual([
    { path: [{ field: 'settings' }, { field: 'shippingMethods' }, { name: 'Standard' }], before: null, after: method },
  ]);
  expect(leavesOf('tags', ['a'], ['a', 'b'])).toEqual([{ path: [{ field: 'tags' }], before: ['a'], after: ['a', 'b'] }]);
});

test('of things in another order their names are told, and what else is another in them', () => {
  const [front, back] = [
    { id: 'a', name: 'Front', alt: '' },
    { id: 'b', name: 'Back', alt: '' },
  ];
  const order = { path: [{ field: 'media' }], before: ['Front', 'Back'], after: ['Back', 'Front'] };
  expect(leavesOf('media', [front, back], [back, front])).toEqual([order]);
  expect(leavesOf('media', [front, back], [{ ...back, alt: 'Red' }, front])).toEqual([
    order,
    { path: [{ field: 'media' }, { name: 'Back' }, { field: 'alt' }], before: '', after: 'Red' },
  ]);
  // One that comes first moves none.
  expect(leavesOf('media', [back], [front, back])).toEqual([{ path: [{ field: 'media' }, { name: 'Front' }], before: null, after: front }]);
});

test('things without an id of their own are not taken for one another', () => {
  const conditions = [{ relation: 'IS' }, { relation: 'IS_NOT' }];
  expect(leavesOf('conditions', conditions, [])).toEqual([{ path: [{ field: 'conditions' }], before: conditions, after: [] }]);
});

test('amounts, rates and moments are told from other values', () => {
  expect(kindOf([{ field: 'paid' }], 12900)).toBe('amount');
  expect(kindOf([{ field: 'tax' }, { field: 'rate' }], 1300)).toBe('rate');
  expect(kindOf([{ field: 'settings' }, { field: 'tax' }, { field: 'shipping' }], true)).toBe('other');
  expect(kindOf([{ field: 'expiresAt' }], '2026-11-26T15:31:25.449Z')).toBe('moment');
  expect(kindOf([{ field: 'title' }], '')).toBe('nothing');
  expect([decimalOf(12900, 'CNY'), decimalOf(500, 'JPY'), decimalOf(1, 'KWD')]).toEqual(['129.00', '500', '0.001']);
  expect(decimalOf(900719925474099, 'CNY')).toBe('9007199254740.99');
  expect(kindOf([{ field: 'price' }], 12.5)).toBe('other');
});
