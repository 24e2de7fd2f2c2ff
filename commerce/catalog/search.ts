import type { Filter } from '#platform/mongo.js';
import type { Product } from './product.model.js';
import { facet, skuTerm, termsIn } from './words.js';

const MOST_WORDS = 300;

type Described = Pick<Product, 'title' | 'tags' | 'vendor' | 'productType' | 'categories' | 'collectionIds' | 'skus'>;

/** What a product is found by: facets, the words of what is short in it, and its SKUs. What stands above its categories is not in it. */
export function termsOf({ title, tags, vendor, productType, categories, collectionIds, skus = [] }: Described): string[] {
  const facets = [
    ...tags.map((tag) => facet('tag', tag)),
    ...(vendor ? [facet('vendor', vendor)] : []),
    ...(productType ? [facet('type', productType)] : []),
    ...categories.map((id) => facet('cat', id.toHexString())),
    ...collectionIds.map((id) => facet('coll', id.toHexString())),
  ];
  const words = new Set<string>();
  for (const text of [title, vendor, productType, ...tags, ...skus]) {
    if (words.size >= MOST_WORDS) break;
    for (const term of text ? termsIn(text) : []) words.add(term);
  }
  return [...new Set([...facets, ...skus.map(skuTerm).filter(Boolean), ...[...words].slice(0, MOST_WORDS)])];
}

/** A whole term, or how one begins. */
export type Term = string | RegExp;
/** Ways to be fit: in each, all of its terms must be there. */
export type Demand = readonly (readonly Term[])[];

/** What somebody looks for: every demand and every filter must be met. */
export interface Search {
  demands: readonly Demand[];
  filters: readonly Filter<Product>[];
}

export const EVERYTHING: Search = { demands: [], filters: [] };
/** No product has this term. */
export const NOTHING: Search = { demands: [[['=']]], filters: [] };

export const both = (a: Search, b: Search): Search => ({
  demands: [...a.demands, ...b.demands],
  filters: [...a.filters, ...b.filters],
});

export const withFacet = (term: string): Search => ({ demands: [[[term]]], filters: [] });
export const withFilter = (filter: Filter<Product>): Search => ({ demands: [], filters: [filter] });
