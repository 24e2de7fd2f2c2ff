import { expect, test } from '@jest/globals';
import { decimal } from '../../ui/decimal';
import { minor } from './exact';
import { isRefundable, type RefundableLine, sumOf } from './refund-sum';

const units = (quantity: number, refunded: number, discount: string, tax: string) => ({
  quantity,
  refunded,
  discount: { amount: discount },
  tax: { amount: tax },
});

/** Three pieces of 19.99 with 0.10 off in all: the first two bear 0.03, the last 0.04. */
const line = (refunded: number): RefundableLine => ({
  id: 'line_1',
  quantity: 3,
  refundedQuantity: refunded,
  price: { amount: '19.99' },
  units: [units(2, Math.min(2, refunded), '0.03', '1.00'), units(1, Math.max(0, refunded - 2), '0.04', '1.01')],
});

test('a refund of a line costs what those very units cost, to the cent', () => {
  expect(sumOf([line(0)], { line_1: 1 }, 'INCLUDED', 2)).toBe('19.96');
  expect(sumOf([line(0)], { line_1: 3 }, 'INCLUDED', 2)).toBe('59.87');
  expect(sumOf([line(0)], { line_1: 3 }, 'EXCLUDED', 2)).toBe('62.88');
});

test('units that went back before are not taken again', () => {
  expect(sumOf([line(2)], { line_1: 1 }, 'INCLUDED', 2)).toBe('19.95');
  expect(sumOf([line(3)], { line_1: 1 }, 'INCLUDED', 2)).toBe('0.00');
});

test('no more than is left can be given back, and nothing is no refund', () => {
  expect(isRefundable('59.87', '59.87')).toBe(true);
  expect(isRefundable('59.88', '59.87')).toBe(false);
  expect(isRefundable('0', '59.87')).toBe(false);
  expect(isRefundable('1.999', '59.87')).toBe(false);
  expect(isRefundable('abc', '59.87')).toBe(false);
  expect(isRefundable('1000', '1999')).toBe(true);
});

test('amounts beyond what a float can hold stay exact', () => {
  expect(decimal(minor('90071992547409.93', 2)! + 1n, 2)).toBe('90071992547409.94');
  expect(decimal(-5n, 2)).toBe('-0.05');
  expect(decimal(1999n, 0)).toBe('1999');
});
