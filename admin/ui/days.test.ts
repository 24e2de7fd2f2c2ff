import { expect, test } from '@jest/globals';
import { addDays, before, dayIn, endingOn, isDay, lengthOf, shortDay } from './days.js';

test('a day is the shop’s, not the browser’s', () => {
  const at = new Date('2026-11-25T18:30:00Z');
  expect([dayIn('Asia/Shanghai', at), dayIn('UTC', at)]).toEqual(['2026-11-26', '2026-11-25']);
});

test('periods go over months, and the one before ends where they begin', () => {
  const week = endingOn('2026-03-03', 7);
  expect(week).toEqual({ from: '2026-02-25', to: '2026-03-03' });
  expect(lengthOf(week)).toBe(7);
  expect(before(week)).toEqual({ from: '2026-02-18', to: '2026-02-24' });
  expect(addDays('2028-02-28', 1)).toBe('2028-02-29');
});

test('what an address holds is a day or is not', () => {
  expect(['2026-11-25', '2026-02-30', 'today', '', '2026-1-1'].map(isDay)).toEqual([true, false, false, false, false]);
});

test('days are said in both languages', () => {
  expect([shortDay('2026-11-25', 'en'), shortDay('2026-11-25', 'zh')]).toEqual(['25 Nov', '11月25日']);
});
