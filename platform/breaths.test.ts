import { expect, test } from '@jest/globals';
import { flatMapInBreaths } from './breaths.js';

const busyFor = (ms: number) => {
  const until = performance.now() + ms;
  while (performance.now() < until);
};

test('others have their turn while a long list is worked through, and the results keep its order', async () => {
  let turns = 0;
  let over = false;
  const others = async () => {
    while (!over) {
      await new Promise(setImmediate);
      turns++;
    }
  };
  const watching = others();
  const results = await flatMapInBreaths([1, 2, 3, 4], (item, index) => {
    busyFor(6);
    return item === 3 ? [] : [item * 10 + index];
  });
  expect(turns).toBeGreaterThanOrEqual(3);
  over = true;
  await watching;
  expect(results).toEqual([10, 21, 43]);
});
