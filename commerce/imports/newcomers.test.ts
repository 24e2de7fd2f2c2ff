import { setImmediate as theNextTurn } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import { Types } from 'mongoose';
import { enterAsNewcomer, letNewcomersPass } from './newcomers.js';

const anImport = () => ({ _id: new Types.ObjectId() });

test('who has had his turn waits until the newcomers have had theirs', async () => {
  const order: string[] = [];
  const [leaveFirst, leaveSecond] = [enterAsNewcomer(anImport()), enterAsNewcomer(anImport())];
  const waiting = letNewcomersPass(anImport()).then(() => order.push('the old one'));
  order.push('a newcomer');
  leaveFirst();
  await Promise.resolve();
  order.push('another');
  leaveSecond();
  await waiting;
  expect(order).toEqual(['a newcomer', 'another', 'the old one']);
});

test('he waits for a while only: newcomers that stay do not stop him', async () => {
  const leave = enterAsNewcomer(anImport());
  await letNewcomersPass(anImport());
  leave();
});

test('a newcomer waits neither for itself nor for another', async () => {
  const mine = anImport();
  const [leave, leaveOther] = [enterAsNewcomer(mine), enterAsNewcomer(anImport())];
  const passed = letNewcomersPass(mine).then(() => 'passed');
  expect(await Promise.race([passed, theNextTurn('waits')])).toBe('passed');
  leave();
  leaveOther();
});
