import { expect, test } from '@jest/globals';
import { mergeMeanwhile } from './meanwhile';
import { newProduct, newVariant, type ProductDraft } from './model';

const variant = (id: string, price: string) => ({ ...newVariant({ price, optionValues: [id] }), id, key: id });
const before: ProductDraft = {
  ...newProduct(),
  title: 'Hat',
  vendor: 'Blue',
  tags: ['wool'],
  variants: [variant('S', '1'), variant('M', '2')],
};

test('what only the other changed is taken, what was typed stays', () => {
  const mine = { ...before, title: 'My hat' };
  const { merged, changes } = mergeMeanwhile(before, mine, { ...before, title: 'His hat', vendor: 'Red', tags: ['felt', 'new'] });
  expect(merged).toMatchObject({ title: 'My hat', vendor: 'Red', tags: ['felt', 'new'] });
  expect(changes).toEqual([
    { field: 'title', theirs: 'His hat', isOurs: true },
    { field: 'vendor', theirs: 'Red', isOurs: false },
    { field: 'tags', theirs: 'felt, new', isOurs: false },
  ]);
});

test('two may change two fields of one variant', () => {
  const mine = { ...before, variants: [variant('S', '1'), { ...before.variants[1]!, sku: 'MINE' }] };
  const theirs = { ...before, variants: [before.variants[0]!, { ...before.variants[1]!, price: '9' }, variant('L', '3')] };
  const { merged, changes } = mergeMeanwhile(before, mine, theirs);
  expect(merged.variants.map(({ key, price, sku }) => [key, price, sku])).toEqual([
    ['S', '1', ''],
    ['M', '9', 'MINE'],
    ['L', '3', ''],
  ]);
  expect(changes).toEqual([{ field: 'variants', theirs: 'M: 9, L: 3', isOurs: true }]);
});

test('a variant that the other took away is gone', () => {
  const mine = { ...before, variants: before.variants.map((one) => ({ ...one, sku: one.key })) };
  expect(mergeMeanwhile(before, mine, { ...before, variants: [before.variants[0]!] }).merged.variants.map(({ key }) => key)).toEqual(['S']);
});
