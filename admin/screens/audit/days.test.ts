import { expect, test } from '@jest/globals';
import { momentsOf } from './days';

test('days go from the first one’s midnight to the end of the last one', () => {
  const { from, until } = momentsOf('2026-11-03', '2026-11-30');
  expect(from).toBe(new Date(2026, 10, 3).toISOString());
  expect(until).toBe(new Date(2026, 11, 1).toISOString());
});

test('what is no day bounds nothing', () => {
  expect(momentsOf('', 'yesterday')).toEqual({ from: null, until: null });
});
