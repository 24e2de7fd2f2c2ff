import { expect, test } from '@jest/globals';
import { changeOf, decimal, placesOf, placesOfCurrency, sumDecimals } from './decimal.js';

test('amounts are added to the cent, however many there are', () => {
  expect(sumDecimals(Array.from({ length: 1000 }, () => '0.10'))).toBe('100.00');
  expect(sumDecimals(['90071992547409.91', '0.01', '0.01'])).toBe('90071992547409.93');
  expect(sumDecimals(['5.00', '-12.34'])).toBe('-7.34');
  expect(sumDecimals(['-0.05'])).toBe('-0.05');
});

test('currencies without cents, and with three places', () => {
  expect(sumDecimals(['1200', '34'])).toBe('1234');
  expect(sumDecimals(['1.005', '0.995'])).toBe('2.000');
  expect(sumDecimals([])).toBe('0');
});

test('minor units are written with the places of their currency', () => {
  expect([decimal(1999n, 2), decimal(-5n, 2), decimal(500n, 0), decimal(1n, 3)]).toEqual(['19.99', '-0.05', '500', '0.001']);
  expect(['CNY', 'JPY', 'KWD'].map(placesOfCurrency)).toEqual([2, 0, 3]);
  expect(['19.99', '500', '-0.001'].map(placesOf)).toEqual([2, 0, 3]);
});

test('a change is a share of what was; of nothing there is none', () => {
  expect(changeOf('125.00', '100.00')).toBe(0.25);
  expect(changeOf(0, 8)).toBe(-1);
  expect(changeOf('5.00', '0.00')).toBeNull();
});
