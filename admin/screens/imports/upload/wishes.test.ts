import { expect, test } from '@jest/globals';
import { inputOf, moved, USUAL } from './wishes';

test('fields to be brought alone are named only where some are chosen: none means all', () => {
  expect(inputOf(USUAL)).not.toHaveProperty('only');
  expect(inputOf({ ...USUAL, only: ['PRICES'] })).toMatchObject({ only: ['PRICES'], redirects: true, mode: 'UPSERT' });
});

test('a name moves within its list and not out of it', () => {
  expect(moved(['a', 'b', 'c'], 'b', -1)).toEqual(['b', 'a', 'c']);
  expect(moved(['a', 'b', 'c'], 'c', 1)).toEqual(['a', 'b', 'c']);
  expect(moved(['a', 'b', 'c'], 'z', 1)).toEqual(['a', 'b', 'c']);
});
