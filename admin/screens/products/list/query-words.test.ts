import { expect, test } from '@jest/globals';
import { amountIn, queryOf, tagsIn } from './query-words';

const none = { words: '', status: '', collection: '', tag: '', stock: '', category: '' };

test('filters become the words that the API reads', () => {
  expect(queryOf(none)).toBe('');
  expect(queryOf({ ...none, words: ' 连衣裙 cotton ', status: 'DRAFT', tag: 'summer "sale"', stock: 'out', collection: 'coll_1' })).toBe(
    'status:DRAFT stock:out collection:coll_1 tag:"summer sale" 连衣裙 cotton',
  );
});

test('however long the words are, none is left out', () => {
  const words = 'hat '.repeat(200).trim();
  expect(queryOf({ ...none, words, stock: 'in' })).toBe(`stock:in ${words}`);
});

test('tags are told apart by commas of either script', () => {
  expect(tagsIn('red, new，夏季、 red,,')).toEqual(['red', 'new', '夏季']);
});

test.each([
  ['19.90', '19.90'],
  ['¥ 1,299.50', '1299.50'],
  ['１２．５', '12.5'],
  ['1,5', '1,5'],
  ['CNY 12', '12'],
  ['cheap', 'cheap'],
])('%s is the amount %s', (typed, amount) => {
  expect(amountIn(typed)).toBe(amount);
});
