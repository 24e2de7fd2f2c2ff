import { expect, test } from '@jest/globals';
import { checkRows } from './check-rows';
import { handleOf, suggestHandle, takeFree } from './handles';
import { type Common, isReady, itemOf, rowsFrom, settled, withCell } from './opening';
import { type Cells, shopsIn, tagsOf } from './shop-rows';
import { readTable, textOf } from './table-text';

const shop = (given: Partial<Cells>): Cells => ({
  name: '',
  handle: '',
  mode: '',
  currency: '',
  locale: '',
  timezone: '',
  tags: '',
  ...given,
});
const common: Common = { blueprint: null, blueprintProducts: false, mode: 'TEST', currency: 'CNY', locale: 'zh-CN', timezone: 'UTC' };
const read = (text: string) => shopsIn(readTable(text));

test('a table is read with tabs, semicolons or commas, of either script', () => {
  expect(readTable('a\tb, c\n\nd\t')).toEqual([
    ['a', 'b, c'],
    ['d', ''],
  ]);
  expect(readTable('a;"b;""c"""\r\n"two\nlines";d')).toEqual([
    ['a', 'b;"c"'],
    ['two\nlines', 'd'],
  ]);
  expect(readTable('茶馆，cha-guan，CNY')).toEqual([['茶馆', 'cha-guan', 'CNY']]);
  expect(readTable(' \n ')).toEqual([]);
});

test('files of Chinese Excel are read in their own encoding', () => {
  expect(textOf(Uint8Array.from([0xb2, 0xe8, 0xb9, 0xdd]))).toBe('茶馆');
  expect(textOf(new TextEncoder().encode('茶馆'))).toBe('茶馆');
  expect(textOf(Uint8Array.from([0xff, 0xfe, 0x36, 0x83]))).toBe('茶');
});

test('a header says what columns mean, in English or Chinese, in any order', () => {
  expect(read('Currency,Shop name,Handle,Notes\ncny,Hats,HATS,none')).toEqual([shop({ name: 'Hats', handle: 'hats', currency: 'CNY' })]);
  expect(read('店铺名称\t网址标识\t币种\t模式\t时区\t标签\n茶馆\tcha\t人民币\t正式\tAsia/Shanghai\t华东、重点')).toEqual([
    shop({ name: '茶馆', handle: 'cha', currency: 'CNY', mode: '正式', timezone: 'Asia/Shanghai', tags: '华东、重点' }),
  ]);
});

test('without a header columns are known by what stands in them', () => {
  expect(read('Hats\thats\tUSD\ten-GB\nCaps\tcaps\tUSD\ten-GB')).toEqual([
    shop({ name: 'Hats', handle: 'hats', currency: 'USD', locale: 'en-GB' }),
    shop({ name: 'Caps', handle: 'caps', currency: 'USD', locale: 'en-GB' }),
  ]);
  expect(read('茶馆\n花店')).toEqual([shop({ name: '茶馆' }), shop({ name: '花店' })]);
});

test('what the server would refuse is told at its cell', () => {
  const good = shop({ name: 'Hats', handle: 'hats', currency: 'CNY' });
  expect(checkRows([good], false)).toEqual([{}]);
  expect(checkRows([good, { ...good, name: '' }, { ...good, handle: '-x' }], false)).toEqual([
    { handle: 'handleTwice' },
    { name: 'nameMissing', handle: 'handleTwice' },
    { handle: 'handleForm' },
  ]);
  const bad = shop({ name: 'Hats', handle: 'hats', mode: 'SOON', currency: 'ABC', locale: 'xx-yy-', timezone: 'Mars/Base' });
  expect(checkRows([bad], true)).toEqual([
    { mode: 'modeUnknown', currency: 'currencyUnknown', locale: 'localeUnknown', timezone: 'timezoneUnknown' },
  ]);
  expect(checkRows([shop({ name: 'Hats', handle: 'hats' })], true)).toEqual([{}]);
  expect(checkRows([shop({ name: 'Hats', handle: 'hats' })], false)).toEqual([{ currency: 'currencyMissing' }]);
});

test('what is typed into a cell is understood as what is pasted', () => {
  const typed = shop({ name: ' 茶馆 ', handle: 'Cha', mode: '正式', currency: '人民币', locale: '中文' });
  expect(checkRows([typed], false)).toEqual([{}]);
  expect(itemOf(typed, common)).toMatchObject({ name: '茶馆', handle: 'cha', mode: 'LIVE', currency: 'CNY', locale: 'zh-CN' });
});

test('handles are suggested, each of its own', async () => {
  expect(handleOf('Café & Crème (Nº 1)')).toBe('cafe-creme-no-1');
  expect(await suggestHandle('北京 Tea 馆')).toBe('bei-jing-tea-guan');
  const taken = new Set(['hats']);
  expect([takeFree('hats', taken), takeFree('hats', taken), takeFree('', taken), takeFree('ab', taken)]).toEqual([
    'hats-2',
    'hats-3',
    '',
    'ab-shop',
  ]);
});

test('tags are divided as people divide them', () => {
  expect(tagsOf('vip, 华东、new；vip')).toEqual(['vip', '华东', 'new']);
});

test('what the server says of a part stands at its rows, and goes when the cell is mended', () => {
  const rows = rowsFrom(['a', 'b', 'c'].map((name) => shop({ name, handle: `${name}${name}${name}` })));
  const opening = settled({ rows, common, part: { key: 'k', rows: [1, 2] } }, [
    { index: 0, shop: { id: 'shop_1' }, userErrors: [] },
    { index: 1, shop: null, userErrors: [{ message: 'handle: is kept for Shopyard', field: ['input', 'shops', '1', 'handle'] }] },
  ]);
  expect(opening.part).toBeNull();
  expect(opening.rows.map(({ opened, refused }) => [opened, refused])).toEqual([
    [null, {}],
    [{ id: 'shop_1' }, {}],
    [null, { handle: 'is kept for Shopyard' }],
  ]);
  expect(opening.rows.map((row) => isReady(row, {}))).toEqual([true, false, false]);
  expect(isReady(withCell(opening.rows[2]!, 'handle', 'other'), {})).toBe(true);
});

test('a row takes what it leaves out from what holds for all', () => {
  expect(itemOf(shop({ name: 'a', handle: 'aaa', currency: 'USD', tags: 'x, y' }), common)).toEqual({
    name: 'a',
    handle: 'aaa',
    mode: 'TEST',
    currency: 'USD',
    locale: 'zh-CN',
    timezone: 'UTC',
    tags: ['x', 'y'],
  });
});
