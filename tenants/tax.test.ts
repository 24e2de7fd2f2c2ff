import { expect, test } from '@jest/globals';
import { aSettings } from '#tests/support/factories.js';
import { knownTaxClasses, taxRateOf } from './tax.js';

const settings = aSettings({
  tax: { mode: 'INCLUDED', rate: 1300, shipping: true },
  taxClasses: [{ id: 'books', title: 'Books', rate: 900 }],
});

test("a variant is taxed as its class is, at nothing where it is exempt, and at the standard rate where its class is not the shop's", () => {
  expect(['books', 'exempt', null, 'gone'].map((taxClass) => taxRateOf(settings, taxClass))).toEqual([900, 0, 1300, 1300]);
  expect([...knownTaxClasses(settings)]).toEqual(['exempt', 'books']);
});

test('a shop without classes knows what is exempt all the same', () => {
  expect([...knownTaxClasses(aSettings())]).toEqual(['exempt']);
  expect(taxRateOf(aSettings(), 'exempt')).toBe(0);
  const nothing = { ...aSettings({ tax: settings.tax }), taxClasses: null as never };
  expect([[...knownTaxClasses(nothing)], taxRateOf(nothing, 'books')]).toEqual([['exempt'], 1300]);
});
