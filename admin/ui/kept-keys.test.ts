import { expect, test } from '@jest/globals';
import { KeptKeys } from './kept-keys';

test('a request that is sent again before all answers are here has the same keys, part for part', () => {
  const keys = new KeptKeys();
  const send = () => [0, 1].map((part) => keys.of({ products: ['prod_1'], percent: '10' }, part));
  const first = send();
  expect(new Set(first).size).toBe(2);
  expect(send()).toEqual(first);
  keys.answered();
  expect(send()).not.toContain(first[0]);
});

test('another request has others', () => {
  const keys = new KeptKeys();
  const first = keys.of({ percent: '10' });
  expect(keys.of({ percent: '20' })).not.toBe(first);
  expect(keys.of({ percent: '10' })).not.toBe(first);
});
