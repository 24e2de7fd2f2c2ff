import { expect, test } from '@jest/globals';
import { clockOf, LAST_CLOCK, momentOf } from './clock';

test('a time of the clock of the shop is a moment, and the moment that time, in summer and in winter', () => {
  expect(momentOf('2026-12-01T08:00', 'Asia/Shanghai')).toBe('2026-12-01T00:00:00.000Z');
  expect(momentOf('2026-07-01T00:30', 'Europe/Berlin')).toBe('2026-06-30T22:30:00.000Z');
  // The night in which the clocks go back.
  expect(momentOf('2026-10-25T04:00', 'Europe/Berlin')).toBe('2026-10-25T03:00:00.000Z');
  expect(clockOf('2026-06-30T22:30:00Z', 'Europe/Berlin')).toBe('2026-07-01T00:30');
});

test.each(['0002-12-01T08:00', '0020-12-01T08:00', '0202-12-01T08:00', '1969-12-31T23:59', '20261-12-01T08:00', '2026-12'])(
  '%s is a time that is still being typed',
  (clock) => {
    expect(momentOf(clock, 'Asia/Shanghai')).toBeNull();
  },
);

test('the first and the last time that can be typed are moments on either side of the world', () => {
  for (const timezone of ['Pacific/Kiritimati', 'Pacific/Pago_Pago'])
    for (const clock of ['1970-01-01T00:00', LAST_CLOCK]) expect(clockOf(momentOf(clock, timezone)!, timezone)).toBe(clock);
});

test('no time is no moment', () => {
  expect([momentOf('', 'Asia/Shanghai'), clockOf('', 'Asia/Shanghai')]).toEqual(['', '']);
});
