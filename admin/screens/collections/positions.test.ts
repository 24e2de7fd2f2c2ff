import { expect, test } from '@jest/globals';
import { positionsFor } from './positions';

const at = (...positions: number[]) => positions.map((position, index) => ({ id: 'abcdef'[index]!, position }));
const order = (siblings: ReturnType<typeof at>, changes: { id: string; position: number }[]) =>
  siblings
    .map((one) => changes.find(({ id }) => id === one.id) ?? one)
    .sort((a, b) => a.position - b.position)
    .map(({ id }) => id)
    .join('');

test.each([
  [at(1024, 2048, 3072), 2, 1, 'acb', 1],
  [at(1024, 2048, 3072), 0, 2, 'bca', 1],
  [at(1024, 2048, 3072), 2, 0, 'cab', 1],
  [at(0, 2048), 1, 0, 'ba', 2],
  [at(5, 6, 7), 2, 1, 'acb', 3],
  [at(7, 7, 7), 0, 2, 'bca', 1],
])('%j: %i goes to %i', (siblings, from, to, expected, writes) => {
  const changes = positionsFor(siblings, from, to);
  expect([order(siblings, changes), changes.length]).toEqual([expected, writes]);
});

test('nothing is written for a place that is none, or its own', () => {
  expect([positionsFor(at(1, 2), 0, 0), positionsFor(at(1, 2), 0, 2), positionsFor(at(1, 2), 0, -1)]).toEqual([[], [], []]);
});
