import { Types } from 'mongoose';
import { type Collection, collections, type Rules, roomForRules } from '#commerce/catalog/index.js';
import { UNDO_MS } from '#commerce/inventory/index.js';
import { digest } from '#platform/crypto.js';
import { getShop, type New, type ShopContext, transaction } from '#tenants/index.js';
import { advance, type Done, stepAfter } from './checkpoint.js';
import { type ApplicationChange, type ApplicationLine, applicationChanges, type BlueprintApplication } from './rollout.model.js';
import { isNewer, rulesInShop } from './shop-rules.js';
import { keepTaken, takenOf } from './takings.js';

const A_BATCH = 50;

/** What of a collection travels. Its rules speak of categories of its own shop. */
export type CollectionContent = Pick<Collection, 'title' | 'handle' | 'descriptionHtml' | 'rules' | 'sort'>;

export const contentOf = ({ title, handle, descriptionHtml, rules, sort }: Collection): CollectionContent => ({
  ...{ title, handle, descriptionHtml },
  rules: rules ?? null,
  sort: sort ?? 'MANUAL',
});

/** What becomes of one collection of the blueprint. */
type Fate =
  | { kind: 'same' }
  | { kind: 'kept' }
  | { kind: 'taken' }
  | { kind: 'full' }
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
  const rules = await rulesOf(blueprint, shop, originals, { current, openedFrom });
  await transaction(shop, async (tx) => {
    const copyOf = await copiesOf(tx, originals);
    const taken = await takenOf(tx, blueprintShopId, 'COLLECTION');
    const done: Required<Pick<Done, 'problems' | 'lines' | 'newShelves'>> = { problems: [], lines: [], newShelves: [] };
    const nowTaken = new Map<string, string>();
    let room = await roomForRules(tx);
    const counts = { collectionsCreated: 0, collectionsUpdated: 0, collectionsKept: 0 };
    for (const original of originals) {
      const key = original._id.toHexString();
      const copy = copyOf.get(key) ?? null;
      const content = { ...contentOf(original), rules: rules.get(key) ?? null };
      const fate = await fateOf(tx, { original, content, copy }, { last: taken.get(key), openedFrom, room });
      if (fate.kind === 'taken') {
        const message = `Another collection is at ${original.handle}: give it another handle, and apply the blueprint again`;
        done.problems.push({ code: 'HANDLE_TAKEN', message, subject: original.handle });
        continue;
      }
      if (fate.kind === 'full') {
        const message = 'The shop has no room for another collection by rules: delete one, and apply the blueprint again';
        done.problems.push({ code: 'RULES_LIMIT', message, subject: original.handle });
        continue;
      }
      if (fate.kind !== 'kept') nowTaken.set(key, digest(content));
      if (fate.kind === 'same') continue;
      if (fate.kind === 'created') done.newShelves.push(fate._id);
      if (fate.kind === 'created' && content.rules) room -= 1;
      if (fate.kind !== 'kept' && !dryRun) await write(tx, current, { original, content }, fate, taken);
      const outcome: ApplicationLine['outcome'] = fate.kind === 'kept' ? 'KEPT' : fate.kind === 'created' ? 'CREATED' : 'UPDATED';
      done.lines.push({ kind: 'COLLECTION', subject: original.handle, title: original.title, outcome, fields: [] });
      counts[fate.kind === 'kept' ? 'collectionsKept' : fate.kind === 'created' ? 'collectionsCreated' : 'collectionsUpdated'] += 1;
    }
    if (!dryRun) await keepTaken(tx, blueprintShopId, 'COLLECTION', nowTaken);
    const isLast = originals.length < A_BATCH;
    const next = isLast ? stepAfter(current, 'COLLECTIONS') : { step: 'COLLECTIONS' as const, after: originals.at(-1)!._id };
    await advance(tx, current, { next, counts, ...done });
  });
}

async function copiesOf(shop: ShopContext, originals: readonly Collection[]): Promise<Map<string, Collection>> {
  const copies = await collections.in(shop).find({ copiedFrom: { $in: originals.map(({ _id }) => _id) } });
  return new Map(copies.map((copy) => [copy.copiedFrom!.toHexString(), copy]));
}

/** The rules of these collections as they read in the shop. Before the transaction: categories are made in one of their own. */
async function rulesOf(
  blueprint: ShopContext,
  shop: ShopContext,
  originals: readonly Collection[],
  { current, openedFrom }: { current: BlueprintApplication; openedFrom: Date | null },
): Promise<Map<string, Rules | null>> {
  const copyOf = await copiesOf(shop, originals);
  const taken = await takenOf(shop, current.blueprintShopId, 'COLLECTION');
  const pairs = originals.map((original) => {
    const key = original._id.toHexString();
    const copy = copyOf.get(key) ?? null;
    const written = copy ? isNewer(original, copy) : !isGone(original, taken.get(key), openedFrom);
    return { original, copy, make: written && !current.dryRun };
  });
  return rulesInShop(blueprint, shop, pairs);
}

/** Of one that is not there: it was, and was thrown away. */
const isGone = (original: Collection, last: unknown, openedFrom: Date | null): boolean =>
  last !== undefined || (openedFrom !== null && original.createdAt < openedFrom);

async function fateOf(
  tx: ShopContext,
  { original, content, copy }: { original: Collection; content: CollectionContent; copy: Collection | null },
  { last, openedFrom, room }: { last: unknown; openedFrom: Date | null; room: number },
): Promise<Fate> {
  if (copy) {
    const now = digest(contentOf(copy));
    if (now === digest(content)) return { kind: 'same' };
    // Nobody has touched what came when the shop was opened.
    const untouched = last === undefined ? copy.updatedAt.getTime() === copy.createdAt.getTime() : last === now;
    if (!untouched) return { kind: 'kept' };
  } else if (isGone(original, last, openedFrom)) return { kind: 'kept' };
  const holder = await collections.in(tx).findOne({ handle: original.handle }, { fields: ['handle'] });
  if (holder && !(copy && holder._id.equals(copy._id))) return { kind: 'taken' };
  if (!copy && content.rules && room <= 0) return { kind: 'full' };
  return copy ? { kind: 'updated', copy } : { kind: 'created', _id: new Types.ObjectId() };
}

async function write(
  tx: ShopContext,
  { _id: application }: BlueprintApplication,
  { original, content }: { original: Collection; content: CollectionContent },
  fate: Extract<Fate, { kind: 'created' | 'updated' }>,
  taken: ReadonlyMap<string, unknown>,
): Promise<void> {
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
