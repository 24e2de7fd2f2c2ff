import type { Filter } from '#platform/mongo.js';
import { PRODUCT_STATUSES, type Product, type ProductStatus } from './product.model.js';

/** Scripts without spaces are searched by single characters, the others by words. */
const WORD =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]|(?:(?![\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}])[\p{L}\p{M}\p{N}])+/gu;
const MOST_TERMS = 200;
const MOST_TERM_LENGTH = 40;

const wordsOf = (text: string): string[] => text.normalize('NFKC').toLowerCase().match(WORD) ?? [];

/** What a product is found by. */
export function termsOf({
  title,
  tags,
  vendor,
  productType,
  variants,
}: Pick<Product, 'title' | 'tags' | 'vendor' | 'productType' | 'variants'>): string[] {
  const terms = new Set<string>();
  for (const text of [title, vendor, productType, ...tags, ...variants.map(({ sku }) => sku)]) {
    for (const word of text ? wordsOf(text) : []) {
      if (terms.size >= MOST_TERMS) return [...terms];
      terms.add(word.slice(0, MOST_TERM_LENGTH));
    }
  }
  return [...terms];
}

/**
 * `status:DRAFT tag:夏季 sku:A-1 连衣裙 cotton`: every part must fit. Words fit from their beginning, in title, tags, vendor, type
 * and SKUs; `tag:"summer sale"` takes quotes.
 */
export function searchFilter(query: string | null | undefined): Filter<Product> {
  const terms: (string | RegExp)[] = [];
  const exact: Filter<Product> = {};
  const words = (text: string) => terms.push(...wordsOf(text).map(termLike));
  for (const [whole, key, quoted, plain] of (query ?? '')
    .slice(0, 500)
    .matchAll(/(?:(status|tag|sku|vendor|type):)?(?:"([^"]*)"|(\S+))/g)) {
    const value = quoted ?? plain ?? '';
    if (key === 'status' && isStatus(value.toUpperCase())) exact.status = value.toUpperCase() as ProductStatus;
    else if (key === 'sku') exact.skus = value;
    else if (key === 'tag') Object.assign(exact, { tags: value });
    else if (key === 'vendor') exact.vendor = value;
    else if (key === 'type') exact.productType = value;
    // The words narrow by the index what the exact comparison then decides.
    if (key !== 'status' && key !== 'sku') words(key ? value : whole);
  }
  return { ...exact, ...(terms.length > 0 ? { terms: { $all: terms.slice(0, 20) } } : {}) } as Filter<Product>;
}

const isStatus = (text: string): text is ProductStatus => (PRODUCT_STATUSES as readonly string[]).includes(text);

/** A single character is itself; a word also finds those that begin with it. Holds letters and digits alone, nothing to escape. */
const termLike = (word: string): string | RegExp => (word.length === 1 ? word : new RegExp(`^${word.slice(0, MOST_TERM_LENGTH)}`));
