import { expect, test } from '@jest/globals';
import { queryOf, startOfDay } from './order-filters';

const none = { show: 'all', search: '', from: '', to: '', min: '', max: '' };

test('an address without filters asks for every order', () => {
  expect(queryOf(none, 'Asia/Shanghai')).toBe('');
  expect(queryOf({ ...none, show: 'no such tab' }, 'Asia/Shanghai')).toBe('');
});

test('a tab, words, days and amounts must all fit', () => {
  expect(
    queryOf({ show: 'cancelled', search: ' 1001 ', from: '2026-11-01', to: '2026-11-02', min: '10', max: '99.50' }, 'Asia/Shanghai'),
  ).toBe('status:CANCELLED 1001 created:>=2026-10-31T16:00:00.000Z created:<2026-11-02T16:00:00.000Z total:>=10 total:<=99.50');
});

test('days begin where the shop is, on those too on which its clocks change', () => {
  expect(startOfDay('2026-11-01', 'UTC')).toBe('2026-11-01T00:00:00.000Z');
  expect(startOfDay('2026-03-08', 'America/New_York')).toBe('2026-03-08T05:00:00.000Z');
  expect(startOfDay('2026-03-09', 'America/New_York')).toBe('2026-03-09T04:00:00.000Z');
  expect(startOfDay('2026-11-02', 'America/New_York')).toBe('2026-11-02T05:00:00.000Z');
});
