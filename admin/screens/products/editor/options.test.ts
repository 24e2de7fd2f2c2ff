import { expect, test } from '@jest/globals';
import { newVariant, type VariantDraft } from './model';
import { addMissing, addOption, missing, most, removeOption, setValues } from './options';

const names = ({ variants }: { variants: readonly VariantDraft[] }) => variants.map(({ optionValues }) => optionValues.join(''));
const hat = { options: [], variants: [{ ...newVariant({ price: '12' }), id: 'var_1', key: 'var_1', sku: 'H' }] };
const sized = addOption(hat, { name: 'Size', values: ['S', 'M'] });

test('what was sold is sold in the first value of a new option, and in the others at its price', () => {
  expect(names(sized)).toEqual(['S', 'M']);
  expect(sized.variants).toMatchObject([
    { id: 'var_1', sku: 'H', price: '12' },
    { id: null, sku: '', price: '12' },
  ]);
  const coloured = addOption(sized, { name: 'Colour', values: ['r', 'b'] });
  expect(names(coloured)).toEqual(['Sr', 'Sb', 'Mr', 'Mb']);
  expect(most(coloured.options)).toBe(4);
});

test('a value comes in every combination, goes with its variants, and keeps them under a new name', () => {
  const coloured = addOption(sized, { name: 'Colour', values: ['r', 'b'] });
  expect(names(setValues(coloured, 0, ['S', 'M', 'L']))).toEqual(['Sr', 'Sb', 'Mr', 'Mb', 'Lr', 'Lb']);
  expect(names(setValues(coloured, 1, ['b']))).toEqual(['Sb', 'Mb']);
  const renamed = setValues(coloured, 0, ['XS', 'M']);
  expect(names(renamed)).toEqual(['XSr', 'XSb', 'Mr', 'Mb']);
  expect(renamed.variants[0]).toMatchObject({ id: 'var_1', sku: 'H' });
});

test('of variants that differ in an option alone the first stays when it goes', () => {
  const coloured = addOption(sized, { name: 'Colour', values: ['r', 'b'] });
  const left = removeOption(coloured, 0);
  expect(names(left)).toEqual(['r', 'b']);
  expect(left.variants[0]).toMatchObject({ id: 'var_1' });
});

test('combinations that are not sold are known and can be added', () => {
  const coloured = addOption(sized, { name: 'Colour', values: ['r', 'b'] });
  const some = { ...coloured, variants: coloured.variants.filter(({ optionValues }) => optionValues.join('') !== 'Mr') };
  expect(missing(some)).toEqual([['M', 'r']]);
  expect(names(addMissing(some))).toEqual(['Sr', 'Sb', 'Mr', 'Mb']);
});
