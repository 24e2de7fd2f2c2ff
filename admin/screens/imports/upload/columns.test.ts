import { expect, test } from '@jest/globals';
import { followed, meaning, saidOf } from './columns';

const guessed = [
  { name: '名称', field: 'title', confidence: 0.9 },
  { name: 'Price', field: 'price', confidence: 0.95 },
  { name: 'Number', field: 'barcode', confidence: 0.4 },
  { name: 'Price', field: null, confidence: 0 },
  { name: '', field: null, confidence: 0 },
];

test('an import follows what is sure, and each column stands once', () => {
  expect(followed(guessed)).toEqual([
    { name: '名称', field: 'title' },
    { name: 'Price', field: 'price' },
    { name: 'Number', field: null },
  ]);
});

test('a field is taken from the column that had it, unless many may have it', () => {
  const columns = [
    { name: 'A', field: 'title' },
    { name: 'B', field: 'image' },
    { name: 'C', field: null },
  ];
  expect(meaning(columns, 'C', 'title').map(({ field }) => field)).toEqual([null, 'image', 'title']);
  expect(meaning(columns, 'C', 'image').map(({ field }) => field)).toEqual(['title', 'image', 'image']);
  expect(meaning(columns, 'A', null).map(({ field }) => field)).toEqual([null, 'image', null]);
});

test('what was said before holds for a mended file; a guess does not take what was said', () => {
  const said = [
    { name: 'Number', field: 'price' },
    { name: '名称', field: null },
  ];
  expect(saidOf(guessed, said)).toEqual([
    { name: '名称', field: null },
    { name: 'Price', field: null },
    { name: 'Number', field: 'price' },
  ]);
});
