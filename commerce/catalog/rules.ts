import { NotFound } from '#platform/errors.js';
import { toMinorUnits } from '#platform/money.js';
import type { Filter } from '#platform/mongo.js';
import type { ShopContext } from '#tenants/index.js';
import { categories, categoryId } from './category.model.js';
import type { Collection, RuleCondition, Rules } from './collection.model.js';
import type { Product } from './product.model.js';
import { type Search, withFacet } from './search.js';
import { type FacetKind, facet, facetOf } from './words.js';

/**
 * A rule is asked, never carried out: the products of its collection are those that fit at the moment of reading, so there is nothing to
 * keep right as products change. The same rule is a search for a list and a comparison for one product.
 */

const FACETS: Readonly<Partial<Record<RuleCondition['field'], FacetKind>>> = {
  TAG: 'tag',
  TYPE: 'type',
  VENDOR: 'vendor',
  CATEGORY: 'cat',
};

/** The term that a condition is about; null for those about price and stock. */
function termOf({ field, value }: RuleCondition): string | null {
  const kind = FACETS[field];
  if (!kind) return null;
  return kind === 'cat' ? facetOf(kind, categoryId.decode(value)) : facet(kind, value);
}

const wantsStock = ({ relation, value }: RuleCondition): boolean => (value.toLowerCase() === 'in') === (relation === 'EQUALS');

const COMPARED = { EQUALS: '$eq', NOT_EQUALS: '$ne', LESS_THAN: '$lt', GREATER_THAN: '$gt' } as const;

function filterFor({ currency }: ShopContext, condition: RuleCondition): Filter<Product> {
  const term = termOf(condition);
  if (term !== null) return { terms: condition.relation === 'EQUALS' ? term : { $ne: term } } as Filter<Product>;
  if (condition.field === 'STOCK') return { inStock: wantsStock(condition) };
  return { lowestPrice: { [COMPARED[condition.relation]]: toMinorUnits(condition.value, currency) } };
}

/** The products that meet the rules, as one filter. */
export const filterByRules = (shop: ShopContext, { match, conditions }: Rules): Filter<Product> =>
  ({ [match === 'ALL' ? '$and' : '$or']: conditions.map((one) => filterFor(shop, one)) }) as Filter<Product>;

export function searchByRules(shop: ShopContext, { match, conditions }: Rules): Search {
  const facets = conditions.flatMap((one) => (one.relation === 'EQUALS' ? (termOf(one) ?? []) : []));
  if (match === 'ANY') {
    return facets.length === conditions.length
      ? { demands: [facets.map((term) => [term])], filters: [] }
      : { demands: [], filters: [{ $or: conditions.map((one) => filterFor(shop, one)) }] };
  }
  const rest = conditions.filter((one) => one.relation !== 'EQUALS' || termOf(one) === null);
  return { demands: facets.map((term) => [[term]]), filters: rest.map((one) => filterFor(shop, one)) };
}

/** The products of a collection, as a search. */
export const searchFor = (shop: ShopContext, { _id, rules }: Pick<Collection, '_id' | 'rules'>): Search =>
  rules ? searchByRules(shop, rules) : withFacet(facetOf('coll', _id));

/** What a rule looks at. */
export type Judged = Pick<Product, 'terms' | 'lowestPrice' | 'inStock'>;

/** Whether a product is of a rule's collection. */
export function meets({ currency }: ShopContext, { match, conditions }: Rules, product: Judged): boolean {
  const terms = new Set(product.terms);
  const fits = (condition: RuleCondition): boolean => {
    const { field, relation, value } = condition;
    const term = termOf(condition);
    if (term !== null) return terms.has(term) === (relation === 'EQUALS');
    if (field === 'STOCK') return product.inStock === wantsStock(condition);
    const price = toMinorUnits(value, currency);
    if (relation === 'LESS_THAN') return product.lowestPrice < price;
    if (relation === 'GREATER_THAN') return product.lowestPrice > price;
    return (product.lowestPrice === price) === (relation === 'EQUALS');
  };
  return match === 'ALL' ? conditions.every(fits) : conditions.some(fits);
}

/** Looks at what the shop must know of a rule. @throws {UserError} INVALID_AMOUNT, NOT_FOUND for a category */
export async function checkRules(shop: ShopContext, rules: Rules): Promise<Rules> {
  for (const [index, { field, value }] of rules.conditions.entries()) {
    const path = ['rules', 'conditions', String(index), 'value'];
    if (field === 'PRICE') toMinorUnits(value, shop.currency, path);
    if (field === 'CATEGORY' && !(await categories.in(shop).findOne({ _id: categoryId.decode(value, path) }, { fields: ['_id'] })))
      throw new NotFound(value, path);
  }
  return rules;
}
