import { expect, test } from '@jest/globals';
import { inputOf, isEmpty } from './input';
import { newProduct, newVariant, type ProductDraft } from './model';
import { addOption } from './options';

const hat: ProductDraft = {
  ...newProduct(),
  title: 'Hat',
  handle: 'hat',
  status: 'ACTIVE',
  tags: ['wool'],
  ...addOption(
    { options: [], variants: [{ ...newVariant(), key: 'var_s', id: 'var_s', price: '12.00', sku: 'S', available: '3' }] },
    { name: 'Size', values: ['S'] },
  ),
  pictures: [{ key: 'https://a/1', url: 'https://a/1', upload: '', alt: '', preview: '', state: 'READY', problem: '' }],
};
const input = (now: ProductDraft) => inputOf(hat, now, 'CNY');

test('what does not differ is not said', () => {
  expect(isEmpty(input(structuredClone(hat) as ProductDraft))).toBe(true);
  expect(input({ ...hat, title: 'Cap', tags: [] }).input).toEqual({ title: 'Cap', tags: [] });
});

test('one variant of many is changed by itself, and its errors find it', () => {
  const two = { ...hat, variants: [...hat.variants, { ...hat.variants[0]!, key: 'var_m', id: 'var_m', optionValues: ['M'] }] };
  const now = { ...two, variants: two.variants.map((one) => (one.id === 'var_m' ? { ...one, price: '¥1,200', cost: ' ' } : one)) };
  expect(inputOf(two, now, 'CNY')).toMatchObject({
    input: { keepOtherVariants: true, variants: [{ id: 'var_m', price: { amount: '1200', currency: 'CNY' } }] },
    variantKeys: ['var_m'],
  });
});

test('where variants come or go all are named; those that stay by their ids alone', () => {
  const now = {
    ...hat,
    options: [{ name: 'Size', values: ['S', 'M'] }],
    variants: [...hat.variants, newVariant({ price: '13', optionValues: ['M'] })],
  };
  expect(input(now).input).toEqual({
    options: [{ name: 'Size', values: ['S', 'M'] }],
    variants: [
      { id: 'var_s' },
      {
        optionValues: ['M'],
        price: { amount: '13', currency: 'CNY' },
        sku: '',
        barcode: '',
        taxClass: null,
        tracksInventory: true,
        image: null,
        available: 0,
      },
    ],
  });
});

test('a picture is named by its address or its upload, also where a variant shows it', () => {
  const fresh = { ...hat.pictures[0]!, key: 'upload_1', url: '', upload: 'upload_1', alt: 'Red' };
  const now = { ...hat, pictures: [fresh, ...hat.pictures], variants: [{ ...hat.variants[0]!, picture: 'upload_1' }] };
  expect(input(now).input).toEqual({
    media: [
      { upload: 'upload_1', alt: 'Red' },
      { url: 'https://a/1', alt: '' },
    ],
    variants: [{ id: 'var_s', imageUpload: 'upload_1' }],
    keepOtherVariants: true,
  });
});
