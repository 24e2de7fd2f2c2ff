import { expect, test } from '@jest/globals';
import { differences, OwnSaves } from './saves';

test('what the page itself has saved is no change of somebody else', () => {
  const saves = new OwnSaves();
  saves.note('1', '2');
  saves.note('2', '3');
  expect(saves.latest('1')).toBe('3');
  expect(saves.latest('3')).toBe('3');
  saves.note('3', '3');
  expect(saves.latest('2')).toBe('3');
  expect(saves.latest('9')).toBe('9');
});

test('differences name values by their paths, and lists as a whole', () => {
  const before = { name: 'Hats', settings: { tax: { rate: '13.00', shipping: true }, taxClasses: [{ id: 'a' }], lowStock: null } };
  const now = { name: 'Hats', settings: { tax: { rate: '9.00', shipping: true }, taxClasses: [{ id: 'b' }], lowStock: 3 } };
  expect(differences(before, now)).toEqual([
    { path: 'settings.tax.rate', value: '9.00' },
    { path: 'settings.taxClasses', value: [{ id: 'b' }] },
    { path: 'settings.lowStock', value: 3 },
  ]);
  expect(differences(now, now)).toEqual([]);
});
