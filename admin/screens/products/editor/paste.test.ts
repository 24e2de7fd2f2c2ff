import { expect, test } from '@jest/globals';
import { newVariant } from './model';
import { cellsIn, fill, paste } from './paste';

const variants = ['a', 'b', 'c'].map((key) => ({ ...newVariant(), key, id: key === 'a' ? 'var_a' : null }));

test('a spreadsheet is told from a word', () => {
  expect(cellsIn('12')).toBeNull();
  expect(cellsIn('12\n')).toBeNull();
  expect(cellsIn('12\r\n13\r\n')).toEqual([['12'], ['13']]);
  expect(cellsIn('12\t A-1')).toEqual([['12', 'A-1']]);
});

test('cells go to the right and down from where they are pasted, and none beyond', () => {
  const after = paste(variants, { row: 1, column: 'cost' }, [
    ['1', 'S-1', 'B-1', '5', 'beyond'],
    ['2', 'S-2'],
    ['3', 'below'],
  ]);
  expect(after[0]).toBe(variants[0]);
  expect(after[1]).toMatchObject({ cost: '1', sku: 'S-1', barcode: 'B-1', available: '5' });
  expect(after[2]).toMatchObject({ cost: '2', sku: 'S-2', barcode: '' });
  expect(after).toHaveLength(3);
});

test('stock that is there is not overwritten', () => {
  expect(paste(variants, { row: 0, column: 'available' }, [['9'], ['8']]).map(({ available }) => available)).toEqual(['0', '8', '0']);
  expect(fill(variants, new Set(['a', 'c']), 'available', '7').map(({ available }) => available)).toEqual(['0', '0', '7']);
});
