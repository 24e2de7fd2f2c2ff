import { expect, test } from '@jest/globals';
import type { Answer } from '#tests/support/server.js';
import { asIfMissing, type Belongings, changesBetween, leaks, mapStrings, missingFor, replacing, shown } from './attacks.js';
import type { Place } from './places/place.js';

// The suite itself is shown faults that it must find.

const mark = 'mark0123456789ab';
const victim = { mark } as Place;
const [product, own] = [`prod_${'1'.repeat(24)}`, `prod_${'2'.repeat(24)}`];
const belongings = (...documents: string[]): Belongings => ({
  documents: new Set(documents),
  ids: new Set(['1'.repeat(24), '3'.repeat(24)]),
});
const answer = (data: object): Answer<unknown> => ({ data }) as Answer<unknown>;

test('an id, or a word of the victim in an answer is a leak, unless the asker typed it', () => {
  expect(leaks(answer({ id: product }), victim, belongings(), {})).toEqual(['1'.repeat(24)]);
  expect(leaks(answer({ id: product }), victim, belongings(), { id: product })).toEqual([]);
  expect(leaks(answer({ id: `ord_${'3'.repeat(24)}` }), victim, belongings(), { id: product })).toEqual(['3'.repeat(24)]);
  expect(leaks(answer({ title: `The ${mark}` }), victim, belongings(), {})).toEqual([mark]);
  expect(leaks(answer({ id: own, title: 'Hat' }), victim, belongings(), {})).toEqual([]);
});

test('an answer that differs from that to a missing name is seen', () => {
  const args = { product, input: { title: mark } };
  const brought = missingFor(args, victim);
  expect(mapStrings(args, replacing(brought))).toEqual({ product: `prod_${'0'.repeat(24)}`, input: { title: 'nobodys' } });
  const missing = shown(answer({ message: `prod_${'0'.repeat(24)} does not exist` }));
  expect(asIfMissing(answer({ message: `${product} does not exist` }), brought)).toBe(missing);
  expect(asIfMissing(answer({ message: `${product} is another's` }), brought)).not.toBe(missing);
});

test("what is the asker's own is no attack", () => {
  expect(missingFor({ product: own }, victim, { product: own }).aims).toBe(false);
  expect(missingFor({ title: mark }, victim).aims).toBe(false);
  expect(missingFor({ product, shop: own }, victim, { shop: own }).aims).toBe(true);
});

test('a document that came, went or changed is seen', () => {
  expect(changesBetween(belongings('a', 'b'), belongings('b', 'c'))).toEqual(['- a', '+ c']);
});
