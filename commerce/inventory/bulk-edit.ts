import { Types } from 'mongoose';
import type { z } from 'zod';
import { inMinorUnits, type PictureAddresses, type Planned, ProductEdit, planned, productId, SetProduct } from '#commerce/catalog/index.js';
import { NotFound, UserError } from '#platform/errors.js';
import { toMinorUnits } from '#platform/money.js';
import { type Page, type PageArgs, page } from '#platform/page.js';
import { complete, plan, type ShopContext, transaction } from '#tenants/index.js';
import { type BulkEdit, type BulkEditStatus, BY_STATUS, bulkEditId, bulkEdits, UNDER_WAY } from './bulk-edit.model.js';
import { type Giver, givenPictures } from './given-pictures.js';
import { keepJournal, UNDO_MS } from './journal.js';
import { keptResult, replayResults } from './products.js';
import type { SetResult } from './set-options.js';
import { setPlanned } from './set-products.js';
import { actorOf } from './stock.js';
import { type TaxClassCheck, taxClassCheck } from './tax-classes.js';
import { type Undone, undoNext } from './undo.js';

const LISTED_MS = 30 * 24 * 3600_000;

type PriceEdit = z.output<typeof ProductEdit>['priceChange'];

interface EditedProducts {
  results: SetResult[];
  /** Null where nothing changed. */
  bulkEdit: BulkEdit | null;
}

/**
 * Changes products, each judged on its own as updateProduct does it. All that changed is one bulk edit: for a day it can be taken back.
 * An item that names the product of an earlier one is refused.
 */
export async function editProducts(shop: ShopContext, items: readonly unknown[], giver?: Giver): Promise<EditedProducts> {
  const _id = new Types.ObjectId();
  const results = await setPlanned(shop, items, planning(shop, await taxClassCheck(shop, items), await givenPictures(shop, items, giver)), {
    byHand: true,
    reason: 'Edited',
    journal: _id,
    settle: (tx, all) => keep(tx, _id, all),
  });
  return { results, bulkEdit: await bulkEdits.in(shop).findOne({ _id }) };
}

export function planning(
  shop: ShopContext,
  checked: TaxClassCheck,
  addresses: PictureAddresses,
): (item: unknown, index: number) => Planned {
  const met = new Map<string, number>();
  return (item, index) => {
    const { product, priceChange, tagsAdd, tagsRemove, ...change } = ProductEdit.parse(item);
    const target = productId.decode(product, ['product']);
    const earlier = met.get(target.toHexString());
    if (earlier !== undefined) throw new UserError('INVALID_INPUT', `product: is the one of item ${earlier}: name it once`, ['product']);
    met.set(target.toHexString(), index);
    const set = { ...inMinorUnits(shop, change, addresses), tagsAdd, tagsRemove, ...priced(shop, priceChange) };
    return planned(index, checked(SetProduct.parse(set)), target);
  };
}

/** @throws {UserError} INVALID_AMOUNT */
export const priced = ({ currency }: ShopContext, change: PriceEdit): Pick<SetProduct, 'priceChange'> => {
  if (!change) return {};
  return { priceChange: 'percent' in change ? change : { minor: toMinorUnits(change.amount, currency, ['priceChange', 'amount']) } };
};

async function keep(tx: ShopContext, _id: Types.ObjectId, results: readonly SetResult[]): Promise<void> {
  const count = results.filter(({ outcome }) => outcome === 'updated').length;
  if (count > 0) await bulkEdits.in(tx).insert({ _id, ...freshEdit(tx), count });
  await complete(tx, bulkEditId.encode(_id), ...results.map(keptResult));
}

/** One that has changed nothing yet. */
export function freshEdit(shop: ShopContext): Omit<BulkEdit, '_id' | 'shopId'> {
  const createdAt = new Date();
  const undone = { removed: 0, restored: 0, kept: 0 };
  const expiresAt = new Date(createdAt.getTime() + LISTED_MS);
  return { actor: actorOf(shop), count: 0, createdAt, undoneAt: null, undone, expiresAt };
}

/** What an idempotency key kept of editProducts. */
export async function editedBefore(shop: ShopContext, [id, ...kept]: readonly string[]): Promise<EditedProducts> {
  return { results: replayResults(kept), bulkEdit: await bulkEdits.in(shop).findOne({ _id: bulkEditId.decode(id!) }) };
}

/** The newest first; those of the last 30 days, or those alone that the worker is at. */
export function listBulkEdits(shop: ShopContext, args: PageArgs & { underWay?: boolean | null | undefined }): Promise<Page<BulkEdit>> {
  // They are few among many: the index of their statuses finds them.
  const [filter, hint] = args.underWay ? [{ 'search.status': { $in: [...UNDER_WAY] } }, { hint: BY_STATUS }] : [{}, {}];
  return page<BulkEdit>((bounded, reading) => bulkEdits.in(shop).find(bounded, { ...reading, ...hint }), filter, [['_id', -1]], args);
}

export const statusOfEdit = ({ search, undoneAt }: BulkEdit): BulkEditStatus => search?.status ?? (undoneAt ? 'UNDONE' : 'COMPLETED');

const ENDED: ReadonlySet<BulkEditStatus> = new Set(['COMPLETED', 'FAILED', 'CANCELLED']);

/** For a day, once, and not while it runs. */
export const isUndoable = (edit: BulkEdit, now = Date.now()): boolean =>
  edit.count > 0 && ENDED.has(statusOfEdit(edit)) && edit.createdAt.getTime() + UNDO_MS > now;

/** The counts stand with each step, so that whoever goes on after a lost connection answers all of them. */
export const counting =
  (_id: Types.ObjectId, besides: { 'search.failures'?: 0 } = {}) =>
  async (tx: ShopContext, { removed, restored, kept }: Undone): Promise<void> => {
    const $inc = { 'undone.removed': removed, 'undone.restored': restored, 'undone.kept': kept };
    await bulkEdits.in(tx).set({ _id }, { $inc, $set: besides });
  };

/**
 * Takes a bulk edit back: its products return to what they said before, unless they were edited since. To do it again changes nothing
 * and answers the same. Of one that was found by a query the worker takes portion after portion back: what is answered is how far it is.
 * @throws {UserError} NOT_FOUND; WRONG_STATE after its day, and while it runs
 */
export async function undoBulkEdit(shop: ShopContext, id: string): Promise<{ bulkEdit: BulkEdit; undone: Undone }> {
  const _id = bulkEditId.decode(id, ['bulkEdit']);
  const found = await transaction(shop, async (tx) => {
    const one = await bulkEdits.in(tx).findOne({ _id });
    if (!one) throw new NotFound(id, ['bulkEdit']);
    if (one.undoneAt || one.search?.status === 'UNDOING') return one;
    if (one.search?.status === 'RUNNING') throw new UserError('WRONG_STATE', 'The edit is still running: cancel it first', ['bulkEdit']);
    if (!isUndoable(one) && one.count > 0)
      throw new UserError('WRONG_STATE', 'The edit is older than a day: it cannot be undone any more', ['bulkEdit']);
    await keepJournal(tx, _id);
    if (!one.search) return one;
    await plan(tx, { type: 'products.undo', queue: 'imports', data: { bulkEdit: id }, subject: id });
    return (await bulkEdits.in(tx).update({ _id }, { $set: { 'search.status': 'UNDOING', 'search.failures': 0 } }))!;
  });
  if (found.undoneAt || found.search) return { bulkEdit: found, undone: found.undone };
  while (await undoNext(shop, _id, counting(_id)));
  await bulkEdits.in(shop).set({ _id, undoneAt: null }, { $set: { undoneAt: new Date() } });
  const bulkEdit = (await bulkEdits.in(shop).findOne({ _id }))!;
  return { bulkEdit, undone: bulkEdit.undone };
}
