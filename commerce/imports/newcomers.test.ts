import { expect, test } from '@jest/globals';
import { enterAsNewcomer, letNewcomersPass } from './newcomers.js';

test('who has had his turn waits until the newcomers have had theirs', async () => {
  const order: string[] = [];
  const [leaveFirst, leaveSecond] = [enterAsNewcomer(), enterAsNewcomer()];
  const waiting = letNewcomersPass().then(() => order.push('the old one'));
  order.push('a newcomer');
  leaveFirst();
  await Promise.resolve();
  order.push('another');
  leaveSecond();
  await waiting;
  expect(order).toEqual(['a newcomer', 'another', 'the old one']);
});

test('he waits for a while only: newcomers that stay do not stop him', async () => {
  const leave = enterAsNewcomer();
  await letNewcomersPass();
  leave();
});
