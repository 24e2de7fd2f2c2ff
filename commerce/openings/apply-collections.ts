import { Types } from 'mongoose';
import { type Collection, collections } from '#commerce/catalog/index.js';
import { UNDO_MS } from '#commerce/inventory/index.js';
import { digest } from '#platform/crypto.js';
import { getShop, type New, type ShopContext, transaction } from '#tenants/index.js';
import { advance, type Done, stepAfter } from './checkpoint.js';
import { type ApplicationChange, type ApplicationLine, applicationChanges, type BlueprintApplication } from './rollout.model.js';
import { keepTaken, takenOf } from './takings.js';

const A_BATCH = 50;

/** What of a collection travels: all that is not this document's own. */
export type CollectionContent = Omit<Collection, '_id' | 'shopId' | 'copiedFrom' | 'createdAt' | 'updatedAt'>;

export const contentOf = ({ _id, shopId, copiedFrom, createdAt, updatedAt, ...content }: Collection): CollectionContent => content;

/** What becomes of one collection of the blueprint. */
type Fate =
  | { kind: 'same' }
  | { kind: 'kept' }
  | { kind: 'taken' }
  | { kind: 'created'; _id: Types.ObjectId }
  | { kind: 'updated'; copy: Collection };

/**
 * Gives the shop the next fifty collections of its blueprint, in one transaction. What was edited in the shop stays as it is, and what was
 * thrown away there does not come back.
 */
export async function applyCollections(blueprint: ShopContext, shop: ShopContext, current: BlueprintApplication): Promise<void> {
  const { blueprintShopId, dryRun } = current;
  const after = current.next!.after;
  const originals = await collections.in(blueprint).find(after ? { _id: { $gt: after } } : {}, { sort: { _id: 1 }, limit: A_BATCH });
  const { blueprintId, createdAt: openedAt } = await getShop(shop);
  const openedFrom = blueprintId?.equals(blueprintShopId) ? openedAt : null;
  await transaction(shop, async (tx) => {
    const copies = await collections.in(tx).find({ copiedFrom: { $in: originals.map(({ _id }) => _id) } });
    const copyOf = new Map(copies.map((copy) => [copy.copiedFrom!.toHexString(), copy]));
    const taken = await takenOf(tx, blueprintShopId, 'COLLECTION');
    const done: Required<Pick<Done, 'problems' | 'lines' | 'newShelves'>> = { problems: [], lines: [], newShelves: [] };
    const nowTaken = new Map<string, string>();
    const counts = { collectionsCreated: 0, collectionsUpdated: 0, collectionsKept: 0 };
    for (const original of originals) {
      const key = original._id.toHexString();
      const copy = copyOf.get(key) ?? null;
      const fate = await fateOf(tx, original, copy, { last: taken.get(key), openedFrom });
      if (fate.kind === 'taken') {
        const message = `Another collection is at ${original.handle}: give it another handle, and apply the blueprint again`;
        done.problems.push({ code: 'HANDLE_TAKEN', message, subject: original.handle });
        continue;
      }
      if (fate.kind !== 'kept') nowTaken.set(key, digest(contentOf(original)));
      if (fate.kind === 'same') continue;
      if (fate.kind === 'created') done.newShelves.push(fate._id);
      if (fate.kind !== 'kept' && !dryRun) await write(tx, current, original, fate, taken);
      const outcome: ApplicationLine['outcome'] = fate.kind === 'kept' ? 'KEPT' : fate.kind === 'created' ? 'CREATED' : 'UPDATED';
      done.lines.push({ kind: 'COLLECTION', subject: original.handle, outcome, fields: [] });
      counts[fate.kind === 'kept' ? 'collectionsKept' : fate.kind === 'created' ? 'collectionsCreated' : 'collectionsUpdated'] += 1;
    }
    if (!dryRun) await keepTaken(tx, blueprintShopId, 'COLLECTION', nowTaken);
    const isLast = originals.length < A_BATCH;
    const next = isLast ? stepAfter(current, 'COLLECTIONS') : { step: 'COLLECTIONS' as const, after: originals.at(-1)!._id };
    await advance(tx, current, { next, counts, ...done });
  });
}

async function fateOf(
  tx: ShopContext,
  original: Collection,
  copy: Collection | null,
  { last, openedFrom }: { last: unknown; openedFrom: Date | null },
): Promise<Fate> {
  if (copy) {
    const now = digest(contentOf(copy));
    if (now === digest(contentOf(original))) return { kind: 'same' };
    // Nobody has touched what came when the shop was opened.
    const untouched = last === undefined ? copy.updatedAt.getTime() === copy.createdAt.getTime() : last === now;
    if (!untouched) return { kind: 'kept' };
  } else if (last !== undefined || (openedFrom && original.createdAt < openedFrom)) return { kind: 'kept' };
  const holder = await collections.in(tx).findOne({ handle: original.handle }, { fields: ['handle'] });
  if (holder && !(copy && holder._id.equals(copy._id))) return { kind: 'taken' };
  return copy ? { kind: 'updated', copy } : { kind: 'created', _id: new Types.ObjectId() };
}

async function write(
  tx: ShopContext,
  { _id: application }: BlueprintApplication,
  original: Collection,
  fate: Extract<Fate, { kind: 'created' | 'updated' }>,
  taken: ReadonlyMap<string, unknown>,
): Promise<void> {
  const content = contentOf(original);
  const key = original._id.toHexString();
  const now = new Date();
  const change: Omit<New<ApplicationChange, 'shopId'>, 'collectionId'> = {
    applicationId: application,
    kind: 'COLLECTION',
    key,
    after: digest(content),
    ...(taken.has(key) ? { taken: taken.get(key) } : {}),
    expiresAt: new Date(now.getTime() + UNDO_MS),
  };
  if (fate.kind === 'created') {
    await collections.in(tx).insert({ _id: fate._id, ...content, copiedFrom: original._id, createdAt: now, updatedAt: now });
    await applicationChanges.in(tx).insert({ ...change, collectionId: fate._id });
  } else {
    await collections.in(tx).set({ _id: fate.copy._id }, { $set: { ...content, updatedAt: now } });
    await applicationChanges.in(tx).insert({ ...change, collectionId: fate.copy._id, before: contentOf(fate.copy) });
  }
}
