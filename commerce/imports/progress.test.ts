import { expect, test } from '@jest/globals';
import { Types } from 'mongoose';
import type { Import } from './import.model.js';
import { optionsOf } from './options.js';
import { progressOf } from './progress.js';

const BEGAN = new Date('2026-11-01T10:00:00Z');
const after = (seconds: number) => new Date(BEGAN.getTime() + seconds * 1000);

/** Running since BEGAN on a file of 10,000 bytes, of which nothing is in yet. */
const anImport = (given: Partial<Import>): Import => ({
  _id: new Types.ObjectId(),
  shopId: new Types.ObjectId(),
  agencyId: new Types.ObjectId(),
  batchId: new Types.ObjectId(),
  uploadId: new Types.ObjectId(),
  format: null,
  columns: null,
  options: optionsOf({ upload: '' }),
  found: null,
  status: 'RUNNING',
  run: 0,
  nextPart: 0,
  bytesRead: 0,
  bytesTotal: 10_000,
  rowsTotal: null,
  pace: { since: BEGAN, rows: 0, bytes: 0 },
  failures: 0,
  undo: null,
  rowsRead: 0,
  rowsRejected: 0,
  productsCreated: 0,
  productsUpdated: 0,
  productsUnchanged: 0,
  productsSkipped: 0,
  createdAt: BEGAN,
  startedAt: BEGAN,
  finishedAt: null,
  ...given,
});

test('a running import tells its share and time left by the bytes, and its rate by the rows', () => {
  const running = anImport({ rowsRead: 50, bytesRead: 2500, rowsTotal: 400 });
  expect(progressOf(running, after(10))).toEqual({ done: 0.25, rowsPerSecond: 5, secondsLeft: 30 });
});

test('a second that has begun is told as a whole one', () => {
  expect(progressOf(anImport({ rowsRead: 3, bytesRead: 3000 }), after(10))).toEqual({ done: 0.3, rowsPerSecond: 0.3, secondsLeft: 24 });
});

test('one that was taken up again goes at the pace since then, whatever it did before and however long it lay still', () => {
  const again = anImport({
    run: 1,
    rowsRead: 140,
    bytesRead: 7000,
    pace: { since: after(3600), rows: 100, bytes: 5000 },
  });
  expect(progressOf(again, after(3610))).toEqual({ done: 0.7, rowsPerSecond: 4, secondsLeft: 15 });
  const nothingSince = { ...again, rowsRead: 100, bytesRead: 5000 };
  expect(progressOf(nothingSince, after(3610))).toEqual({ done: 0.5, rowsPerSecond: null, secondsLeft: null });
});

test('while nothing is in there is no pace, however long it takes; nor in the moment that it begins', () => {
  expect(progressOf(anImport({}), after(30))).toEqual({ done: 0, rowsPerSecond: null, secondsLeft: null });
  expect(progressOf(anImport({ rowsRead: 50, bytesRead: 2500 }), BEGAN)).toEqual({ done: 0.25, rowsPerSecond: null, secondsLeft: null });
});

test('how many rows there are need not be known, and a file without bytes has no share of them to wait for', () => {
  expect(progressOf(anImport({ rowsRead: 50, bytesRead: 5000, rowsTotal: null }), after(10))).toEqual({
    done: 0.5,
    rowsPerSecond: 5,
    secondsLeft: 10,
  });
  expect(progressOf(anImport({ bytesTotal: 0 }), after(10))).toEqual({ done: 1, rowsPerSecond: null, secondsLeft: null });
});

test('one that waits for its turn has no pace: not a new one, and not one that is to be taken up again', () => {
  const queued = anImport({ status: 'QUEUED', pace: null, startedAt: null });
  expect(progressOf(queued, after(10))).toEqual({ done: 0, rowsPerSecond: null, secondsLeft: null });
  const resumed = anImport({ status: 'QUEUED', run: 1, pace: { since: BEGAN, rows: 0, bytes: 0 }, rowsRead: 50, bytesRead: 2500 });
  expect(progressOf(resumed, after(10))).toEqual({ done: 0.25, rowsPerSecond: null, secondsLeft: null });
});

test('one that has ended keeps the pace that it had, and nothing is left of it', () => {
  const ended = { rowsRead: 100, bytesRead: 10_000, finishedAt: after(20) };
  expect(progressOf(anImport({ ...ended, status: 'COMPLETED' }), after(9000))).toEqual({ done: 1, rowsPerSecond: 5, secondsLeft: null });
  const failed = anImport({ ...ended, status: 'FAILED', bytesRead: 4000 });
  expect(progressOf(failed, after(9000))).toEqual({ done: 0.4, rowsPerSecond: 5, secondsLeft: null });
  const empty = anImport({ status: 'COMPLETED', finishedAt: after(1) });
  expect(progressOf(empty, after(9000))).toEqual({ done: 1, rowsPerSecond: null, secondsLeft: null });
});
