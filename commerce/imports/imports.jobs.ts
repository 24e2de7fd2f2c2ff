import { newestProduct } from '#commerce/catalog/index.js';
import { isUnavailable } from '#platform/mongo.js';
import { type Again, emit, type OutboxEvent, type ShopContext, transaction } from '#tenants/index.js';
import { Overtaken } from './account.js';
import { dropClaims } from './claims.js';
import { type Import, importBatchId, importId, importProblems, imports } from './import.model.js';
import { importStates } from './import.state.js';
import { getBatchOf } from './imports.js';
import { enterAsNewcomer, letNewcomersPass } from './newcomers.js';
import { prepareAhead } from './prepare-part.js';
import { ReadingInterrupted } from './reading/one-thread.js';
import type { Source } from './source.model.js';
import { beginOf, partOf, rowsIn, sourceOf, wantedBy } from './sources.js';
import { takePart } from './write-part.js';

/** Then the job makes room for others and is queued again. */
const SLICE_MS = 1500;
/** Errors of our own at one checkpoint before the import is given up. */
const MOST_FAILURES = 5;

/**
 * One slice of an import: reads on and writes part after part until its time is up. Whoever dies in between leaves a checkpoint, and the
 * next slice goes on there; two slices of one import at once are harmless.
 */
export async function runImportSlice(shop: ShopContext, { data }: Pick<OutboxEvent, 'data'>): Promise<Again | undefined> {
  const until = Date.now() + SLICE_MS;
  const _id = importId.decode(String(data.import));
  const goesOn = (one: Import | null): one is Import => one?.status === 'RUNNING' && (data.run ?? one.run) === one.run;
  let leave = () => {};
  try {
    let current = await begun(shop, _id);
    if (current?.nextPart === 0) leave = enterAsNewcomer(current);
    while (goesOn(current)) {
      if (Date.now() >= until) return { again: true };
      if (await letNewcomersPass(current)) {
        // It may have been cancelled meanwhile.
        current = await imports.in(shop).findOne({ _id });
        if (!goesOn(current)) break;
      }
      current = await step(shop, current, until);
    }
  } catch (error) {
    if (error instanceof Overtaken || error instanceof ReadingInterrupted) return { again: true };
    if (isUnavailable(error) || !(await givenUp(shop, _id))) throw error;
  } finally {
    leave();
  }
  return undefined;
}

/** Null where there is nothing to do any more. */
async function begun(shop: ShopContext, _id: Import['_id']): Promise<Import | null> {
  const mine = imports.in(shop);
  const found = await mine.findOne({ _id });
  if (!found || !importStates.allows(found.status, 'begin')) return found;
  const now = new Date();
  const pace = { since: now, rows: found.rowsRead, bytes: found.bytesRead };
  const begin = {
    status: importStates.next(found.status, 'begin'),
    startedAt: found.startedAt ?? now,
    pace,
    ...(found.startedAt || (await newestProduct(shop)) ? {} : { intoEmpty: true as const }),
  };
  return (await mine.update({ _id, status: found.status }, { $set: begin })) ?? mine.findOne({ _id });
}

/** Takes the import one part further, or to its end. While the file is still being read, answers it as it was. */
async function step(shop: ShopContext, current: Import, until: number): Promise<Import | null> {
  const source = await inTime(sourceOf(shop, wantedBy(current)), until);
  if (!source) return current;
  if (source.refusal) return fail(shop, current, source.refusal);
  if (!current.found) return recognised(shop, current, source);
  const begins = await inTime(beginOf(shop, source, current.nextPart), until);
  if (begins === undefined) return current;
  if (begins === null) return complete(shop, current);
  const part = await inTime(partOf(shop, source, current.nextPart), until);
  if (!part) return current;
  // While this part is written the next is read, and made ready for the shop.
  if (part.next) void prepareAhead(shop, current, source, part);
  return takePart(shop, current, source, part);
}

/** Undefined where it is not there in time; it goes on in the meantime. */
async function inTime<T>(making: Promise<T>, until: number): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), Math.max(0, until - Date.now()));
  });
  return Promise.race([making, late]).finally(() => clearTimeout(timer));
}

/** Shows what the file was taken for, and how many rows it has where another shop has had it. */
async function recognised(shop: ShopContext, { _id }: Import, source: Source): Promise<Import | null> {
  const { format, confidence } = source.found!;
  return imports.in(shop).update({ _id }, { $set: { found: { format, confidence }, rowsTotal: await rowsIn(shop, source) } });
}

async function complete(shop: ShopContext, current: Import): Promise<Import | null> {
  const ended = await transaction(shop, async (tx) => {
    const done = await imports
      .in(tx)
      .update(
        { _id: current._id, status: { $in: importStates.startsOf('complete') }, nextPart: current.nextPart },
        { $set: { status: 'COMPLETED', finishedAt: new Date(), rowsTotal: current.rowsRead } },
      );
    if (done) await emit(tx, { type: 'import.completed', subject: importId.encode(done._id), data: await toldOf(tx, done) });
    return done ?? imports.in(tx).findOne({ _id: current._id });
  });
  // Too many for a transaction, and what a kill leaves of them expires.
  if (current.options.dryRun) await dropClaims(shop, current);
  return ended;
}

function fail(
  shop: ShopContext,
  { _id }: Pick<Import, '_id'>,
  { code, message }: { code: string; message: string },
): Promise<Import | null> {
  return transaction(shop, async (tx) => {
    const failed = await imports
      .in(tx)
      .update({ _id, status: { $in: importStates.startsOf('fail') } }, { $set: { status: 'FAILED', finishedAt: new Date() } });
    if (failed) {
      await importProblems.in(tx).insert({ importId: _id, row: 0, column: '', code, message, value: '', kept: false });
      const data = { ...(await toldOf(tx, failed)), code, message };
      await emit(tx, { type: 'import.failed', subject: importId.encode(_id), data });
    }
    return failed ?? imports.in(tx).findOne({ _id });
  });
}

/** What an event tells: `shops` are those that the same file goes into, `seconds` how long it took. */
async function toldOf(tx: ShopContext, done: Import): Promise<Record<string, unknown>> {
  const { batchId, rowsRead, rowsRejected, productsCreated, productsUpdated, productsUnchanged, productsSkipped } = done;
  const batch = importBatchId.encode(batchId);
  const counts = { rowsRead, rowsRejected, productsCreated, productsUpdated, productsUnchanged, productsSkipped };
  const seconds = Math.round(((done.finishedAt?.getTime() ?? 0) - (done.startedAt ?? done.createdAt).getTime()) / 1000);
  const shops = (await getBatchOf(tx, batch)).imports.length;
  return { batch, ...counts, shops, seconds, ...(done.options.dryRun ? { dryRun: true } : {}) };
}

/** Counts an error of our own; true where it was one too many and the import has ended. */
async function givenUp(shop: ShopContext, _id: Import['_id']): Promise<boolean> {
  const counted = await imports.in(shop).update({ _id, status: 'RUNNING' }, { $inc: { failures: 1 } });
  if (!counted || counted.failures < MOST_FAILURES) return false;
  const message = 'Something went wrong on our side again and again. What is in stays in: resume the import to bring the rest';
  await fail(shop, counted, { code: 'INTERNAL', message });
  return true;
}
