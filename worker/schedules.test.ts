import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { leases } from '#platform/lease.js';
import { connectForTest, disconnectAfterTest } from '#tests/support/database.js';
import { until } from '#tests/support/until.js';
import { Schedules } from './schedules.js';

const started: Schedules[] = [];
const start = (everySeconds: number, run: () => Promise<unknown>) => {
  const schedules = new Schedules([{ name: 'test', everySeconds, run }]);
  schedules.start();
  started.push(schedules);
  return schedules;
};

beforeAll(connectForTest);
afterEach(async () => {
  await Promise.all(started.splice(0).map((schedules) => schedules.stop()));
  await leases().deleteMany({});
});
afterAll(disconnectAfterTest);

test('of several processes one runs a schedule in each period', async () => {
  const runs: number[] = [];
  const note = async () => void runs.push(Date.now());
  for (let process = 0; process < 4; process += 1) start(0.2, note);
  await until(async () => runs.length >= 4);
  // The lease of a period ends by the database's clock, so two runs are never closer than a period.
  expect(runs.at(-1)! - runs[0]!).toBeGreaterThanOrEqual(0.2 * (runs.length - 2) * 1000);
});

test('a run that fails runs again in the next period', async () => {
  let runs = 0;
  start(0.1, async () => {
    runs += 1;
    throw new Error('no');
  });
  await until(async () => runs >= 2);
});

test('stopping waits for the run that is under way', async () => {
  let [begun, ended] = [false, false];
  const schedules = start(0.1, async () => {
    begun = true;
    await new Promise((resolve) => setTimeout(resolve, 50));
    ended = true;
  });
  await until(async () => begun);
  await schedules.stop();
  expect(ended).toBe(true);
});
