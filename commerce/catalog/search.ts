import type { Types } from 'mongoose';
import { boundedCache } from '#platform/cache.js';
import type { Filter } from '#platform/mongo.js';
import type { Product } from './product.model.js';
import { facet, facetOf, skuTerm, termsIn } from './words.js';

const MOST_WORDS = 300;

type Described = Pick<Product, 'title' | 'tags' | 'vendor' | 'productType' | 'categories' | 'skus'> & {
  collectionIds: readonly Types.ObjectId[];
};

/** What a product is found by: facets, the words of what is short in it, and its SKUs. What stands above its categories is not in it. */
export function termsOf({ title, tags, vendor, productType, categories, collectionIds, skus = [] }: Described): string[] {
  const labels = tags.map((tag) => labelOf('tag', tag));
  if (vendor) labels.push(labelOf('vendor', vendor));
  if (productType) labels.push(labelOf('type', productType));
  const terms = new Set(labels.map((label) => label.facet));
  for (const id of categories) terms.add(facetOf('cat', id));
  for (const id of collectionIds) terms.add(facetOf('coll', id));
  for (const sku of skus) terms.add(skuTerm(sku));
  terms.delete('');
  const most = terms.size + MOST_WORDS;
  const take = (words: readonly string[]) => {
    for (const word of words) if (terms.size < most) terms.add(word);
  };
  take(termsIn(title));
  for (const { words } of labels) take(words);
  for (const sku of skus) take(termsIn(sku));
  return [...terms];
}

interface Label {
  facet: string;
  words: readonly string[];
}

/** A catalog says the same few vendors, types and tags of thousands of products. */
const known = {
  tag: boundedCache<string, Label>(5000),
  vendor: boundedCache<string, Label>(5000),
  type: boundedCache<string, Label>(5000),
};

function labelOf(kind: keyof typeof known, text: string): Label {
  let label = known[kind].get(text);
  if (!label) {
    label = { facet: facet(kind, text), words: termsIn(text) };
    known[kind].set(text, label);
  }
  return label;
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
