import type { Types } from 'mongoose';
import { NotFound, UserError } from '#platform/errors.js';
import { duplicateKeyFields, type Filter, isDuplicateKey } from '#platform/mongo.js';
import { type Page, type PageArgs, page } from '#platform/page.js';
import { complete, plan, type ShopContext, transaction } from '#tenants/index.js';
import type { CategoryChange, NewCategory } from './category.input.js';
import { type Category, categories, categoryId, MOST_CATEGORIES, MOST_CATEGORY_DEPTH } from './category.model.js';
import { partOf } from './part.js';

const GAP = 1024;
/** A transaction lives so long at most: one that read the tree as it was before has ended by then. */
const SETTLED_MS = 90_000;

/** @throws {NotFound} for an id of another shop too */
export async function getCategory(shop: ShopContext, id: string): Promise<Category> {
  const found = await categories.in(shop).findOne({ _id: categoryId.decode(id, ['category']) });
  if (!found) throw new NotFound(id, ['category']);
  return found;
}

/** Parents before what stands below them, siblings in the merchant's order. `query`: a part of the title, in any case. */
export async function listCategories(
  shop: ShopContext,
  { query, ...args }: PageArgs & { query?: string | null | undefined },
): Promise<Page<Category>> {
  const part = partOf(query);
  return page<Category>(
    (filter, reading) => categories.in(shop).find(filter, reading),
    part ? ({ title: part } as Filter<Category>) : {},
    [
      ['depth', 1],
      ['position', 1],
      ['_id', 1],
    ],
    args,
  );
}

/** Those right below a category, or at the top, in the merchant's order. */
export const listCategoriesBelow = (shop: ShopContext, parentId: Types.ObjectId | null, args: PageArgs): Promise<Page<Category>> =>
  page<Category>(
    (filter, reading) => categories.in(shop).find(filter, reading),
    { parentId },
    [
      ['position', 1],
      ['_id', 1],
    ],
    args,
  );

/** Whether any stand below each, in the order of the ids. One read. */
export async function haveChildren(shop: ShopContext, ids: readonly Types.ObjectId[]): Promise<boolean[]> {
  const parents = await categories.in(shop).distinct<Types.ObjectId>('parentId', { parentId: { $in: [...ids] } });
  const known = new Set(parents.map((id) => id.toHexString()));
  return ids.map((id) => known.has(id.toHexString()));
}

/** In the order of the ids; null where one is gone. */
export async function categoriesByIds(shop: ShopContext, ids: readonly Types.ObjectId[]): Promise<(Category | null)[]> {
  const found = await categories.in(shop).find({ _id: { $in: [...ids] } });
  const byId = new Map(found.map((category) => [category._id.toHexString(), category]));
  return ids.map((id) => byId.get(id.toHexString()) ?? null);
}

/** @throws {UserError} NOT_FOUND for the parent, CATEGORY_TAKEN, CATEGORIES_LIMIT */
export function createCategory(shop: ShopContext, input: NewCategory): Promise<Category> {
  return taken(input, () =>
    transaction(shop, async (tx) => {
      const parent = input.parent ? await holdParent(tx, input.parent) : null;
      await checkRoom(tx, 1);
      const now = new Date();
      const made = await categories.in(tx).insert({
        title: input.title,
        ...below(parent),
        position: input.position ?? (await nextPosition(tx, parent?._id ?? null)),
        ...(input.externalId ? { externalId: input.externalId } : {}),
        createdAt: now,
        updatedAt: now,
      });
      await complete(tx, categoryId.encode(made._id));
      return made;
    }),
  );
}

/** Renames, moves, or both; what stands below comes along. @throws {UserError} as createCategory, CATEGORY_CYCLE */
export function updateCategory(shop: ShopContext, id: string, input: CategoryChange): Promise<Category> {
  const _id = categoryId.decode(id, ['category']);
  return taken(input, () =>
    transaction(shop, async (tx) => {
      const found = await categories.in(tx).findOne({ _id });
      if (!found) throw new NotFound(id, ['category']);
      const parent = input.parent ? await holdParent(tx, input.parent) : null;
      const moves = input.parent !== undefined && !same(found.parentId, parent?._id ?? null);
      const placed = moves ? below(parent) : null;
      if (placed) await moveBelow(tx, found, placed.ancestors);
      const position = input.position ?? (placed ? await nextPosition(tx, placed.parentId) : undefined);
      const changed = await categories.in(tx).update(
        { _id },
        {
          $set: {
            ...(input.title === undefined ? {} : { title: input.title }),
            ...(placed ?? {}),
            ...(position === undefined ? {} : { position }),
            ...(input.externalId ? { externalId: input.externalId } : {}),
            updatedAt: new Date(),
          },
          ...(input.externalId === null ? { $unset: { externalId: 1 } } : {}),
        },
      );
      return changed!;
    }),
  );
}

/** Its products lose it. Answers it as it was. @throws {UserError} NOT_FOUND, CATEGORY_NOT_EMPTY where others stand below it */
export function deleteCategory(shop: ShopContext, id: string): Promise<Category> {
  const _id = categoryId.decode(id, ['category']);
  return transaction(shop, async (tx) => {
    const found = await categories.in(tx).findOne({ _id });
    if (!found) throw new NotFound(id, ['category']);
    if (await categories.in(tx).findOne({ parentId: _id }, { fields: ['_id'] }))
      throw new UserError('CATEGORY_NOT_EMPTY', 'Other categories stand below it: move or delete them first', ['category']);
    await categories.in(tx).remove({ _id });
    await refreshLater(tx, _id);
    return found;
  });
}

/** Where a category below this parent stands. @throws {UserError} CATEGORIES_LIMIT */
export function below(parent: Category | null): Pick<Category, 'parentId' | 'ancestors' | 'depth'> {
  const ancestors = parent ? [...parent.ancestors, parent._id] : [];
  checkDepth(ancestors.length + 1);
  return { parentId: parent?._id ?? null, ancestors, depth: ancestors.length };
}

function checkDepth(depth: number): void {
  if (depth > MOST_CATEGORY_DEPTH)
    throw new UserError('CATEGORIES_LIMIT', `Categories stand at most ${MOST_CATEGORY_DEPTH} deep`, ['parent']);
}

/** @throws {UserError} CATEGORIES_LIMIT */
export async function checkRoom(tx: ShopContext, more: number): Promise<void> {
  if ((await categories.in(tx).count({}, MOST_CATEGORIES)) + more <= MOST_CATEGORIES) return;
  throw new UserError('CATEGORIES_LIMIT', `A shop has at most ${MOST_CATEGORIES} categories`);
}

/**
 * The parent, written to with all above it: whoever deletes or moves one of them at the same moment waits for this, or this for him, so that
 * no two moves make a circle.
 */
async function holdParent(tx: ShopContext, id: string): Promise<Category> {
  const parent = await categories.in(tx).findOne({ _id: categoryId.decode(id, ['parent']) });
  if (!parent) throw new NotFound(id, ['parent']);
  await hold(tx, [...parent.ancestors, parent._id]);
  return parent;
}

export const hold = async (tx: ShopContext, ids: readonly Types.ObjectId[]): Promise<void> =>
  void (await categories.in(tx).updateMany({ _id: { $in: [...ids] } }, { $set: { updatedAt: new Date() } }));

/** Behind its siblings. */
export async function nextPosition(tx: ShopContext, parentId: Types.ObjectId | null): Promise<number> {
  const [last] = await categories.in(tx).find({ parentId }, { sort: { position: -1 }, limit: 1, fields: ['position'] });
  return (last?.position ?? 0) + GAP;
}

/** Tells everything below a category that it stands elsewhere now. @throws {UserError} CATEGORY_CYCLE, CATEGORIES_LIMIT */
async function moveBelow(tx: ShopContext, { _id, ancestors: before }: Category, ancestors: readonly Types.ObjectId[]): Promise<void> {
  if (ancestors.some((one) => one.equals(_id)))
    throw new UserError('CATEGORY_CYCLE', 'A category cannot stand below itself: choose another parent', ['parent']);
  const moved = await categories.in(tx).find({ ancestors: _id }, { fields: ['ancestors'] });
  const deepest = Math.max(0, ...moved.map((one) => one.ancestors.length - before.length));
  checkDepth(ancestors.length + 1 + deepest);
  await categories.in(tx).bulkWrite(
    moved.map((one) => {
      const above = [...ancestors, ...one.ancestors.slice(before.length)];
      return { update: { _id: one._id }, change: { $set: { ancestors: above, depth: above.length } } };
    }),
  );
  await refreshLater(tx, _id);
}

/** Its products are found by what stands above them. A second look finds what was written meanwhile by the tree as it was. */
async function refreshLater(tx: ShopContext, _id: Types.ObjectId): Promise<void> {
  const task = { type: 'products.terms', queue: 'events', data: { category: categoryId.encode(_id) } } as const;
  await plan(tx, task, { ...task, at: new Date(Date.now() + SETTLED_MS) });
}

const same = (a: Types.ObjectId | null, b: Types.ObjectId | null): boolean => (a && b ? a.equals(b) : a === b);

async function taken<T>({ title, externalId }: Pick<CategoryChange, 'title' | 'externalId'>, write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    if (!isDuplicateKey(error)) throw error;
    if (duplicateKeyFields(error).includes('externalId'))
      throw new UserError('CATEGORY_TAKEN', `Another category has the externalId ${externalId}`, ['externalId']);
    throw new UserError('CATEGORY_TAKEN', `Another category is called ${title ?? 'the same'} there: choose another title`, ['title']);
  }
}
