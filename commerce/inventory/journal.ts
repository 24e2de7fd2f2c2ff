import type { Types } from 'mongoose';
import type { ShopContext } from '#tenants/index.js';
import { type JournalEntry, journal } from './journal.model.js';
import type { Draft, Edit } from './set-options.js';
import type { LevelChange } from './stock.js';

/** For so long a change of the catalog can be undone. */
export const UNDO_MS = 24 * 3600_000;
/** Of one entry: well below what a document may hold. */
const MOST_CHARACTERS = 4_000_000;

/** Writes down, in the transaction of a change, what undoes it. */
export async function keepForUndo(
  tx: ShopContext,
  changeId: Types.ObjectId,
  { drafts, changed, changes }: { drafts: readonly Draft[]; changed: readonly Edit[]; changes: readonly LevelChange[] },
): Promise<void> {
  const created = drafts.map(({ product }) => ({ productId: product._id, revision: product.revision }));
  const moved = new Map<string, JournalEntry['updated'][number]['stock']>();
  for (const { productId, variantId, locationId, before, after } of changes) {
    const key = productId.toHexString();
    moved.set(key, [...(moved.get(key) ?? []), { variantId, locationId, delta: after - (before ?? 0) }]);
  }
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

function inEntries(updated: JournalEntry['updated']): JournalEntry['updated'][] {
  const entries: JournalEntry['updated'][] = [];
  let left = 0;
  for (const one of updated) {
    const characters = one.before.descriptionHtml.length + 400 * (1 + one.before.variants.length);
    if (entries.length === 0 || characters > left) {
      entries.push([]);
      left = MOST_CHARACTERS;
    }
    left -= characters;
    entries.at(-1)!.push(one);
  }
  return entries;
}
