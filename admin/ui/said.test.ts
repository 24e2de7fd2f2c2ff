import { expect, test } from '@jest/globals';
import { said } from './said';

const shown = (message: string, code = 'INVALID_INPUT') => said({ message, code });

test("a field's name is left out where the error stands at the field, in either language", () => {
  expect(shown('variants.0.price: is missing')).toBe('Is missing');
  expect(shown('规格（第 1 项）的价格：不能为空')).toBe('不能为空');
  expect(shown('电话：请填写电话号码：以 + 和国家代码开头的数字')).toBe('请填写电话号码：以 + 和国家代码开头的数字');
});

test('every other sentence stays whole', () => {
  expect(shown('Stripe: this account is closed', 'PROVIDER_REJECTED')).toBe('Stripe: this account is closed');
  expect(shown('微信支付：该商户已注销', 'PROVIDER_REJECTED')).toBe('微信支付：该商户已注销');
  expect(shown('A shop has at most 5 locations')).toBe('A shop has at most 5 locations');
  expect(shown('每家店铺最多 5 个仓库')).toBe('每家店铺最多 5 个仓库');
});
