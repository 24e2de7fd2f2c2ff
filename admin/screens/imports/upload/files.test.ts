import { expect, test } from '@jest/globals';
import { onThisServer } from '../../../data/on-this-server';
import { bytesInWords, contentTypeOf } from './files';

test('a file goes to the server of the page, whatever the server calls itself', () => {
  expect(onThisServer('https://api.example.com/uploads/agency_1/upload_2?token=up_3')).toBe('/uploads/agency_1/upload_2?token=up_3');
});

test('sizes are said in the largest unit that leaves something before the point', () => {
  expect([0, 999, 1000, 1_440_000, 123_456_789, 2 * 1024 ** 3].map(bytesInWords)).toEqual([
    '0 B',
    '999 B',
    '1.0 KB',
    '1.4 MB',
    '123 MB',
    '2.1 GB',
  ]);
});

test('a kind is told by the ending, whatever its case, and is left open where that says nothing', () => {
  expect(['a.CSV', 'b.xlsx', 'c', 'd.numbers'].map((name) => contentTypeOf({ name }))).toEqual([
    'text/csv',
    'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    'application/octet-stream',
    'application/octet-stream',
  ]);
});
