import { expect, test } from '@jest/globals';
import { readShopQuery } from './shop-query.js';

const none = { words: '', tags: [], status: null, mode: null };

test('words stay together, filters are taken out of them', () => {
  expect(readShopQuery('  north  star ')).toEqual({ ...none, words: 'north star' });
  expect(readShopQuery('茶 tag:vip Status:open tag:"north east" mode:LIVE 馆')).toEqual({
    words: '茶 馆',
    tags: ['vip', 'north east'],
    status: 'OPEN',
    mode: 'LIVE',
  });
  expect(readShopQuery(null)).toEqual(none);
});

test('what is no filter is looked for as words', () => {
  expect(readShopQuery('status:sleepy tag:"" a:b subtag:x')).toEqual({ ...none, words: 'status:sleepy tag:"" a:b subtag:x' });
});
