import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { facet, skuTerm, termsIn, wantedIn } from './words.js';

/** The words of two characters and more in jieba's dictionary, and single characters. */
const WORDS = readFileSync(createRequire(import.meta.url).resolve('@node-rs/jieba/dict.txt'), 'utf8')
  .split('\n')
  .flatMap((line) => line.split(' ')[0]!.match(/^[\u4e00-\u9fd5]{2,}$/)?.[0] ?? []);
const character = fc.integer({ min: 0x4e00, max: 0x9fd5 }).map((code) => String.fromCodePoint(code));
const word = fc.integer({ min: 0, max: WORDS.length - 1 }).map((at) => WORDS[at]!);
const latin = fc.constantFrom('Cotton', 'T恤', 'A-100', ' ', '（', 'iPhone15', '𠮷', 'ワンピース', '！');
const title = fc.array(fc.oneof(word, character, latin), { minLength: 1, maxLength: 12 });

/** True where what somebody looks for is among the terms, as the search asks for it. */
const finds = (terms: readonly string[], query: string): boolean =>
  wantedIn(query).every((wanted) => {
    if (wanted.kind === 'exact') return terms.includes(wanted.term);
    const begins = (start: string) => terms.some((term) => term.startsWith(start));
    return begins(wanted.term) || (wanted.kind === 'joined' && wanted.parts.every(begins));
  });

test('any word of the dictionary that a title holds, and any single character, finds it', () => {
  fc.assert(
    fc.property(title, fc.nat(), (pieces, at) => {
      const text = pieces.join('');
      const terms = termsIn(text);
      // Letters that stand against each other are one word.
      const whole = pieces.filter((piece) => /^[\u4e00-\u9fd5]+$/.test(piece));
      const piece = whole[at % whole.length] ?? '';
      expect([piece, finds(terms, piece)]).toEqual([piece, true]);
      for (const one of text.match(/\p{Script=Han}/gu) ?? []) expect([one, finds(terms, one)]).toEqual([one, true]);
    }),
    { numRuns: 500 },
  );
});

test('any part of a Chinese title finds it, wherever it is cut out', () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(word, character), { minLength: 1, maxLength: 8 }), fc.nat(), fc.nat(), (pieces, from, length) => {
      const text = pieces.join('');
      const part = text.slice(from % text.length).slice(0, 1 + (length % text.length));
      expect([text, part, finds(termsIn(text), part)]).toEqual([text, part, true]);
    }),
    { numRuns: 500 },
  );
});

test('words of other scripts are found from their beginning, in any case and width', () => {
  const terms = termsIn('Cotton ＤＲＥＳＳ mit Ärmeln');
  for (const query of ['cot', 'COTTON', 'dress', 'ärm']) expect([query, finds(terms, query)]).toEqual([query, true]);
  for (const query of ['otton', 'cottons']) expect([query, finds(terms, query)]).toEqual([query, false]);
});

test('a SKU is found by its beginning as it is typed, and by its parts', () => {
  const terms = ['AB-1200/Red', 'T.shirt'].flatMap((sku) => [skuTerm(sku), ...termsIn(sku)]);
  for (const query of ['ab-12', 'AB-1200/r', '1200', 'red', 'ab_red', 't-shirt'])
    expect([query, finds(terms, query)]).toEqual([query, true]);
  expect(finds(terms, 'ab-13')).toBe(false);
});

test('a facet is never met by words, nor by a SKU that looks like one', () => {
  expect(facet('tag', ' Summer SALE ')).toBe('=tag:summer sale');
  for (const query of ['tag', 'ta', '=tag:summer']) expect(finds([facet('tag', 'summer')], query)).toBe(false);
  expect(skuTerm('=tag:summer')).toBe('tag:summer');
});
