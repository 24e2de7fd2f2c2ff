import { Worker } from 'node:worker_threads';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { OneThread, ReadingInterrupted } from './one-thread.js';

/** Answers a task with itself, unless it is one of these. */
const PROGRAM = `
  const { parentPort } = require('node:worker_threads');
  parentPort.on('message', ({ id, task }) => {
    if (task === 'die') process.exit(3);
    if (task === 'hang') while (true);
    if (task === 'fail') return parentPort.postMessage({ id, error: new Error('The file is bad') });
    if (task === 'wait') return;
    parentPort.postMessage({ id, result: task });
  });`;

let thread: OneThread<string>;
let begun: number;
beforeEach(() => {
  begun = 0;
  thread = new OneThread(() => {
    begun++;
    return new Worker(PROGRAM, { eval: true });
  }, 2000);
});
afterEach(() => thread.close());

test('the task that kills the thread fails, and those beside it are done all the same', async () => {
  const asked = ['one', 'die', 'two', 'fail', 'three'].map((task) => thread.ask(task));
  expect(await Promise.allSettled(asked)).toMatchObject([
    { value: 'one' },
    { reason: { message: 'The reading thread ended with 3' } },
    { value: 'two' },
    { reason: { message: 'The file is bad' } },
    { value: 'three' },
  ]);
  expect(await thread.ask('after')).toBe('after');
});

test('a task that does not end fails in time, and those beside it are done', async () => {
  const asked = ['hang', 'one'].map((task) => thread.ask(task));
  expect(await Promise.allSettled(asked)).toMatchObject([
    { reason: { message: 'A task of the reading thread took more than 2000 ms' } },
    { value: 'one' },
  ]);
});

test('what was at work when the thread was closed may be asked again', async () => {
  const asked = ['wait', 'wait'].map((task) => thread.ask(task));
  await thread.ask('ready');
  await thread.close();
  for (const { status, ...said } of await Promise.allSettled(asked)) {
    expect([status, 'reason' in said && said.reason]).toEqual(['rejected', expect.any(ReadingInterrupted)]);
  }
  expect(begun).toBe(1);
  expect(await thread.ask('after')).toBe('after');
});
