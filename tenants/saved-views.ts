import type { Types } from 'mongoose';
import { z } from 'zod';
import { NotFound, UserError } from '#platform/errors.js';
import { isDuplicateKey } from '#platform/mongo.js';
import type { ShopContext } from './context.js';
import { type SavedView, SCREENS, type Screen, savedViewId, savedViews } from './saved-view.model.js';

/** What one person may keep for one screen of a shop. */
const MOST_VIEWS = 30;

export const NewSavedView = z.strictObject({
  screen: z.enum(SCREENS),
  name: z
    .string()
    .trim()
    .min(1)
    .max(60)
    .regex(/^\P{Cc}*$/u, 'takes one line of text'),
  query: z.string().max(1000),
});
export type NewSavedView = z.infer<typeof NewSavedView>;

/** Whose views these are: the person's or the app's that asks. @throws {Error} for a job, which looks at no screen */
function ownerOf({ actor }: ShopContext): Types.ObjectId {
  if (actor.kind === 'staff') return actor.userId;
  if (actor.kind === 'app') return actor.tokenId;
  throw new Error(`${actor.kind} keeps no views`);
}

/** The caller's own, by name. */
export const listSavedViews = (shop: ShopContext, screen: Screen): Promise<SavedView[]> =>
  savedViews.in(shop).find({ ownerId: ownerOf(shop), screen }, { sort: { name: 1 }, limit: MOST_VIEWS });

/** Keeps a view; one of the same name is replaced. @throws {UserError} TOO_MANY_VIEWS */
export async function createSavedView(shop: ShopContext, { screen, name, query }: NewSavedView): Promise<SavedView> {
  const named = { ownerId: ownerOf(shop), screen, name };
  const known = await savedViews.in(shop).update(named, { $set: { query } });
  if (known) return known;
  if ((await savedViews.in(shop).count({ ownerId: named.ownerId, screen }, MOST_VIEWS)) >= MOST_VIEWS)
    throw new UserError('TOO_MANY_VIEWS', `You keep ${MOST_VIEWS} views of this screen: delete one first`, ['name']);
  try {
    return await savedViews.in(shop).insert({ ...named, query, createdAt: new Date() });
  } catch (error) {
    if (!isDuplicateKey(error)) throw error;
    return createSavedView(shop, { screen, name, query }); // kept twice at once
  }
}

/** Answers the id of what is gone. @throws {NotFound} for another's too */
export async function deleteSavedView(shop: ShopContext, id: string): Promise<string> {
  const removed = await savedViews.in(shop).remove({ _id: savedViewId.decode(id, ['savedView']), ownerId: ownerOf(shop) });
  if (!removed) throw new NotFound(id, ['savedView']);
  return id;
}
