import { Types } from 'mongoose';
import type { ShopContext } from '#tenants/index.js';
import { attributeDefinitions } from './attribute.model.js';
import { valueProblem } from './attribute.values.js';
import { listAttributeDefinitions } from './attributes.js';
import { categories, categoryId } from './category.model.js';
import { categoriesAt } from './category-paths.js';
import { collections, type Rules } from './collection.model.js';
import type { Product, ProductAttribute } from './product.model.js';

/**
 * Gives a new shop the categories, attribute definitions and collections of its blueprint, without their products, in the transaction that
 * opens it. A read and a write for each kind.
 */
export async function copyCollections(blueprint: ShopContext, tx: ShopContext): Promise<void> {
  const copies = new Map([...(await copyCategories(blueprint, tx))].map(([original, copy]) => [original, categoryId.encode(copy)]));
  const defined = await attributeDefinitions.in(blueprint).find({}, { sort: { position: 1, _id: 1 } });
  const now = new Date();
  await attributeDefinitions
    .in(tx)
    .insertMany(defined.map(({ _id, shopId: _shop, ...definition }) => ({ ...definition, createdAt: now, updatedAt: now })));
  const templates = await collections.in(blueprint).find({}, { sort: { _id: 1 } });
  await collections.in(tx).insertMany(
    templates.map(({ _id, title, handle, descriptionHtml, rules, sort }) => ({
      ...{ title, handle, descriptionHtml },
      rules: rules ? rulesHere(rules, copies) : null,
      sort: sort ?? 'MANUAL',
      copiedFrom: _id,
      createdAt: now,
      updatedAt: now,
    })),
  );
}

/** Answers the copies' ids by the originals', in hex. */
async function copyCategories(blueprint: ShopContext, tx: ShopContext): Promise<ReadonlyMap<string, Types.ObjectId>> {
  const originals = await categories.in(blueprint).find({}, { sort: { depth: 1, position: 1, _id: 1 } });
  const copies = new Map(originals.map(({ _id }) => [_id.toHexString(), new Types.ObjectId()]));
  const copyOf = (id: Types.ObjectId) => copies.get(id.toHexString())!;
  const now = new Date();
  await categories.in(tx).insertMany(
    originals.map(({ shopId: _shop, ...category }) => ({
      ...category,
      _id: copyOf(category._id),
      parentId: category.parentId && copyOf(category.parentId),
      ancestors: category.ancestors.map(copyOf),
      createdAt: now,
      updatedAt: now,
    })),
  );
  return copies;
}

/**
 * The same rules of the shop's own categories: their public ids by the originals' ids in hex. One that is not among them, as where the
 * blueprint itself has it no more, is kept, and fits nothing here either.
 */
export const rulesHere = ({ match, conditions }: Rules, here: ReadonlyMap<string, string>): Rules => ({
  match,
  conditions: conditions.map((condition) => {
    const value = condition.field === 'CATEGORY' ? here.get(categoryId.decode(condition.value).toHexString()) : undefined;
    return value ? { ...condition, value } : condition;
  }),
});

/** The categories that rules name. */
export const categoriesInRules = ({ conditions }: Rules): Types.ObjectId[] =>
  conditions.filter(({ field }) => field === 'CATEGORY').map(({ value }) => categoryId.decode(value));

type Referring = Pick<Product, 'categories' | 'attributes'>;

/**
 * What copies of these products name in place of the blueprint's categories and attributes: the shop's own, made where a category is missing;
 * an attribute that the shop has taken away or given other options is left out. Reads only where some product names one.
 */
export async function referencesHere(
  blueprint: ShopContext,
  shop: ShopContext,
  originals: readonly Referring[],
): Promise<(product: Referring) => { categories: string[]; attributes: ProductAttribute[] }> {
  const there = await categoriesHere(
    blueprint,
    shop,
    originals.flatMap((one) => one.categories),
  );
  const defined = originals.some((one) => one.attributes.length > 0) ? await listAttributeDefinitions(shop) : [];
  const byKey = new Map(defined.map((one) => [one.key, one]));
  return (product) => ({
    categories: product.categories.flatMap((id) => there.get(id.toHexString()) ?? []),
    attributes: product.attributes.filter(({ key, value }) => {
      const definition = byKey.get(key);
      return definition !== undefined && valueProblem(definition, value) === null;
    }),
  });
}

/**
 * The public ids of the same places in the shop's tree, by the originals' ids in hex; `make`: made where they are missing. Not to be called
 * inside a transaction.
 */
export async function categoriesHere(
  blueprint: ShopContext,
  shop: ShopContext,
  ids: Types.ObjectId[],
  { make = true }: { make?: boolean } = {},
): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map();
  const named = await categories.in(blueprint).find({ _id: { $in: ids } });
  const above = await categories.in(blueprint).find({ _id: { $in: named.flatMap((one) => one.ancestors) } });
  const byId = new Map([...above, ...named].map((one) => [one._id.toHexString(), one]));
  const paths = named.map((one) =>
    [...one.ancestors, one._id].flatMap((id) => {
      const step = byId.get(id.toHexString());
      return step ? [{ title: step.title, externalId: step.externalId }] : [];
    }),
  );
  const reached = await categoriesAt(shop, paths, { make });
  return new Map(named.flatMap((one, at) => (reached[at] ? [[one._id.toHexString(), reached[at]] as const] : [])));
}
