/** @jest-environment node */
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

const begun = (jobs: readonly ReturnType<typeof job>[]) => jobs.map(({ told }) => told.begun);

test('beside an urgent job the others go on in portions, and all of them a moment after it has ended', async () => {
  const gate = new Gate(2);
  const [urgent, nextUrgent] = [job(), job()];
  const others = [job(), job(), job(), job(), job()];
  const running = [gate.urgently(urgent.run), ...others.map(({ run }) => gate.patiently(run))];
  expect(urgent.told.begun).toBe(true);
  expect(begun(others)).toEqual([false, false, false, false, false]);
  await jest.advanceTimersByTimeAsync(150);
  expect(begun(others)).toEqual([true, true, false, false, false]);
  others[0]!.end();
  await running[1];
  expect(begun(others)).toEqual([true, true, false, false, false]);
  // One of the first portion still runs.
  running.push(gate.urgently(nextUrgent.run));
  await jest.advanceTimersByTimeAsync(150);
  expect(begun(others)).toEqual([true, true, true, false, false]);
  urgent.end();
  nextUrgent.end();
  await Promise.all([running[0], running.at(-1)]);
  // Its next step may be on its way.
  expect(begun(others)).toEqual([true, true, true, false, false]);
  await jest.advanceTimersByTimeAsync(100);
  expect(begun(others)).toEqual([true, true, true, true, true]);
  for (const { end } of others) end();
  await Promise.all(running);
  expect(jest.getTimerCount()).toBe(0);
});

test('an urgent job waits for nobody', () => {
  const gate = new Gate(1);
  const others = [job(), job(), job()];
  for (const { run } of others) void gate.patiently(run);
  const urgent = job();
  void gate.urgently(urgent.run);
  expect(urgent.told.begun).toBe(true);
});

test('where nothing is urgent nobody waits', () => {
  const gate = new Gate(1);
  const others = [job(), job(), job()];
  for (const { run } of others) void gate.patiently(run);
  expect(begun(others)).toEqual([true, true, true]);
});

test('one that waits for an outside party is urgent for a moment only', async () => {
  const gate = new Gate(1);
  const [slow, first, second] = [job(), job(), job()];
  void gate.urgently(slow.run);
  void gate.patiently(first.run);
  void gate.patiently(second.run);
  await jest.advanceTimersByTimeAsync(350);
  expect(begun([first, second])).toEqual([true, true]);
});

test('a job that fails makes room as any other', async () => {
  const gate = new Gate(1);
  await expect(gate.urgently(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
  const failing = gate.patiently(() => Promise.reject(new Error('no')));
  const next = job();
  void gate.patiently(next.run);
  const refused = expect(failing).rejects.toThrow('no');
  await jest.advanceTimersByTimeAsync(150);
  await refused;
  expect(next.told.begun).toBe(true);
});
