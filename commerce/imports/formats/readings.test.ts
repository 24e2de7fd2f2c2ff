import { expect, test } from '@jest/globals';
import { readAmount } from './amounts.js';
import { isBetween, readDate } from './dates.js';
import { descriptionOf, listOf, oldPath } from './texts.js';

test.each([
  ['19.99', '19.99', undefined],
  ['1,299.00', '1299.00', undefined],
  ['1.299,00 €', '1299.00', undefined],
  ['12,50', '12.50', undefined],
  ['1,299', '1299', undefined],
  ["1'299.00 CHF", '1299.00', 'CHF'],
  ['¥12.50', '12.50', undefined],
  ['￥１２．５', '12.5', undefined],
  ['12.50元', '12.50', undefined],
  ['RMB 12.50', '12.50', 'CNY'],
  ['15.00 USD', '15.00', 'USD'],
  ['HK$ 99', '99', undefined],
])('%s is an amount', (text, amount, currency) => {
  expect(readAmount(text)).toEqual({ amount, ...(currency ? { currency } : {}) });
});

test.each(['', '面议', '-5', '12.5.1', '10-20', '12,5000', '1,29,000', 'abc 12', '1e5'])('%s is no amount', (text) => {
  expect(readAmount(text)).toBeNull();
});

test.each([
  ['2026-05-01', '2026-05-01T00:00:00.000Z'],
  ['2026/5/1 8:30', '2026-05-01T08:30:00.000Z'],
  ['2026年5月1日', '2026-05-01T00:00:00.000Z'],
  ['2026-05-01T08:00:00+08:00', '2026-05-01T00:00:00.000Z'],
  ['2026-05-01T08:00:00+0800', '2026-05-01T00:00:00.000Z'],
])('%s is a date', (text, iso) => {
  expect(readDate(text)).toBe(iso);
});

test.each(['', '31/12/2026', '2026-02-31', '2026-13-01', '46000'])('%s is no date', (text) => {
  expect(readDate(text)).toBeNull();
});

test('a sale lasts to the end of its last day', () => {
  const at = new Date('2026-05-10T18:00:00Z');
  expect(isBetween('2026-05-01', '2026-05-10', at)).toBe(true);
  expect(isBetween('2026-05-01', '2026-05-10T17:00', at)).toBe(false);
  expect(isBetween('2026-05-11', '', at)).toBe(false);
  expect(isBetween('', undefined, at)).toBe(true);
});

test('descriptions keep their lines, whether they are text or HTML', () => {
  expect(descriptionOf('One & two\nthree\n\nfour < five')).toBe('<p>One &amp; two<br />three</p>\n<p>four &lt; five</p>');
  expect(descriptionOf('<p>One\ntwo</p><script>x</script>')).toBe('<p>One\ntwo</p>');
  expect(descriptionOf('<b>One</b>\ntwo')).toBe('<p><b>One</b><br />two</p>');
});

test('commas part a list, unless a backslash stands before them', () => {
  expect(listOf('a, b\\, c ,, a')).toEqual(['a', 'b, c']);
});

test('an old address is a path, with what is asked of it', () => {
  expect(oldPath('https://old.example.com/item?id=5#top')).toBe('/item?id=5');
  expect(oldPath('/p/hat')).toBe('/p/hat');
  expect(oldPath('https://old.example.com/')).toBeNull();
  expect(oldPath('mailto:a@example.com')).toBeNull();
});
