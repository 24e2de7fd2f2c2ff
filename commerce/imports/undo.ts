import { keepJournal, UNDO_MS, undoNext } from '#commerce/inventory/index.js';
import { NotFound, UserError } from '#platform/errors.js';
import { type Again, type OutboxEvent, plan, type ShopContext, transaction } from '#tenants/index.js';
import { type Import, importId, imports } from './import.model.js';
import { importStates } from './import.state.js';

/** An entry of the journal may take another second. */
const SLICE_MS = 1000;

/** Until when an import can be undone; null for one that has nothing to undo. */
export const undoableUntil = ({ status, options, startedAt }: Import): Date | null =>
  startedAt && !options.dryRun && importStates.allows(status, 'undo') ? new Date(startedAt.getTime() + UNDO_MS) : null;

/**
 * Begins to take an import back: what it made goes, what it changed returns, and what was edited since stays as it is. To undo it again
 * changes nothing.
 * @throws {NotFound}
 * @throws {UserError} WRONG_STATE for one that runs, was a dry run, or began more than a day ago
 */
export async function undoImport(shop: ShopContext, id: string): Promise<Import> {
  const _id = importId.decode(id, ['import']);
  return transaction(shop, async (tx) => {
    const found = await imports.in(tx).findOne({ _id });
    if (!found) throw new NotFound(id, ['import']);
    if (found.status === 'UNDOING' || found.status === 'UNDONE') return found;
    const status = importStates.next(found.status, 'undo');
    if (found.options.dryRun) throw new UserError('WRONG_STATE', 'The import was a dry run: it has written nothing', ['import']);
    const until = undoableUntil(found);
    if (until && until <= new Date()) throw new UserError('WRONG_STATE', 'An import can be undone for a day after it began', ['import']);
    const undo = { removed: 0, restored: 0, kept: 0 };
    const undoing = await imports.in(tx).update({ _id, status: found.status }, { $set: { status, undo }, $inc: { run: 1 } });
    await keepJournal(tx, _id);
    await plan(tx, { type: 'import.undo', queue: 'imports', data: { import: id }, subject: id });
    return undoing!;
  });
}

/** One slice of an undo: takes back entry after entry of the journal, the newest first, each with its counts in one transaction. */
export async function runUndoSlice(shop: ShopContext, { data }: Pick<OutboxEvent, 'data'>): Promise<Again | undefined> {
  const until = Date.now() + SLICE_MS;
  const _id = importId.decode(String(data.import));
  const current = await imports.in(shop).findOne({ _id });
  if (current?.status !== 'UNDOING') return undefined;
  const count: Parameters<typeof undoNext>[2] = async (tx, { removed, restored, kept }) => {
    await imports
      .in(tx)
      .set({ _id, status: 'UNDOING' }, { $inc: { 'undo.removed': removed, 'undo.restored': restored, 'undo.kept': kept } });
  };
  while (await undoNext(shop, _id, count, { expand: current.options.productEvents })) {
    if (Date.now() >= until) return { again: true };
  }
  await imports.in(shop).set({ _id, status: { $in: importStates.startsOf('endUndo') } }, { $set: { status: 'UNDONE' } });
  return undefined;
}
