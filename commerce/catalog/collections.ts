import { Types } from 'mongoose';
import { NotFound, UserError } from '#platform/errors.js';
import { type Filter, isDuplicateKey } from '#platform/mongo.js';
import { type Page, type PageArgs, page } from '#platform/page.js';
import { complete, plan, type ShopContext, transaction } from '#tenants/index.js';
import type { CollectionChange, NewCollection } from './collection.input.js';
import { type Collection, type CollectionSort, collectionId, collections, placings, type Rules } from './collection.model.js';
import { handleStyle, slugOfTitle } from './handles.js';
import { cleanHtml } from './html.js';
import { partOf } from './part.js';
import { byRule, existingProducts, place, placeOnly } from './placing.js';
import { products } from './product.model.js';
import { checkRules, meets } from './rules.js';
import { handleNamed, slug } from './slug.js';

/** A product's collections are found by comparing it with every rule of its shop. */
const MOST_BY_RULE = 200;

/**
 * Products are placed on it by hand, or follow from its rules.
 * @throws {UserError} HANDLE_TAKEN, RULES_LIMIT, INVALID_AMOUNT, INVALID_INPUT, NOT_FOUND for a product or category that the shop does not have
 */
export async function createCollection(shop: ShopContext, input: NewCollection): Promise<Collection> {
  const rules = input.rules ? await checkRules(shop, input.rules) : null;
  if (rules) await checkRoom(shop);
  const at = input.handle == null ? await handleOfTitle(shop, input.title) : givenHandle(input.handle);
  const now = new Date();
  return handleTaken(at, () =>
    transaction(shop, async (tx) => {
      const made = await collections.in(tx).insert({
        title: input.title,
        handle: at,
        descriptionHtml: cleanHtml(input.descriptionHtml ?? ''),
        rules,
        sort: sortFor(input.sort, rules) ?? (rules ? 'NEWEST' : 'MANUAL'),
        copiedFrom: null,
        createdAt: now,
        updatedAt: now,
      });
      await place(tx, made._id, await existingProducts(tx, input.products ?? []));
      await complete(tx, collectionId.encode(made._id));
      return made;
    }),
  );
}

/** What places its products stays: by hand or by rules. @throws {UserError} as createCollection, COLLECTION_BY_RULE, CHANGED_MEANWHILE */
export async function updateCollection(shop: ShopContext, id: string, input: CollectionChange): Promise<Collection> {
  const _id = collectionId.decode(id, ['collection']);
  const rules = input.rules && (await checkRules(shop, input.rules));
  const handle = input.handle === undefined ? undefined : givenHandle(input.handle);
  return handleTaken(handle ?? '', () =>
    transaction(shop, async (tx) => {
      const found = await collections.in(tx).findOne({ _id });
      if (!found) throw new NotFound(id, ['collection']);
      checkUnchanged(found, input.unchangedSince);
      if (found.rules && input.products) throw byRule(['products']);
      if (!found.rules && rules)
        throw new UserError(
          'INVALID_INPUT',
          'rules: the products of this collection are placed by hand: make another collection by rules',
          ['rules'],
        );
      const sort = sortFor(input.sort, found.rules);
      const changed = await collections.in(tx).update(
        { _id },
        {
          $set: {
            ...(input.title === undefined ? {} : { title: input.title }),
            ...(handle === undefined ? {} : { handle }),
            ...(input.descriptionHtml === undefined ? {} : { descriptionHtml: cleanHtml(input.descriptionHtml ?? '') }),
            ...(rules ? { rules } : {}),
            ...(sort ? { sort } : {}),
            updatedAt: new Date(),
          },
        },
      );
      if (input.products) await placeOnly(tx, _id, await existingProducts(tx, input.products));
      return changed!;
    }),
  );
}

/** Takes the shelf away, not what stood on it. Answers it as it was. @throws {NotFound} */
export async function deleteCollection(shop: ShopContext, id: string): Promise<Collection> {
  const found = await getCollection(shop, id);
  await transaction(shop, async (tx) => {
    await collections.in(tx).remove({ _id: found._id });
    await placings.in(tx).removeMany({ collectionId: found._id });
    // They may be many. Until then they name a collection that is found no more.
    if (!found.rules) await plan(tx, { type: 'products.terms', queue: 'events', data: { collection: id } });
  });
  return found;
}

/** @throws {NotFound} for an id of another shop too */
export async function getCollection(shop: ShopContext, id: string): Promise<Collection> {
  const found = await collections.in(shop).findOne({ _id: collectionId.decode(id, ['collection']) });
  if (!found) throw new NotFound(id, ['collection']);
  return found;
}

export const findCollection = (shop: ShopContext, at: string): Promise<Collection | null> =>
  collections.in(shop).findOne({ handle: handleNamed(at) });

/** The newest first. `query`: a part of the title or the handle, in any case. */
export const listCollections = (shop: ShopContext, { query, ...args }: PageArgs & Queried): Promise<Page<Collection>> =>
  page<Collection>((filter, reading) => collections.in(shop).find(filter, reading), named(query), [['_id', -1]], args);

interface Queried {
  query?: string | null | undefined;
}

function named(query: string | null | undefined): Filter<Collection> {
  const part = partOf(query);
  return part ? ({ $or: [{ title: part }, { handle: part }] } as Filter<Collection>) : {};
}

/** @throws {UserError} CHANGED_MEANWHILE */
function checkUnchanged({ updatedAt }: Collection, seen: Date | null | undefined): void {
  if (!seen || updatedAt.getTime() === seen.getTime()) return;
  throw new UserError('CHANGED_MEANWHILE', `Somebody has changed it at ${updatedAt.toISOString()}: look again and decide`, [
    'unchangedSince',
  ]);
}

/** The collections that each product is in, placed or by rule, the oldest first, in the order of the ids. Three reads. */
export async function collectionsOf(shop: ShopContext, productIds: readonly Types.ObjectId[]): Promise<Collection[][]> {
  const found = await products
    .in(shop)
    .find({ _id: { $in: [...productIds] } }, { fields: ['collectionIds', 'terms', 'lowestPrice', 'inStock'] });
  const placed = found.flatMap((product) => product.collectionIds ?? []);
  const byHand = placed.length > 0 ? await collections.in(shop).find({ _id: { $in: placed } }) : [];
  const byRules = await collections.in(shop).find(BY_RULE, { limit: MOST_BY_RULE });
  const all = [...byHand, ...byRules].sort((a, b) => (a._id.toHexString() < b._id.toHexString() ? -1 : 1));
  const byId = new Map(found.map((product) => [product._id.toHexString(), product]));
  return productIds.map((id) => {
    const product = byId.get(id.toHexString());
    if (!product) return [];
    const on = new Set((product.collectionIds ?? []).map((one) => one.toHexString()));
    return all.filter(({ _id, rules }) => (rules ? meets(shop, rules, product) : on.has(_id.toHexString())));
  });
}

const BY_RULE = { 'rules.match': { $in: ['ALL', 'ANY'] } } as object;

/** How many more collections by rules the shop may have. */
export const roomForRules = async (shop: ShopContext): Promise<number> =>
  MOST_BY_RULE - (await collections.in(shop).count(BY_RULE, MOST_BY_RULE));

async function checkRoom(shop: ShopContext): Promise<void> {
  if ((await roomForRules(shop)) > 0) return;
  throw new UserError('RULES_LIMIT', `A shop has at most ${MOST_BY_RULE} collections by rules: delete one`, ['rules']);
}

/** @throws {UserError} INVALID_INPUT: what follows from rules has no places */
function sortFor(sort: CollectionSort | null | undefined, rules: Rules | null): CollectionSort | undefined {
  if (rules && sort === 'MANUAL') throw new UserError('INVALID_INPUT', 'sort: takes no MANUAL where products follow from rules', ['sort']);
  return sort ?? undefined;
}

const handleOfTitle = async (shop: ShopContext, title: string): Promise<string> =>
  slugOfTitle(title, await handleStyle(shop, [title])) || `collection-${new Types.ObjectId().toHexString().slice(-6)}`;

/** @throws {UserError} INVALID_INPUT for one without a letter or digit */
function givenHandle(text: string): string {
  const at = slug(text);
  if (at) return at;
  throw new UserError('INVALID_INPUT', 'handle: takes letters and digits, joined by hyphens', ['handle']);
}

async function handleTaken<T>(at: string, write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    if (isDuplicateKey(error)) throw new UserError('HANDLE_TAKEN', `Another collection is at ${at}: choose another handle`, ['handle']);
    throw error;
  }
}
