import { beforeEach, expect, test } from '@jest/globals';
import { attempt } from './attempt';

/** What a tab keeps over a reload. */
const kept = new Map<string, string>();
Object.assign(globalThis, {
  sessionStorage: {
    getItem: (name: string) => kept.get(name) ?? null,
    setItem: (name: string, value: string) => void kept.set(name, value),
    removeItem: (name: string) => void kept.delete(name),
  },
});
beforeEach(() => kept.clear());

const refund = { amount: '10.00' };

test('the same input has the same key until it is done: a double click and a reload are one refund', () => {
  const key = attempt.keyFor('refund ord_1', refund);
  expect(attempt.keyFor('refund ord_1', { ...refund })).toBe(key);
  attempt.done('refund ord_1');
  expect(attempt.keyFor('refund ord_1', refund)).not.toBe(key);
});

test('another input, or another order, is another attempt', () => {
  const key = attempt.keyFor('refund ord_1', refund);
  expect(attempt.keyFor('refund ord_2', refund)).not.toBe(key);
  expect(attempt.keyFor('refund ord_1', { amount: '11.00' })).not.toBe(key);
});
