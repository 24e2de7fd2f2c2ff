import { boundedCache } from '#platform/cache.js';
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
  const take = (text: string | null, terms: (text: string) => readonly string[]) => {
    if (text && words.size < MOST_WORDS) for (const term of terms(text)) words.add(term);
  };
  take(title, termsIn);
  for (const text of [vendor, productType, ...tags]) take(text, termsOfLabel);
  for (const sku of skus) take(sku, termsIn);
  return [...new Set([...facets, ...skus.map(skuTerm).filter(Boolean), ...[...words].slice(0, MOST_WORDS)])];
}

/** A catalog says the same few vendors, types and tags of thousands of products. */
const labels = boundedCache<string, readonly string[]>(5000);

function termsOfLabel(text: string): readonly string[] {
  const known = labels.get(text);
  if (known) return known;
  const terms = termsIn(text);
  labels.set(text, terms);
  return terms;
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
