import { describe, expect, test } from '@jest/globals';
import { beginOf, dayOf, daysIn, momentsOf, monthOf, shifted } from './days';
import { byCurrency, isAmount, isZero, negated } from './decimals';

describe('amounts', () => {
  test('are turned about without a float', () => {
    expect(negated('12.30')).toBe('-12.30');
    expect(negated('-0.05')).toBe('0.05');
    expect(negated('0.00')).toBe('0.00');
    expect(negated('900719925474099.27')).toBe('-900719925474099.27');
    expect(negated('1200')).toBe('-1200');
  });

  test('are nothing where every digit is zero', () => {
    expect(isZero('0.00')).toBe(true);
    expect(isZero('-0.01')).toBe(false);
  });

  test.each([
    ['19.99', 'CNY', true],
    ['19.999', 'CNY', false],
    ['1999', 'JPY', true],
    ['19.9', 'JPY', false],
    ['-5', 'CNY', false],
    ['1e3', 'CNY', false],
    ['', 'CNY', false],
  ])('%s in %s: %s', (text, currency, is) => {
    expect(isAmount(text, currency)).toBe(is);
  });

  test('stand by currency', () => {
    const rows = [
      { id: 1, amount: { amount: '1', currency: 'USD' } },
      { id: 2, amount: { amount: '2', currency: 'CNY' } },
      { id: 3, amount: { amount: '3', currency: 'USD' } },
    ];
    expect(byCurrency(rows).map(([currency, all]) => [currency, all.map(({ id }) => id)])).toEqual([
      ['CNY', [2]],
      ['USD', [1, 3]],
    ]);
  });
});

describe('days', () => {
  test.each([
    ['2026-11-25', 'Asia/Shanghai', '2026-11-24T16:00:00.000Z'],
    ['2026-07-01', 'Europe/Berlin', '2026-06-30T22:00:00.000Z'],
    ['2026-03-29', 'Europe/Berlin', '2026-03-28T23:00:00.000Z'],
    ['2026-10-26', 'Europe/Berlin', '2026-10-25T23:00:00.000Z'],
    ['2026-11-25', 'UTC', '2026-11-25T00:00:00.000Z'],
    ['2026-11-25', 'America/Los_Angeles', '2026-11-25T08:00:00.000Z'],
  ])('%s begins in %s at %s', (day, timezone, moment) => {
    expect(beginOf(day, timezone)).toBe(moment);
    expect(dayOf(new Date(moment), timezone)).toBe(day);
    expect(dayOf(new Date(Date.parse(moment) - 1), timezone)).toBe(shifted(day, -1));
  });

  test('a month is all of its days, also at the turn of a year', () => {
    expect(monthOf('2026-02-14')).toEqual({ from: '2026-02-01', to: '2026-02-28' });
    expect(monthOf('2026-01-31', -1)).toEqual({ from: '2025-12-01', to: '2025-12-31' });
    expect(daysIn(monthOf('2028-02-01'))).toBe(29);
  });

  test('the last day of a period is in it, and what is left open stays open', () => {
    expect(momentsOf({ from: '2026-11-01', to: '2026-11-30' }, 'Asia/Shanghai')).toEqual({
      from: '2026-10-31T16:00:00.000Z',
      to: '2026-11-30T16:00:00.000Z',
    });
    expect(momentsOf({ from: '', to: 'soon' }, 'UTC')).toEqual({ from: null, to: null });
  });
});
