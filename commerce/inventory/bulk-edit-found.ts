import { Types } from 'mongoose';
import { z } from 'zod';
import {
  countProducts,
  lastingQuery,
  MOST_QUERY,
  newestProduct,
  nextProducts,
  ProductEdit,
  productId,
  productsAmong,
} from '#commerce/catalog/index.js';
import { NotFound, UserError } from '#platform/errors.js';
import { type Filter, isDuplicateKey, isUnavailable } from '#platform/mongo.js';
import { type Again, complete, isLastAttempt, type OutboxEvent, plan, type ShopContext, transaction } from '#tenants/index.js';
import { counting, freshEdit, planning, priced } from './bulk-edit.js';
import { type BulkEdit, type BulkSearch, BY_STATUS, bulkEditId, bulkEdits, UNDER_WAY } from './bulk-edit.model.js';
import { givenPictures } from './given-pictures.js';
import type { SetResult } from './set-options.js';
import { setPlanned } from './set-products.js';
import { taxClassCheck } from './tax-classes.js';
import { undoNext } from './undo.js';

/** Edits of one shop, and undos. */
const MOST_UNDER_WAY = 5;
const MOST_COUNTED = 100_000;
const MOST_PROBLEMS = 20;
/** Then the job makes room for others and is queued again. */
const SLICE_MS = 1500;
/** Errors of our own at one portion before the edit is given up. */
const MOST_FAILURES = 5;

const Change = ProductEdit.pick({
  status: true,
  vendor: true,
  productType: true,
  tagsAdd: true,
  tagsRemove: true,
  priceChange: true,
}).refine((change) => Object.values(change).some((value) => value !== undefined), 'names nothing that is to change');
/** A query that were cut would find more than was meant. */
export const ProductsUpdateFound = z.object({ query: z.string().max(MOST_QUERY), change: Change });
export type ProductsUpdateFound = z.output<typeof ProductsUpdateFound>;

/**
 * Begins to change every product that a query finds: the worker goes from the oldest to the newest of now, so that it comes to each once,
 * whatever the change makes of what the query finds. @throws {UserError} INVALID_AMOUNT, INVALID_INPUT, NOT_FOUND, WRONG_STATE
 */
export async function editFound(shop: ShopContext, { query: given, change }: ProductsUpdateFound): Promise<BulkEdit> {
  checkPrice(shop, change);
  const query = await lastingQuery(shop, given);
  // Counting may take seconds.
  await freePlace(shop);
  const [found, upTo] = [await countProducts(shop, query, MOST_COUNTED), await newestProduct(shop)];
  const begin = async (tx: ShopContext) => {
    const search: BulkSearch = {
      query,
      change,
      status: 'RUNNING',
      found,
      seen: 0,
      refused: 0,
      problems: [],
      after: null,
      upTo,
      failures: 0,
      place: await freePlace(tx),
    };
    const edit = await bulkEdits.in(tx).insert({ _id: new Types.ObjectId(), ...freshEdit(tx), search });
    const id = bulkEditId.encode(edit._id);
    await plan(tx, { type: 'products.edit', queue: 'imports', data: { bulkEdit: id }, subject: id });
    await complete(tx, id);
    return edit;
  };
  for (let turn = 1; ; turn += 1) {
    try {
      return await transaction(shop, begin);
    } catch (error) {
      // Another has just taken the place.
      if (!isDuplicateKey(error) || turn === MOST_UNDER_WAY) throw error;
    }
  }
}

/**
 * One of the five places, which no other that runs has: an index sees to it, since none of two that begin at once sees the other. An undo
 * needs no place, and takes the room of one.
 * @throws {UserError} WRONG_STATE
 */
async function freePlace(shop: ShopContext): Promise<number> {
  const underWay = await bulkEdits.in(shop).find({ 'search.status': { $in: [...UNDER_WAY] } }, { limit: MOST_UNDER_WAY, hint: BY_STATUS });
  if (underWay.length >= MOST_UNDER_WAY)
    throw new UserError('WRONG_STATE', `${MOST_UNDER_WAY} edits of the shop are running: wait for one of them, or cancel it`);
  const taken = new Set(underWay.map(({ search }) => (search?.status === 'RUNNING' ? search.place : null)));
  return Array.from({ length: MOST_UNDER_WAY }, (_, place) => place).find((place) => !taken.has(place))!;
}

function checkPrice(shop: ShopContext, { priceChange }: ProductsUpdateFound['change']): void {
  try {
    priced(shop, priceChange);
  } catch (error) {
    throw error instanceof UserError ? new UserError(error.code, error.message, ['change', ...error.field]) : error;
  }
}

/** @throws {NotFound} */
export async function getBulkEdit(shop: ShopContext, id: string, field: readonly string[] = []): Promise<BulkEdit> {
  const found = await bulkEdits.in(shop).findOne({ _id: bulkEditId.decode(id, field) });
  if (!found) throw new NotFound(id, field);
  return found;
}

/** Ends one that runs; what it has changed stays. One that has ended stays as it is. @throws {NotFound} */
export async function cancelBulkEdit(shop: ShopContext, id: string): Promise<BulkEdit> {
  const { _id } = await getBulkEdit(shop, id, ['bulkEdit']);
  const cancelled = await bulkEdits.in(shop).update({ _id, 'search.status': 'RUNNING' }, { $set: { 'search.status': 'CANCELLED' } });
  return cancelled ?? getBulkEdit(shop, id, ['bulkEdit']);
}

/** Another run of the same edit was here first, or it was cancelled: what this one wrote is undone. */
class Overtaken extends Error {}

type Job = Pick<OutboxEvent, 'data' | 'attempts'>;

/** One slice of an edit: portion after portion until its time is up. Two slices of one edit at once are harmless. */
export async function runEditSlice(shop: ShopContext, job: Job): Promise<Again | undefined> {
  const until = Date.now() + SLICE_MS;
  const _id = bulkEditId.decode(String(job.data.bulkEdit));
  try {
    let current = await bulkEdits.in(shop).findOne({ _id });
    while (current?.search?.status === 'RUNNING') {
      if (Date.now() >= until) return { again: true };
      current = await changeNext(shop, current, current.search);
    }
  } catch (error) {
    if (error instanceof Overtaken) return { again: true };
    if (!(await givenUp(shop, { _id, 'search.status': 'RUNNING' }, error, job))) throw error;
  }
  return undefined;
}

/**
 * Changes the next portion, and moves on, in one transaction: a run that dies is done again as if it had not been. Where a collection that the
 * query names is gone, nobody knows any more what it was to find: the edit fails.
 */
async function changeNext(shop: ShopContext, { _id }: BulkEdit, search: BulkSearch): Promise<BulkEdit | null> {
  const { query, change, after, upTo } = search;
  const portion = upTo ? await nextProducts(shop, query, { after, upTo }) : [];
  if (!portion) return bulkEdits.in(shop).update({ _id, 'search.status': 'RUNNING' }, { $set: { 'search.status': 'FAILED' } });
  return transaction(shop, async (tx) => {
    const still = await stillFound(tx, query, portion);
    const items = still.map((product) => ({ product: productId.encode(product._id), ...change }));
    const results = await changeAll(tx, _id, items);
    const refused = results.filter(({ outcome }) => outcome === 'refused');
    const problems = refused.map(({ index, errors }) => ({ title: still[index]!.title, message: errors[0]?.message ?? '' }));
    const moved = await bulkEdits.in(tx).update(
      { _id, 'search.status': 'RUNNING', 'search.after': after },
      {
        $inc: {
          count: results.filter(({ outcome }) => outcome === 'updated').length,
          'search.seen': portion.length,
          'search.refused': refused.length,
        },
        $push: { 'search.problems': { $each: problems.slice(0, MOST_PROBLEMS), $slice: MOST_PROBLEMS } },
        $set: {
          'search.failures': 0,
          ...(portion.length > 0 ? { 'search.after': portion.at(-1)!._id } : { 'search.status': 'COMPLETED' }),
        },
      },
    );
    if (!moved) throw new Overtaken();
    return moved;
  });
}

/** Of a portion those that the query finds as the transaction sees them: a person may just have taken one out of what it finds. */
async function stillFound<Listed extends { _id: Types.ObjectId }>(tx: ShopContext, query: string, portion: readonly Listed[]) {
  if (portion.length === 0) return [];
  const ids = portion.map(({ _id: id }) => id);
  const among = await productsAmong(tx, query, ids);
  return portion.filter(({ _id: id }) => among.has(id.toHexString()));
}

const changeAll = async (tx: ShopContext, journal: Types.ObjectId, items: readonly unknown[]): Promise<SetResult[]> =>
  items.length === 0
    ? []
    : setPlanned(tx, items, planning(tx, await taxClassCheck(tx, items), await givenPictures(tx, items)), {
        byHand: true,
        reason: 'Edited',
        journal,
        events: 'batch',
        expand: true,
      });

/**
 * Counts an error of our own; true where it was one too many and the edit has ended. A database that is away is none, but the last attempt
 * ends it too: nothing would bring it to an end any more.
 */
async function givenUp(shop: ShopContext, underWay: Filter<BulkEdit>, error: unknown, job: Job): Promise<boolean> {
  if (!isLastAttempt(job)) {
    if (isUnavailable(error)) return false;
    const counted = await bulkEdits.in(shop).update(underWay, { $inc: { 'search.failures': 1 } });
    if (!counted || counted.search!.failures < MOST_FAILURES) return false;
  }
  await bulkEdits.in(shop).set(underWay, { $set: { 'search.status': 'FAILED' } });
  return true;
}

/**
 * One slice of taking an edit back: the newest portion first, each with its counts in one transaction. One that is given up may be begun
 * again, and goes on where it was.
 */
export async function runEditUndoSlice(shop: ShopContext, job: Job): Promise<Again | undefined> {
  const until = Date.now() + SLICE_MS;
  const _id = bulkEditId.decode(String(job.data.bulkEdit));
  const undoing = { _id, 'search.status': 'UNDOING' } as const;
  try {
    if (!(await bulkEdits.in(shop).findOne(undoing))) return undefined;
    while (await undoNext(shop, _id, counting(_id, { 'search.failures': 0 }), { expand: true })) {
      if (Date.now() >= until) return { again: true };
    }
    await bulkEdits.in(shop).set(undoing, { $set: { 'search.status': 'UNDONE', undoneAt: new Date() } });
  } catch (error) {
    if (!(await givenUp(shop, undoing, error, job))) throw error;
  }
  return undefined;
}
