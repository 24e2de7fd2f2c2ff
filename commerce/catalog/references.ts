import type { ShopContext } from '#tenants/index.js';
import type { AttributeDefinition } from './attribute.model.js';
import { valueProblem } from './attribute.values.js';
import { listAttributeDefinitions } from './attributes.js';
import { categories, categoryId } from './category.model.js';
import type { ReadProduct } from './product.input.js';
import type { Refusal } from './set-plan.js';

type Referring = Pick<ReadProduct, 'categories' | 'attributes'>;

/**
 * What is wrong with the categories and attributes that items name, by the item's place; nothing where all is well. One read for each kind,
 * and only where some item names one. `toBeMade`: what the shop lacks would be made first, and is nothing wrong.
 */
export async function checkReferences(
  shop: ShopContext,
  items: readonly Referring[],
  { toBeMade = false }: { toBeMade?: boolean } = {},
): Promise<Map<number, Refusal[]>> {
  const known = toBeMade ? null : await knownCategories(shop, items);
  const defined = await definedAttributes(shop, items);
  const refused = new Map<number, Refusal[]>();
  for (const [index, item] of items.entries()) {
    const problems = [...(known ? missingCategories(item, known) : []), ...badAttributes(item, defined, toBeMade)];
    if (problems.length > 0) refused.set(index, problems);
  }
  return refused;
}

async function knownCategories(shop: ShopContext, items: readonly Referring[]): Promise<ReadonlySet<string>> {
  const named = new Set(items.flatMap((item) => item.categories ?? []).filter(categoryId.matches));
  if (named.size === 0) return named;
  const found = await categories.in(shop).find({ _id: { $in: [...named].map((id) => categoryId.decode(id)) } }, { fields: ['_id'] });
  return new Set(found.map(({ _id }) => categoryId.encode(_id)));
}

async function definedAttributes(shop: ShopContext, items: readonly Referring[]): Promise<ReadonlyMap<string, AttributeDefinition>> {
  if (!items.some(({ attributes }) => attributes?.length)) return new Map();
  return new Map((await listAttributeDefinitions(shop)).map((one) => [one.key, one]));
}

const missingCategories = ({ categories: named = [] }: Referring, known: ReadonlySet<string>): Refusal[] =>
  named.flatMap((id, at) =>
    known.has(id)
      ? []
      : [{ code: 'NOT_FOUND', message: `The category ${id.slice(0, 60)} does not exist`, field: ['categories', String(at)] }],
  );

const badAttributes = ({ attributes = [] }: Referring, defined: ReadonlyMap<string, AttributeDefinition>, toBeMade: boolean): Refusal[] =>
  attributes.flatMap(({ key, value }, at): Refusal[] => {
    const definition = defined.get(key);
    const path = ['attributes', String(at)];
    if (!definition) {
      if (toBeMade) return [];
      const message = `The shop defines no attribute ${key}: define it with attributeDefinitionCreate`;
      return [{ code: 'ATTRIBUTE_UNKNOWN', message, field: [...path, 'key'] }];
    }
    // An empty value takes the attribute away.
    const problem = value === '' ? null : valueProblem(definition, value);
    return problem ? [{ code: 'INVALID_INPUT', message: `${path.join('.')}.value: ${problem}`, field: [...path, 'value'] }] : [];
  });
