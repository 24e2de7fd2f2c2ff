import mongoose, { type Types } from 'mongoose';
import type { ShopContext } from '#tenants/index.js';
import { type JournalEntry, journal } from './journal.model.js';
import type { Draft, Edit } from './set-options.js';
import type { LevelChange } from './stock.js';

/** For so long a change of the catalog can be undone. */
export const UNDO_MS = 24 * 3600_000;
/** Of one entry: well below the 16 MB that a document may hold. */
const MOST_BYTES = 12_000_000;
/** Of one product: what its place in the list and the entry's own fields take besides. */
const BESIDES = 100;

/** Writes down, in the transaction of a change, what undoes it. */
export async function keepForUndo(
  tx: ShopContext,
  changeId: Types.ObjectId,
  { drafts, changed, changes }: { drafts: readonly Draft[]; changed: readonly Edit[]; changes: readonly LevelChange[] },
): Promise<void> {
  const created = drafts.map(({ product }) => ({ productId: product._id, revision: product.revision }));
  const moved = changed.length > 0 ? movedIn(changes) : new Map<string, Moved[]>();
  const updated = changed.map(({ before }) => ({
    before,
    revision: before.revision + 1,
    stock: moved.get(before._id.toHexString()) ?? [],
  }));
  const expiresAt = new Date(Date.now() + UNDO_MS);
  const entries = [
    ...(created.length > 0 ? [{ created, updated: [] }] : []),
    ...inEntries(updated).map((some) => ({ created: [], updated: some })),
  ];
  await journal.in(tx).insertMany(entries.map((entry) => ({ ...entry, changeId, expiresAt })));
}

type Moved = JournalEntry['updated'][number]['stock'][number];

/** By product. */
function movedIn(changes: readonly LevelChange[]): Map<string, Moved[]> {
  const moved = new Map<string, Moved[]>();
  for (const { productId, variantId, locationId, before, after } of changes) {
    const key = productId.toHexString();
    const theirs = moved.get(key) ?? [];
    theirs.push({ variantId, locationId, delta: after - (before ?? 0) });
    moved.set(key, theirs);
  }
  return moved;
}

function inEntries(updated: JournalEntry['updated']): JournalEntry['updated'][] {
  const entries: JournalEntry['updated'][] = [];
  let left = 0;
  for (const one of updated) {
    const bytes = mongoose.mongo.BSON.calculateObjectSize(one) + BESIDES;
    if (entries.length === 0 || bytes > left) {
      entries.push([]);
      left = MOST_BYTES;
    }
    left -= bytes;
    entries.at(-1)!.push(one);
  }
  return entries;
}

/**
 * Keeps what undoes a change for another day, in the transaction that begins to undo it: an undo that takes a while, or waits for its turn,
 * finds all of it. Answers until when.
 */
export async function keepJournal(tx: ShopContext, changeId: Types.ObjectId): Promise<Date> {
  const expiresAt = new Date(Date.now() + UNDO_MS);
  await journal.in(tx).updateMany({ changeId }, { $set: { expiresAt } });
  return expiresAt;
}
