import { Types } from 'mongoose';
import type { z } from 'zod';
import { inMinorUnits, type PictureAddresses, type Planned, ProductEdit, planned, productId, SetProduct } from '#commerce/catalog/index.js';
import { NotFound, UserError } from '#platform/errors.js';
import { toMinorUnits } from '#platform/money.js';
import { type Page, type PageArgs, page } from '#platform/page.js';
import { complete, type ShopContext, transaction } from '#tenants/index.js';
import { type BulkEdit, bulkEditId, bulkEdits } from './bulk-edit.model.js';
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

function planning(shop: ShopContext, checked: TaxClassCheck, addresses: PictureAddresses): (item: unknown, index: number) => Planned {
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

const priced = ({ currency }: ShopContext, change: PriceEdit): Pick<SetProduct, 'priceChange'> => {
  if (!change) return {};
  return { priceChange: 'percent' in change ? change : { minor: toMinorUnits(change.amount, currency, ['priceChange', 'amount']) } };
};

async function keep(tx: ShopContext, _id: Types.ObjectId, results: readonly SetResult[]): Promise<void> {
  const count = results.filter(({ outcome }) => outcome === 'updated').length;
  if (count > 0) {
    const createdAt = new Date();
    await bulkEdits.in(tx).insert({
      _id,
      actor: actorOf(tx),
      count,
      createdAt,
      undoneAt: null,
      undone: { removed: 0, restored: 0, kept: 0 },
      expiresAt: new Date(createdAt.getTime() + LISTED_MS),
    });
  }
  await complete(tx, bulkEditId.encode(_id), ...results.map(keptResult));
}

/** What an idempotency key kept of editProducts. */
export async function editedBefore(shop: ShopContext, [id, ...kept]: readonly string[]): Promise<EditedProducts> {
  return { results: replayResults(kept), bulkEdit: await bulkEdits.in(shop).findOne({ _id: bulkEditId.decode(id!) }) };
}

/** The newest first; those of the last 30 days. */
export const listBulkEdits = (shop: ShopContext, args: PageArgs): Promise<Page<BulkEdit>> =>
  page<BulkEdit>((filter, reading) => bulkEdits.in(shop).find(filter, reading), {}, [['_id', -1]], args);

/** For a day, once. */
export const isUndoable = ({ undoneAt, createdAt }: BulkEdit, now = Date.now()): boolean =>
  undoneAt === null && createdAt.getTime() + UNDO_MS > now;

/**
 * Takes a bulk edit back: its products return to what they said before, unless they were edited since. To do it again changes nothing
 * and answers the same.
 * @throws {UserError} NOT_FOUND; WRONG_STATE after its day
 */
export async function undoBulkEdit(shop: ShopContext, id: string): Promise<{ bulkEdit: BulkEdit; undone: Undone }> {
  const _id = bulkEditId.decode(id, ['bulkEdit']);
  const found = await transaction(shop, async (tx) => {
    const one = await bulkEdits.in(tx).findOne({ _id });
    if (!one) throw new NotFound(id, ['bulkEdit']);
    if (one.undoneAt) return one;
    if (!isUndoable(one)) throw new UserError('WRONG_STATE', 'The edit is older than a day: it cannot be undone any more', ['bulkEdit']);
    await keepJournal(tx, _id);
    return one;
  });
  if (found.undoneAt) return { bulkEdit: found, undone: found.undone };
  // The counts stand with each step, so that whoever goes on after a lost connection answers all of them.
  const count = async (tx: ShopContext, { removed, restored, kept }: Undone) =>
    void (await bulkEdits.in(tx).set({ _id }, { $inc: { 'undone.removed': removed, 'undone.restored': restored, 'undone.kept': kept } }));
  while (await undoNext(shop, _id, count));
  await bulkEdits.in(shop).set({ _id, undoneAt: null }, { $set: { undoneAt: new Date() } });
  const bulkEdit = (await bulkEdits.in(shop).findOne({ _id }))!;
  return { bulkEdit, undone: bulkEdit.undone };
}
