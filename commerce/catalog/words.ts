import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { Jieba } from '@node-rs/jieba';
import type { Types } from 'mongoose';

/**
 * How a text falls into the terms that products are found by. A text without spaces has no words to see, so the dictionary's words in it
 * and its single characters both count: docs/decisions/007.
 */

/** The characters of jieba's dictionary; others of scripts without spaces are known one by one. */
const IN_DICTIONARY = '\\u4e00-\\u9fd5';
const WITHOUT_SPACES = '\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}';
const OTHER = `(?:(?![${WITHOUT_SPACES}])[\\p{L}\\p{M}\\p{N}])+`;

/** A run of the dictionary's characters, one other character without spaces, or letters and digits, joined or not: `a-100`, `cotton`. */
const PARTS = new RegExp(`[${IN_DICTIONARY}]+|[${WITHOUT_SPACES}]|${OTHER}(?:[-_./]${OTHER})*`, 'gu');
const HAN = new RegExp(`^[${WITHOUT_SPACES}]`, 'u');
const JOINED = /[-_./]/;

const MOST_LENGTH = 40;

let dictionary: Jieba | undefined;

/** Read at the first Chinese text: it takes a third of a second and 70 MB. */
function jieba(): Jieba {
  dictionary ??= Jieba.withDict(readFileSync(createRequire(import.meta.url).resolve('@node-rs/jieba/dict.txt')));
  return dictionary;
}

/** One spelling for what is the same to a reader: full width and half width, large and small letters. */
const folded = (text: string): string => text.normalize('NFKC').toLowerCase();

const cut = (word: string): string => word.slice(0, MOST_LENGTH);

/** Every term of a text: each word of the dictionary that is in it, each character of a script without spaces, each other word. */
export function termsIn(text: string): string[] {
  return (folded(text).match(PARTS) ?? []).flatMap((part) => {
    // Characters that the dictionary lacks are in none of its words.
    if (HAN.test(part)) return part.length > 1 ? [...part, ...jieba().cutAll(part)] : [part];
    return JOINED.test(part) ? [part, ...part.split(JOINED)].map(cut) : [cut(part)];
  });
}

/** What somebody looks for: a word of a script without spaces fits as it is, one of another from its beginning; a lone letter is a word. */
export type Wanted =
  | { kind: 'exact'; term: string }
  | { kind: 'begins'; term: string }
  /** Letters and digits joined by - _ . /: the beginning of a SKU, or all its parts. */
  | { kind: 'joined'; term: string; parts: string[] };

/**
 * What of a query must be found. It is cut without guessing at words that the dictionary lacks: each piece is a word of the dictionary or a
 * single character, so a text that holds the query has every piece among its terms.
 */
export function wantedIn(text: string): Wanted[] {
  return (folded(text).match(PARTS) ?? []).flatMap((part): Wanted[] => {
    if (HAN.test(part)) return (part.length > 1 ? jieba().cut(part, false) : [part]).map((term) => ({ kind: 'exact', term }));
    if (part.length === 1) return [{ kind: 'exact', term: part }];
    if (!JOINED.test(part)) return [{ kind: 'begins', term: cut(part) }];
    return [{ kind: 'joined', term: part.slice(0, MOST_SKU), parts: part.split(JOINED).map(cut) }];
  });
}

const MOST_SKU = 100;

/** A SKU as a term of its own, as it is typed. Facets begin with `=`, which it may not. */
export const skuTerm = (sku: string): string =>
  folded(sku)
    .replace(/^[=\s]+/, '')
    .slice(0, MOST_SKU);

export type FacetKind = 'tag' | 'vendor' | 'type' | 'cat' | 'coll';

/** A term that no word can be, since no word begins with `=`: looking for words that begin with `ta` never meets a tag. */
export const facet = (kind: FacetKind, value: string): string => `=${kind}:${folded(value).trim().slice(0, 255)}`;

/** The term of a place that products are in: an id is spelled in one way only. */
export const facetOf = (kind: 'cat' | 'coll', id: Types.ObjectId): string => `=${kind}:${id.toHexString()}`;
