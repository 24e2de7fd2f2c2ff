import { expect, test } from '@jest/globals';
import { type Choice, inputOf, type KnownWay, moved, rowsOf } from './choices';

const way = (provider: KnownWay['provider'], method: KnownWay['method'], usualPlaces: KnownWay['usualPlaces'] = ['DESKTOP']): KnownWay => ({
  ...{ provider, method, usualPlaces, title: method, onlyPlace: null, takesCurrency: true },
});
const choice = (given: Pick<Choice, 'provider'> & Partial<Choice>): Choice => ({
  ...{ method: null, enabled: true, title: null, minAmount: null, maxAmount: null, places: null },
  ...given,
});
const WAYS = [way('ALIPAY', 'PAGE'), way('ALIPAY', 'WAP', ['MOBILE']), way('STRIPE', 'INTENT', ['APP']), way('MANUAL', 'TRANSFER')];

test('a way has its own choice, else that of its provider, else none', () => {
  const rows = rowsOf(WAYS, [
    choice({ provider: 'ALIPAY', enabled: false }),
    choice({ provider: 'ALIPAY', method: 'WAP', title: 'Alipay' }),
  ]);
  expect(rows.map(({ enabled, title }) => [enabled, title])).toEqual([
    [false, null],
    [true, 'Alipay'],
    [true, null],
    [true, null],
  ]);
});

test('places of a whole provider hold for its ways where those usually are, and a way without such a place is off', () => {
  const rows = rowsOf(WAYS, [choice({ provider: 'ALIPAY', places: ['MOBILE'] })]);
  expect(rows.slice(0, 2).map(({ enabled, places }) => [enabled, places])).toEqual([
    [false, null],
    [true, ['MOBILE']],
  ]);
});

test('every way is sent by its name, in its order, and what was chosen for ways that are away is kept', () => {
  const away = choice({ provider: 'WECHAT_PAY', method: 'H5', enabled: false, minAmount: { amount: '5.00', currency: 'CNY' } });
  const whole = choice({ provider: 'ALIPAY', title: 'Alipay' });
  const sent = inputOf(moved(rowsOf(WAYS, [whole, away]), 3, 0), [whole, away]);
  expect(sent.map(({ provider, method, title }) => `${provider} ${method} ${title}`)).toEqual([
    'MANUAL TRANSFER null',
    'ALIPAY PAGE Alipay',
    'ALIPAY WAP Alipay',
    'STRIPE INTENT null',
    'WECHAT_PAY H5 null',
  ]);
  expect(sent.at(-1)).toMatchObject({ enabled: false, minAmount: { amount: '5.00', currency: 'CNY' } });
});

test('one is moved up, down, and never out of the list', () => {
  expect(moved([1, 2, 3], 2, 0)).toEqual([3, 1, 2]);
  expect(moved([1, 2, 3], 0, 2)).toEqual([2, 3, 1]);
  expect(moved([1, 2, 3], 1, 9)).toEqual([1, 3, 2]);
});
