import { expect, test } from '@jest/globals';
import { errorsOf } from './errors';

const keys = { variantKeys: ['var_b', 'new 1'], attributeKeys: ['material'] };
const error = (message: string, ...field: string[]) => ({
  code: 'INVALID_INPUT',
  message,
  field: field.length > 0 ? ['input', ...field] : null,
});

test('each error stands where it belongs', () => {
  const { fields, variants, attributes, pictures, rest } = errorsOf(
    [
      error('handle: takes letters', 'handle'),
      error('Another product of the shop has the SKU A', 'variants', '1', 'sku'),
      error('variants.0.price: is missing', 'variants', '0', 'price'),
      error('attributes.0.value: takes a number like 12.5', 'attributes', '0', 'value'),
      error('takes an http or https address', 'media', '2', 'url'),
      error('Too many variants', 'variants'),
      error('Try again'),
    ],
    keys,
  );
  expect(fields).toEqual({ handle: 'Takes letters' });
  expect([...variants]).toEqual([
    ['new 1', { sku: 'Another product of the shop has the SKU A' }],
    ['var_b', { price: 'Is missing' }],
  ]);
  expect([attributes, [...pictures]]).toEqual([{ material: 'Takes a number like 12.5' }, [[2, 'Takes an http or https address']]]);
  expect(rest).toEqual(['Too many variants', 'Try again']);
});
