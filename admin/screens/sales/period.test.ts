import { expect, test } from '@jest/globals';
import { periodOf } from './period.js';

const TODAY = '2026-11-25';
const of = (days: string, from = '', to = '') => periodOf({ days, from, to }, TODAY);

test('a length ends today; without one there are thirty days', () => {
  expect(of('7')).toEqual({ from: '2026-11-19', to: TODAY, choice: '7' });
  expect(of('')).toEqual({ from: '2026-10-27', to: TODAY, choice: '30' });
  expect(of('12')).toMatchObject({ choice: '30' });
});

test('days of one’s own are taken as they are, though not beyond today, nor more than can be shown', () => {
  expect(of('own', '2026-10-01', '2026-10-31')).toEqual({ from: '2026-10-01', to: '2026-10-31', choice: 'own' });
  expect(of('own', '2026-11-01', '2027-01-01')).toMatchObject({ to: TODAY });
  expect(of('own', '2020-01-01', TODAY)).toMatchObject({ from: '2025-10-22', to: TODAY });
});

test('days that are none, or the wrong way round, mean the usual period', () => {
  expect(of('own', 'x', '2026-10-31')).toMatchObject({ from: '2026-10-27', to: TODAY });
  expect(of('own', '2026-11-02', '2026-11-01')).toMatchObject({ from: '2026-10-27', to: TODAY });
});
