import { config } from '#platform/config.js';
import { NotFound } from '#platform/errors.js';
import { type Page, type PageArgs, page } from '#platform/page.js';
import {
  type AgencyContext,
  acrossShops,
  agencyForJob,
  openSecret,
  type SealedSecret,
  type ShopContext,
  sealSecret,
  shopForJob,
  shopId,
} from '#tenants/index.js';
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

/** @throws {NotFound} for an id of another shop too */
export async function getImport(shop: ShopContext, id: string): Promise<Import> {
  const found = await imports.in(shop).findOne({ _id: importId.decode(id, ['import']) });
  if (!found) throw new NotFound(id, ['import']);
  return found;
}

/** The shop's imports, the newest first. */
export const listImports = (shop: ShopContext, args: PageArgs): Promise<Page<Import>> =>
  page<Import>((filter, reading) => imports.in(shop).find(filter, reading), {}, [['_id', -1]], args);

/** What did not fit, in the order of the file. */
export const listProblems = (shop: ShopContext, { _id }: Pick<Import, '_id'>, args: PageArgs): Promise<Page<ImportProblem>> =>
  page<ImportProblem>(
    (filter, reading) => importProblems.in(shop).find(filter, reading),
    { importId: _id },
    [
      ['row', 1],
      ['column', 1],
      ['code', 1],
    ],
    args,
  );

/**
 * Stops an import: nothing more is begun; what it has written stays. To cancel it again changes nothing.
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

/** The imports of a batch, in the order in which its shops were named. */
export async function listBatch(batch: ImportBatch, args: PageArgs): Promise<Page<Import>> {
  // Made one after the other, they are in the order of their ids.
  return page<Import>((filter, reading) => across().find({ $and: [ofBatch(batch), filter] }, reading), {}, [['_id', 1]], args);
}

export async function statusOfBatch(batch: ImportBatch): Promise<ImportStatus> {
  return batchStatus(await across().distinct<ImportStatus>('status', ofBatch(batch)));
}

const REPORT_HOURS = 24;
const reportPurpose = (id: string): string => `import-report/${id}`;

/** Where the problems are had as a CSV, for a day: the token says until when, sealed for this import alone. */
export function reportUrlOf(shop: ShopContext, { _id }: Pick<Import, '_id'>): string {
  const id = importId.encode(_id);
  const until = new Date(Date.now() + REPORT_HOURS * 3600_000).toISOString();
  const token = sealSecret(shop, reportPurpose(id), until);
  return `${config().publicUrl}/uploads/reports/${shopId.encode(shop.shopId)}/${id}?token=${token}`;
}

/**
 * The lines of an import's report, for whoever holds its address.
 * @throws {NotFound} for a token that is wrong or has run out
 */
export async function problemsAsCsv(address: { shop: string; import: string; token: string }): Promise<AsyncIterable<string>> {
  const shop = await shopForJob(shopId.decode(address.shop), 'import-report');
  const until = opened(shop, address);
  if (!until || new Date(until) <= new Date()) throw new NotFound(address.import);
  const { _id } = await getImport(shop, address.import);
  return csvLines(shop, _id);
}

function opened(shop: ShopContext, { import: id, token }: { import: string; token: string }): string | null {
  try {
    return openSecret(shop, reportPurpose(id), token as SealedSecret);
  } catch {
    return null; // not made by us for this import
  }
}

async function* csvLines(shop: ShopContext, _id: Import['_id']): AsyncGenerator<string> {
  yield '\ufeffRow,Column,Code,Problem\r\n';
  const inOrder = { sort: { row: 1, column: 1, code: 1 } } as const;
  for await (const { row, column, code, message } of importProblems.in(shop).each({ importId: _id }, inOrder)) {
    yield `${[row === 0 ? '' : String(row), column, code, message].map(cell).join(',')}\r\n`;
  }
}

/** A cell that begins like a formula would be run by a spreadsheet. Source: OWASP, CSV injection. */
const cell = (text: string): string => `"${(/^[=+\-@\t\r]/.test(text) ? `'${text}` : text).replaceAll('"', '""')}"`;
