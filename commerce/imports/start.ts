import { Types } from 'mongoose';
import { z } from 'zod';
import { uploadId, uploads, useUpload } from '#commerce/files/index.js';
import { NotFound, UserError } from '#platform/errors.js';
import { agencyForJob, complete, plan, type ShopContext, shopId, transaction } from '#tenants/index.js';
import { IMPORT_FORMATS } from './formats/index.js';
import { type Import, type ImportBatch, importBatches, importBatchId, importId, imports } from './import.model.js';

const MOST_SHOPS = 1000;

export const NewImport = z.object({
  upload: z.string(),
  format: z.enum(IMPORT_FORMATS).default('SHOPIFY'),
});
export type NewImport = z.infer<typeof NewImport>;

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
  const createdAt = new Date();
  const batchId = new Types.ObjectId();
  return transaction(agency, async (tx) => {
    const { file } = await useUpload(tx, upload);
    const started: Import[] = [];
    for (const shop of shops) {
      const inside = shop.within(tx.session!);
      const one = await imports
        .in(inside)
        .insert(fresh(inside, { batchId, uploadId: _id, format: input.format, createdAt, bytesTotal: file!.bytes }));
      await plan(inside, {
        type: 'import.slice',
        queue: 'imports',
        data: { import: importId.encode(one._id) },
        subject: importId.encode(one._id),
      });
      started.push(one);
    }
    const batch = await importBatches.in(tx).insert({
      _id: batchId,
      uploadId: _id,
      format: input.format,
      imports: started.map((one) => ({ shopId: one.shopId, importId: one._id })),
      createdAt,
    });
    await complete(first!.within(tx.session!), importBatchId.encode(batch._id));
    return { batch, imports: started };
  });
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
  given: Pick<Import, 'batchId' | 'uploadId' | 'format' | 'createdAt' | 'bytesTotal'>,
): Omit<Import, '_id' | 'shopId'> {
  return {
    ...given,
    agencyId: shop.agencyId,
    status: 'QUEUED',
    nextPart: 0,
    bytesRead: 0,
    failures: 0,
    rowsRead: 0,
    rowsRejected: 0,
    productsCreated: 0,
    productsUpdated: 0,
    productsUnchanged: 0,
    startedAt: null,
    finishedAt: null,
  };
}
