import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { Gate } from './gate.js';

beforeEach(() => {
  jest.useFakeTimers();
});
afterEach(() => {
  jest.useRealTimers();
});

/** A job that runs until it is ended, and tells that it has begun. */
function job() {
  let end = () => {};
  const promise = new Promise<void>((resolve) => {
    end = resolve;
  });
  const told = { begun: false };
  const run = async () => {
    told.begun = true;
    await promise;
  };
  return { told, run, end: () => end() };
}

test('beside an urgent job few others begin, and all of them a moment after it has ended', async () => {
  const gate = new Gate(2);
  const urgent = job();
  const others = [job(), job(), job(), job()];
  const running = [gate.urgently(urgent.run), ...others.map(({ run }) => gate.patiently(run))];
  expect(others.map(({ told }) => told.begun)).toEqual([true, true, false, false]);
  others[0]!.end();
  await running[1];
  expect(others.map(({ told }) => told.begun)).toEqual([true, true, true, false]);
  urgent.end();
  await running[0];
  // Its next step may be on its way.
  expect(others[3]!.told.begun).toBe(false);
  await jest.advanceTimersByTimeAsync(100);
  expect(others[3]!.told.begun).toBe(true);
  for (const { end } of others) end();
  await Promise.all(running);
});

test('an urgent job waits for nobody', () => {
  const gate = new Gate(1);
  const others = [job(), job(), job()];
  for (const { run } of others) void gate.patiently(run);
  const urgent = job();
  void gate.urgently(urgent.run);
  expect(urgent.told.begun).toBe(true);
});

test('one that waits for an outside party is urgent for a moment only', async () => {
  const gate = new Gate(1);
  const [slow, first, second] = [job(), job(), job()];
  const running = gate.urgently(slow.run);
  void gate.patiently(first.run);
  const later = gate.patiently(second.run);
  second.end();
  await jest.advanceTimersByTimeAsync(350);
  await later;
  slow.end();
  await running;
});

test('a job that fails makes room as any other', async () => {
  const gate = new Gate(1);
  await expect(gate.urgently(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
  await expect(gate.patiently(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
  const next = job();
  void gate.patiently(next.run);
  expect(next.told.begun).toBe(true);
});
