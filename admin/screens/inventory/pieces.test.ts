import { expect, test } from '@jest/globals';
import { columnIn, piecesIn } from './pieces';

test('pieces are whole and not below nothing, however they are written', () => {
  expect(['0', ' 12 ', '1,200', '1 200', '007'].map(piecesIn)).toEqual([0, 12, 1200, 1200, 7]);
  expect(['', '-1', '1.5', 'ten', '99999999999', '2000000000'].map(piecesIn)).toEqual([null, null, null, null, null, null]);
});

test('a column of a spreadsheet is told from one cell', () => {
  expect(columnIn('5\r\n6\r\n\r\n7\r\n')).toEqual(['5', '6', '', '7']);
  expect(columnIn('5\tHat\n6\tCap\n')).toEqual(['5', '6']);
  expect(columnIn('5\n')).toBeNull();
});
