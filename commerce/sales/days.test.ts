import { expect, test } from '@jest/globals';
import { dayIn, daysOf } from './days.js';

test("a moment belongs to the shop's own day", () => {
  const at = new Date('2026-11-25T18:30:00Z');
  expect(dayIn('Asia/Shanghai', at)).toBe('2026-11-26');
  expect(dayIn('America/Los_Angeles', at)).toBe('2026-11-25');
  expect(dayIn('UTC', at)).toBe('2026-11-25');
});

test('a period has its first day and its last, over months and leap days', () => {
  expect(daysOf({ from: '2028-02-27', to: '2028-03-01' })).toEqual(['2028-02-27', '2028-02-28', '2028-02-29', '2028-03-01']);
  expect(daysOf({ from: '2026-11-25', to: '2026-11-25' })).toEqual(['2026-11-25']);
  expect(daysOf({ from: '2026-01-01', to: '2027-02-04' })).toHaveLength(400);
});

test.each([
  ['the wrong way round', '2026-11-25', '2026-11-24', 'to'],
  ['more than 400 days', '2026-01-01', '2027-02-05', 'to'],
  ['no day', 'yesterday', '2026-11-24', 'from'],
  ['a day that no calendar has', '2026-02-01', '2026-02-30', 'to'],
])('%s is refused', (_what, from, to, field) => {
  expect(() => daysOf({ from, to })).toThrow(expect.objectContaining({ code: 'INVALID_INPUT', field: [field] }));
});
