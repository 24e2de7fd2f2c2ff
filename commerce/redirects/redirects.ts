import { z } from 'zod';
import { getCollection, getProduct } from '#commerce/catalog/index.js';
import { boundedCache } from '#platform/cache.js';
import { NotFound, UserError } from '#platform/errors.js';
import { isDuplicateKey } from '#platform/mongo.js';
import { type Page, type PageArgs, page } from '#platform/page.js';
import { complete, type ShopContext, transaction } from '#tenants/index.js';
import { collectionPath, normalPath, ownPath, productPath } from './paths.js';
import { type Redirect, redirectId, redirects } from './redirect.model.js';

const MOST_REDIRECTS = 200_000;
const MOST_AT_ONCE = 250;
const MOST_HOPS = 10;

export const NewRedirect = z.object({
  path: z.string(),
  product: z.string().nullish(),
  collection: z.string().nullish(),
  to: z.string().nullish(),
});
export type NewRedirect = z.infer<typeof NewRedirect>;

/** Each is read on its own: a bad one never spoils the others. */
export const NewRedirects = z.object({
  redirects: z.array(z.unknown()).min(1).max(MOST_AT_ONCE, `takes at most ${MOST_AT_ONCE} redirects at once`),
});
export type NewRedirects = z.infer<typeof NewRedirects>;

/**
 * From now on an address that the shop does not have leads to what it does have.
 * @throws {UserError} INVALID_INPUT, NOT_FOUND, REDIRECT_EXISTS, REDIRECT_LOOP, TOO_MANY_REDIRECTS
 */
export async function createRedirect(shop: ShopContext, input: NewRedirect): Promise<Redirect> {
  const path = normalPath(input.path);
  if (!path)
    throw new UserError('INVALID_INPUT', 'path: takes an address of the shop like /item.htm?id=5821, not its front page', ['path']);
  const target = await readTarget(shop, input, path);
  if ((await roomFor(shop, 1)) < 1) throw tooMany();
  try {
    return await transaction(shop, async (tx) => {
      const made = await redirects.in(tx).insert({ path, ...target, byHand: true, createdAt: new Date() });
      await complete(tx, redirectId.encode(made._id));
      return made;
    });
  } catch (error) {
    if (!isDuplicateKey(error)) throw error;
    throw new UserError('REDIRECT_EXISTS', `${path} leads somewhere already: delete that redirect first`, ['path']);
  }
}

const tooMany = () => new UserError('TOO_MANY_REDIRECTS', `A shop has at most ${MOST_REDIRECTS} redirects: delete some`);

type Target = Pick<Redirect, 'productId' | 'collectionId' | 'to'>;

async function readTarget(shop: ShopContext, { product, collection, to }: NewRedirect, path: string): Promise<Target> {
  if ([product, collection, to].filter((one) => one != null).length !== 1)
    throw new UserError('INVALID_INPUT', 'to: takes where it leads as product, collection or to, one of the three', ['to']);
  if (product != null) {
    const { _id, handle } = await getProduct(shop, product);
    refuseLoop(path, productPath(handle), 'product');
    return { productId: _id };
  }
  if (collection != null) {
    const { _id, handle } = await getCollection(shop, collection);
    refuseLoop(path, collectionPath(handle), 'collection');
    return { collectionId: _id };
  }
  const own = ownPath(to!);
  if (!own) throw new UserError('INVALID_INPUT', 'to: takes a path of the shop like /collections/summer', ['to']);
  await refuseCircle(shop, path, own);
  return { to: own };
}

function refuseLoop(path: string, target: string, field: string): void {
  if (normalPath(target) === path) throw new UserError('REDIRECT_LOOP', `${path} would lead to itself`, [field]);
}

/** Follows where it leads: back to the path itself would be a circle. */
async function refuseCircle(shop: ShopContext, path: string, to: string): Promise<void> {
  let at = normalPath(to);
  for (let hops = 0; at !== null && hops < MOST_HOPS; hops += 1) {
    if (at === path) throw new UserError('REDIRECT_LOOP', `${path} would lead back to itself through ${to}`, ['to']);
    const next: Redirect | null = await redirects.in(shop).findOne({ path: at }, { fields: ['to'] });
    if (!next?.to) return;
    at = normalPath(next.to);
  }
  if (at !== null) throw new UserError('REDIRECT_LOOP', `${to} leads on and on: give the address that it ends at`, ['to']);
}

/** What came of one of many. */
export interface RedirectResult {
  index: number;
  redirect: Redirect | null;
  error: unknown;
}

/** Many, each with a result of its own. What the caller cannot mend is thrown. */
export async function createRedirects(shop: ShopContext, { redirects: items }: NewRedirects): Promise<RedirectResult[]> {
  const results: RedirectResult[] = [];
  for (const [index, item] of items.entries()) {
    try {
      results.push({ index, redirect: await createRedirect(shop, NewRedirect.parse(item)), error: null });
    } catch (error) {
      if (!(error instanceof UserError || error instanceof z.ZodError)) throw error;
      results.push({ index, redirect: null, error });
    }
  }
  return results;
}

/** Answers it as it was. @throws {NotFound} */
export async function deleteRedirect(shop: ShopContext, id: string): Promise<Redirect> {
  const _id = redirectId.decode(id, ['redirect']);
  const found = await redirects.in(shop).findOne({ _id });
  if (!found || !(await redirects.in(shop).remove({ _id }))) throw new NotFound(id, ['redirect']);
  return found;
}

/** @throws {NotFound} */
export async function getRedirect(shop: ShopContext, id: string): Promise<Redirect> {
  const found = await redirects.in(shop).findOne({ _id: redirectId.decode(id, ['redirect']) });
  if (!found) throw new NotFound(id, ['redirect']);
  return found;
}

/** The newest first. */
export const listRedirects = (shop: ShopContext, args: PageArgs): Promise<Page<Redirect>> =>
  page<Redirect>((filter, reading) => redirects.in(shop).find(filter, reading), {}, [['_id', -1]], args);

/** How many a shop has, as far as is known: counting 200,000 takes a tenth of a second, which no batch of an import should. */
const counted = boundedCache<string, number>(10_000, 60_000);

/** How many of so many new ones the shop has room for. Near the end it is counted, before that it may be off by a minute's work. */
export async function roomFor(shop: ShopContext, wanted: number): Promise<number> {
  const key = shop.shopId.toHexString();
  let count = counted.get(key);
  if (count === undefined || count + wanted > MOST_REDIRECTS) count = await redirects.in(shop).count({}, MOST_REDIRECTS);
  const room = Math.min(wanted, MOST_REDIRECTS - count);
  counted.set(key, count + room, { noUpdateTTL: true });
  return room;
}
