import { expect, test } from '@jest/globals';
import { aboutField, inputOf, newCollection, rulesOf } from './collection-draft';

test('a condition that turns to another field says nothing that cannot be said of it', () => {
  expect(aboutField({ field: 'PRICE', relation: 'LESS_THAN', value: '10' }, 'TAG')).toEqual({
    field: 'TAG',
    relation: 'EQUALS',
    value: '',
  });
  expect(aboutField({ field: 'TAG', relation: 'NOT_EQUALS', value: 'sale' }, 'VENDOR')).toMatchObject({ relation: 'NOT_EQUALS' });
  expect(aboutField({ field: 'TAG', relation: 'NOT_EQUALS', value: 'sale' }, 'STOCK')).toEqual({
    field: 'STOCK',
    relation: 'EQUALS',
    value: 'in',
  });
});

test('rules are tried once they are whole', () => {
  const draft = newCollection(true);
  expect(rulesOf(draft)).toBeNull();
  expect(rulesOf({ ...draft, conditions: [{ field: 'TAG', relation: 'EQUALS', value: ' sale ' }] })).toEqual({
    match: 'ALL',
    conditions: [{ field: 'TAG', relation: 'EQUALS', value: 'sale' }],
  });
});

test('a collection by hand has no rules, and a handle is made where none is given', () => {
  expect(inputOf({ ...newCollection(false), title: 'Hats' })).toEqual({ title: 'Hats', descriptionHtml: '', sort: 'MANUAL' });
});
