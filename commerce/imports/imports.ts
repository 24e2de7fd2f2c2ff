import { type Upload, uploads } from '#commerce/files/index.js';
import { NotFound, UserError } from '#platform/errors.js';
import { type Page, type PageArgs, page } from '#platform/page.js';
import { type AgencyContext, acrossShops, agencyForJob, type ShopContext, shopForJob, transaction } from '#tenants/index.js';
import {
  type Import,
  type ImportBatch,
  type ImportProblem,
  importBatches,
  importBatchId,
  importId,
  importProblems,
  imports,
} from './import.model.js';
import { batchStatus, type ImportStatus, importStates } from './import.state.js';
import { planSlice } from './start.js';
import { undoImport } from './undo.js';

/** @throws {NotFound} for an id of another shop too */
export async function getImport(shop: ShopContext, id: string): Promise<Import> {
  const found = await imports.in(shop).findOne({ _id: importId.decode(id, ['import']) });
  if (!found) throw new NotFound(id, ['import']);
  return found;
}

/** The shop's imports, the newest first. */
export const listImports = (shop: ShopContext, args: PageArgs): Promise<Page<Import>> =>
  page<Import>((filter, reading) => imports.in(shop).find(filter, reading), {}, [['_id', -1]], args);

/** What did not fit, in the order of the file; with `code` those of one kind. */
export const listProblems = (
  shop: ShopContext,
  { _id }: Pick<Import, '_id'>,
  { code, ...args }: PageArgs & { code?: string | null | undefined },
): Promise<Page<ImportProblem>> =>
  page<ImportProblem>(
    (filter, reading) => importProblems.in(shop).find(filter, reading),
    { importId: _id, ...(code == null ? {} : { code }) },
    [
      ['row', 1],
      ['column', 1],
      ['code', 1],
    ],
    args,
  );

export interface ProblemCount {
  code: string;
  /** The first one's. */
  message: string;
  count: number;
  rejected: number;
}

/** How many problems there are of each code, the most frequent first. Reads the index of codes alone, and of each code one problem. */
export async function countProblems(shop: ShopContext, { _id }: Pick<Import, '_id'>): Promise<ProblemCount[]> {
  const counts = await importProblems
    .in(shop)
    .aggregate<{ _id: string; count: number; kept: number }>([
      { $match: { importId: _id } },
      { $group: { _id: '$code', count: { $sum: 1 }, kept: { $sum: { $cond: ['$kept', 1, 0] } } } },
      { $sort: { count: -1, _id: 1 } },
    ]);
  const firsts = await Promise.all(
    counts.map(({ _id: code }) => importProblems.in(shop).find({ importId: _id, code }, { sort: { row: 1, column: 1 }, limit: 1 })),
  );
  return counts.map(({ _id: code, count, kept }, at) => ({ code, message: firsts[at]![0]?.message ?? '', count, rejected: count - kept }));
}

/** These uploads, in their order; null for one that is no longer kept. */
export async function uploadsByIds(shop: ShopContext, ids: readonly Import['uploadId'][]): Promise<(Upload | null)[]> {
  const found = await uploads.in(agencyForJob(shop.agencyId, 'imports')).find({ _id: { $in: [...ids] } });
  const byId = new Map(found.map((upload) => [upload._id.toHexString(), upload]));
  return ids.map((id) => byId.get(id.toHexString()) ?? null);
}

/**
 * Stops an import: once it has been answered nothing more goes in; what is in stays. To cancel it again changes nothing.
 * @throws {UserError} NOT_FOUND; WRONG_STATE for one that has ended
 */
export async function cancelImport(shop: ShopContext, id: string): Promise<Import> {
  const _id = importId.decode(id, ['import']);
  const cancelled = await imports
    .in(shop)
    .update({ _id, status: { $in: importStates.startsOf('cancel') } }, { $set: { status: 'CANCELLED', finishedAt: new Date() } });
  if (cancelled) return cancelled;
  const found = await getImport(shop, id);
  if (found.status !== 'CANCELLED') importStates.next(found.status, 'cancel');
  return found;
}

/**
 * Takes an import up again that was cancelled or has failed: it goes on where it stopped. To resume one that runs changes nothing.
 * @throws {UserError} NOT_FOUND; WRONG_STATE for one that has come to its end or is being undone
 */
export async function resumeImport(shop: ShopContext, id: string): Promise<Import> {
  const found = await getImport(shop, id);
  if (found.status === 'QUEUED' || found.status === 'RUNNING') return found;
  const status = importStates.next(found.status, 'resume');
  return transaction(shop, async (tx) => {
    const change = { $set: { status, finishedAt: null, failures: 0 }, $inc: { run: 1 } };
    const resumed = await imports.in(tx).update({ _id: found._id, status: { $in: importStates.startsOf('resume') } }, change);
    if (!resumed) return getImport(tx, id);
    // What stopped the whole import is told again if it does so again.
    await importProblems.in(tx).removeMany({ importId: found._id, row: 0 });
    await planSlice(tx, resumed);
    return resumed;
  });
}

/** @throws {NotFound} */
export async function getBatch(agency: AgencyContext, id: string): Promise<ImportBatch> {
  const found = await importBatches.in(agency).findOne({ _id: importBatchId.decode(id, ['importBatch']) });
  if (!found) throw new NotFound(id, ['importBatch']);
  return found;
}

/** The same for whoever knows one shop of it alone: what a repeated request reads. */
export const getBatchOf = (shop: ShopContext, id: string): Promise<ImportBatch> => getBatch(agencyForJob(shop.agencyId, 'imports'), id);

const across = () => acrossShops<Import>(imports.name, 'an agency follows one import into many shops');
const ofBatch = ({ imports: started }: ImportBatch) => ({
  _id: { $in: started.map(({ importId: id }) => id) },
  shopId: { $in: started.map(({ shopId: id }) => id) },
});

/** The agency's batches, the newest first. */
export const listBatches = (agency: AgencyContext, args: PageArgs): Promise<Page<ImportBatch>> =>
  page<ImportBatch>((filter, reading) => importBatches.in(agency).find(filter, reading), {}, [['_id', -1]], args);

/** The imports of a batch, in the order in which its shops were named. */
export async function listBatch(
  batch: ImportBatch,
  { statuses, ...args }: PageArgs & { statuses?: readonly ImportStatus[] | null | undefined },
): Promise<Page<Import>> {
  const wanted = statuses ? { status: { $in: [...statuses] } } : {};
  // Made one after the other, they are in the order of their ids.
  return page<Import>((filter, reading) => across().find({ $and: [ofBatch(batch), filter] }, reading), wanted, [['_id', 1]], args);
}

export async function statusOfBatch(batch: ImportBatch): Promise<ImportStatus> {
  return batchStatus(await across().distinct<ImportStatus>('status', ofBatch(batch)));
}

/** Stops all imports of a batch that have not ended. */
export async function cancelBatch(agency: AgencyContext, id: string): Promise<ImportBatch> {
  const batch = await getBatch(agency, id);
  await across().updateMany(
    { ...ofBatch(batch), status: { $in: importStates.startsOf('cancel') } },
    { $set: { status: 'CANCELLED', finishedAt: new Date() } },
  );
  return batch;
}

/** Takes up all imports of a batch that were cancelled or have failed. Cut short, the same call again does the rest. */
export const resumeBatch = (agency: AgencyContext, id: string): Promise<ImportBatch> =>
  eachOf(agency, id, importStates.startsOf('resume'), resumeImport);

/** Begins to undo all imports of a batch that can be undone: those that run are left alone. Cut short, the same call again does the rest. */
export const undoBatch = (agency: AgencyContext, id: string): Promise<ImportBatch> =>
  eachOf(agency, id, importStates.startsOf('undo'), undoImport);

const AT_ONCE = 20;

async function eachOf(
  agency: AgencyContext,
  id: string,
  statuses: readonly ImportStatus[],
  act: (shop: ShopContext, id: string) => Promise<Import>,
): Promise<ImportBatch> {
  const batch = await getBatch(agency, id);
  const found = await across().find({ ...ofBatch(batch), status: { $in: [...statuses] } }, { projection: { shopId: 1 } });
  for (let at = 0; at < found.length; at += AT_ONCE) {
    await Promise.all(
      found.slice(at, at + AT_ONCE).map(async ({ _id, shopId }) => {
        try {
          await act(await shopForJob(shopId, 'imports'), importId.encode(_id));
        } catch (error) {
          // Too old, a dry run, or somebody else was quicker: the others go on.
          if (!(error instanceof UserError)) throw error;
        }
      }),
    );
  }
  return batch;
}
