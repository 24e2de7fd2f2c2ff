import { Types } from 'mongoose';
import { uploadId, uploads, useUpload } from '#commerce/files/index.js';
import { NotFound, UserError } from '#platform/errors.js';
import { type AgencyContext, agencyForJob, complete, plan, type ShopContext, shopId, transaction } from '#tenants/index.js';
import { type Import, type ImportBatch, importBatches, importBatchId, importId, imports } from './import.model.js';
import { getMapping } from './mappings.js';
import { type MappedColumn, type NewImport, optionsOf } from './options.js';

const MOST_SHOPS = 1000;

interface StartedBatch {
  batch: ImportBatch;
  imports: Import[];
}

/**
 * Starts one file on its way into all these shops, or into none. `wholeAgency`: the caller may act for all of the agency, and so use its
 * uploads; who acts for one shop alone uses those that are bound to it.
 * @throws {UserError} NOT_FOUND, INVALID_INPUT, UPLOAD_EMPTY
 */
export async function startImports(
  shops: readonly ShopContext[],
  input: NewImport,
  { wholeAgency }: { wholeAgency: boolean },
): Promise<StartedBatch> {
  const [first] = shops;
  checkShops(shops);
  const agency = agencyForJob(first!.agencyId, 'imports');
  const _id = uploadId.decode(input.upload, ['upload']);
  const upload = await uploads.in(agency).findOne({ _id });
  const usable = upload && (upload.boundShopId ? shops.every((shop) => shop.shopId.equals(upload.boundShopId!)) : wholeAgency);
  if (!usable) throw new NotFound(input.upload, ['upload']);
  const { format, columns } = await readAs(agency, input, { wholeAgency });
  const options = optionsOf(input);
  const createdAt = new Date();
  const batchId = new Types.ObjectId();
  return transaction(agency, async (tx) => {
    const { file } = await useUpload(tx, upload);
    const started: Import[] = [];
    for (const shop of shops) {
      const inside = shop.within(tx.session!);
      const one = await imports
        .in(inside)
        .insert(fresh(inside, { batchId, uploadId: _id, format, columns, options, createdAt, bytesTotal: file!.bytes }));
      await planSlice(inside, one);
      started.push(one);
    }
    const batch = await importBatches.in(tx).insert({
      _id: batchId,
      uploadId: _id,
      format,
      columns,
      imports: started.map((one) => ({ shopId: one.shopId, importId: one._id })),
      createdAt,
    });
    await complete(first!.within(tx.session!), importBatchId.encode(batch._id));
    return { batch, imports: started };
  });
}

/** Plans the next slices of an import. */
export async function planSlice(tx: ShopContext, { _id, run }: Pick<Import, '_id' | 'run'>): Promise<void> {
  const id = importId.encode(_id);
  await plan(tx, { type: 'import.slice', queue: 'imports', data: { import: id, run }, subject: id });
}

/** As what a file is to be read, from what a request says of it. @throws {NotFound} for the mapping */
export async function readAs(
  agency: AgencyContext,
  { format, columns, mapping }: Pick<NewImport, 'format' | 'columns' | 'mapping'>,
  { wholeAgency }: { wholeAgency: boolean },
): Promise<Pick<Import, 'format' | 'columns'>> {
  return {
    format: format === 'AUTO' ? null : (format ?? null),
    columns: columns
      ? columns.map(({ name, field = null }) => ({ name, field }))
      : await savedColumns(agency, mapping ?? null, wholeAgency),
  };
}

/** Mappings are the agency's: who acts for one shop alone names columns instead. @throws {NotFound} */
async function savedColumns(agency: AgencyContext, id: string | null, wholeAgency: boolean): Promise<MappedColumn[] | null> {
  if (id === null) return null;
  if (!wholeAgency) throw new NotFound(id, ['mapping']);
  return (await getMapping(agency, id)).columns;
}

function checkShops(shops: readonly ShopContext[]): void {
  if (shops.length === 0 || shops.length > MOST_SHOPS) {
    throw new UserError('INVALID_INPUT', `shops: takes 1 to ${MOST_SHOPS} shops, not ${shops.length}`, ['shops']);
  }
  const met = new Set<string>();
  for (const [index, { shopId: id, agencyId }] of shops.entries()) {
    const field = ['shops', String(index)];
    if (!agencyId.equals(shops[0]!.agencyId)) throw new NotFound(shopId.encode(id), field);
    if (met.has(id.toHexString())) throw new UserError('INVALID_INPUT', `shops: names ${shopId.encode(id)} twice`, field);
    met.add(id.toHexString());
  }
}

function fresh(
  shop: ShopContext,
  given: Pick<Import, 'batchId' | 'uploadId' | 'format' | 'columns' | 'options' | 'createdAt' | 'bytesTotal'>,
): Omit<Import, '_id' | 'shopId'> {
  return {
    ...given,
    agencyId: shop.agencyId,
    found: null,
    status: 'QUEUED',
    run: 0,
    nextPart: 0,
    bytesRead: 0,
    rowsTotal: null,
    pace: null,
    failures: 0,
    undo: null,
    rowsRead: 0,
    rowsRejected: 0,
    productsCreated: 0,
    productsUpdated: 0,
    productsUnchanged: 0,
    productsSkipped: 0,
    startedAt: null,
    finishedAt: null,
  };
}
