import { expect, test } from '@jest/globals';
import { inLanguage } from './index.js';

const chinese = (sentence: string) => inLanguage(sentence, 'zh-CN');

test('a sentence comes in Chinese where Chinese is asked for, and as it is in every other language', () => {
  const sentence = 'Another shop is at tea: choose another handle';
  expect(chinese(sentence)).toBe('网址标识 tea 已被其他店铺使用，请更换');
  for (const language of ['en', 'fr', null, undefined]) expect(inLanguage(sentence, language)).toBe(sentence);
});

test('what nobody has translated stays English', () => {
  expect(chinese('The moon is full')).toBe('The moon is full');
  expect(chinese('title: is a moon')).toBe('title: is a moon');
});

test('states and other words of closed lists come in Chinese too; what people wrote does not', () => {
  expect(chinese('The order is CANCELLED and PARTIALLY_REFUNDED: it takes no more money')).toBe('订单已取消、部分退款，不能再收款');
  expect(chinese('The refund is SUCCEEDED: "process" is not possible from there')).toBe('退款当前为“已成功”，不能处理');
  expect(chinese('Of Red, white and blue only 3 are left')).toBe('“Red, white and blue”仅剩 3 件');
  expect(chinese('Of PAID only 3 are left')).toBe('“PAID”仅剩 3 件');
  expect(chinese('"12 kilo" is not a weight: write a number, and kg or g')).toBe('“12 kilo”不是有效重量，请填写数字和 kg 或 g');
});

test('a check stands behind the name of its field, as far as that is known', () => {
  expect(chinese('title: is missing')).toBe('名称：不能为空');
  expect(chinese('input.variants.3.price: is missing')).toBe('规格（第 4 项）的价格：不能为空');
  expect(chinese('media[0].url Invalid input: expected string, received number')).toBe('图片（第 1 项）的地址：应为文本，实际为数字');
  expect(chinese('variants.0.sku: Too big: expected string to have <=100 characters')).toBe('规格（第 1 项）的SKU：最多 100 个字符');
  expect(chinese('moon: is missing')).toBe('moon：不能为空');
});

test('the more a sentence says itself, the sooner it is meant', () => {
  expect(chinese('WeChat Pay: NO_AUTH: 没有权限')).toBe('微信支付：NO_AUTH: 没有权限');
  expect(chinese('WeChat Pay: it is asked too often for the moment: try again')).toBe('请求微信支付过于频繁，请稍后重试');
  expect(chinese('A cart with this token does not exist')).toBe('购物车不存在或已失效，请新建购物车');
  expect(chinese('prod_1 does not exist')).toBe('prod_1 不存在');
});

test('a text that is longer than any sentence of ours stays as it is', () => {
  const longer = `${'x'.repeat(5000)} does not exist`;
  expect(chinese(longer)).toBe(longer);
});
