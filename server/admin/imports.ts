import { z } from 'zod';
import { createUpload, getUpload, NewUpload, uploadId } from '#commerce/files/index.js';
import {
  cancelBatch,
  cancelImport,
  countProblems,
  createMapping,
  deleteMapping,
  getBatch,
  getBatchOf,
  getImport,
  getMapping,
  type Import,
  type ImportBatch,
  InspectAs,
  type Inspected,
  importBatchId,
  importId,
  importMappingId,
  inspectUpload,
  listBatch,
  listBatches,
  listImports,
  listMappings,
  listProblems,
  MappingChange,
  NewImport,
  NewMapping,
  progressOf,
  readAs,
  reportUrlOf,
  resumeBatch,
  resumeImport,
  startImports,
  statusOfBatch,
  summaryOf,
  undoableUntil,
  undoBatch,
  undoImport,
  updateMapping,
  uploadsByIds,
} from '#commerce/imports/index.js';
import type { Resolvers } from '#server/generated/admin.js';
import { orNull } from '#server/graphql/errors.js';
import { agencyMutation, shopMutation, shopsMutation } from '#server/graphql/mutations.js';
import type { AdminRequest } from '#server/graphql/request.js';
import { told } from '#server/graphql/user-errors.js';
import { type AgencyContext, agencyForJob, agencyId, type ShopContext, shopId } from '#tenants/index.js';

/** Whether the caller may act for the whole agency of this shop. */
export const actsForAgency = async (request: AdminRequest, shop: ShopContext): Promise<boolean> =>
  (await orNull(Promise.resolve().then(() => request.openAgency(agencyId.encode(shop.agencyId))))) !== null;

/** The shop of an import that was found through its batch may not have been opened yet. */
const openShopOf = (request: AdminRequest, { shopId: id }: Import) => request.openShop(shopId.encode(id));

const statuses = new WeakMap<ImportBatch, ReturnType<typeof statusOfBatch>>();

/** A batch's status, read once an answer and before all else of it: whoever is told that it has ended finds no import of it running. */
function statusFirst(batch: ImportBatch): ReturnType<typeof statusOfBatch> {
  const status = statuses.get(batch) ?? statusOfBatch(batch);
  statuses.set(batch, status);
  return status;
}

const NOTHING = z.object({});

const onImport = (act: (shop: ShopContext, id: string) => Promise<Import>) =>
  shopMutation(NOTHING, async (shop, _input, args: { import: string }) => ({ import: await act(shop, args.import) }));

const onBatch = (act: (agency: AgencyContext, id: string) => Promise<ImportBatch>) =>
  agencyMutation(NOTHING, async (agency, _input, args: { importBatch: string }) => ({ importBatch: await act(agency, args.importBatch) }));

const MOST_SHOWN_VARIANTS = 10;
const MOST_SHOWN_PICTURES = 5;

type InspectedProduct = Inspected['preview']['products'][number];
type InspectedVariant = NonNullable<InspectedProduct['variants']>[number];

/** A product of a file as its preview shows it. */
function shownProduct({ rows, title, handle, externalId, status, vendor, productType, ...rest }: InspectedProduct) {
  const { tags = [], categories = [], options = [], variants = [], media = [] } = rest;
  return {
    row: rows[0] ?? 0,
    title: title ?? null,
    handle: handle ?? null,
    externalId: externalId ?? null,
    status: status ?? null,
    vendor: vendor ?? null,
    productType: productType ?? null,
    tags,
    categories: categories.map((path) => path.map((place) => place.title).join(' / ')),
    options: options.map(({ name, values }, at) => ({
      name,
      values: values ?? [...new Set(variants.flatMap(({ optionValues }) => optionValues?.[at] ?? []))],
    })),
    variants: variants.slice(0, MOST_SHOWN_VARIANTS).map(shownVariant),
    variantsCount: variants.length,
    pictures: media.slice(0, MOST_SHOWN_PICTURES).map(({ url }) => url),
    picturesCount: media.length,
  };
}

const shownVariant = ({ optionValues = [], sku, barcode, price, compareAtPrice, cost, currency, available }: InspectedVariant) => ({
  optionValues,
  sku: sku ?? null,
  barcode: barcode ?? null,
  price: price ?? null,
  compareAtPrice: compareAtPrice ?? null,
  cost: cost ?? null,
  currency: currency ?? null,
  available: available ?? null,
});

export const importsResolvers: Resolvers = {
  Mutation: {
    uploadCreate: agencyMutation(NewUpload, async (where, input) => ({ upload: await createUpload(where, input) }), {
      replay: async (where, [id]) => ({ upload: { upload: await getUpload(where, id!), url: null } }),
    }),
    catalogImportStart: shopsMutation(
      NewImport,
      async (shops, input, _args, request) => {
        const { batch } = await startImports(shops, input, { wholeAgency: await actsForAgency(request, shops[0]!) });
        return { importBatch: batch };
      },
      { replay: async (shop, [id]) => ({ importBatch: await getBatchOf(shop, id!) }) },
    ),
    importCancel: onImport(cancelImport),
    importResume: onImport(resumeImport),
    importUndo: onImport(undoImport),
    importBatchCancel: onBatch(cancelBatch),
    importBatchResume: onBatch(resumeBatch),
    importBatchUndo: onBatch(undoBatch),
    uploadInspect: agencyMutation(NOTHING, async (where, _input, { upload, ...given }: { upload: string }, request) => {
      const wholeAgency = !('shopId' in where) || (await actsForAgency(request, where as unknown as ShopContext));
      const file = await getUpload(where, upload, { wholeAgency });
      const as = await readAs(agencyForJob(where.agencyId, 'imports'), InspectAs.parse(given), { wholeAgency });
      return { inspection: await inspectUpload(file, as) };
    }),
    importMappingCreate: agencyMutation(NewMapping, async (agency, input) => ({ importMapping: await createMapping(agency, input) }), {
      replay: async (agency, [id]) => ({ importMapping: await getMapping(agency, id!) }),
    }),
    importMappingUpdate: agencyMutation(MappingChange, async (agency, input, args: { importMapping: string }) => ({
      importMapping: await updateMapping(agency, args.importMapping, input),
    })),
    importMappingDelete: agencyMutation(NOTHING, async (agency, _input, args: { importMapping: string }) => ({
      importMapping: await deleteMapping(agency, args.importMapping),
    })),
  },
  Shop: {
    imports: ({ context }, args) => listImports(context, args),
    import: ({ context }, { id }) => orNull(getImport(context, id)),
  },
  Agency: {
    importBatch: ({ context }, { id }) => orNull(getBatch(context, id)),
    importBatches: ({ context }, args) => listBatches(context, args),
    importMappings: ({ context }, args) => listMappings(context, args),
  },
  Upload: {
    id: ({ upload }) => uploadId.encode(upload._id),
    filename: ({ upload }) => upload.filename,
    contentType: ({ upload }) => upload.contentType,
    expiresAt: ({ upload }) => upload.expiresAt,
  },
  ImportBatch: {
    id: ({ _id }) => importBatchId.encode(_id),
    status: (batch) => statusFirst(batch),
    filename: ({ filename }) => filename ?? null,
    summary: (batch) => statusFirst(batch).then(() => summaryOf(batch)),
    imports: (batch, args) => statusFirst(batch).then(() => listBatch(batch, args)),
  },
  Import: {
    id: ({ _id }) => importId.encode(_id),
    shop: (one, _args, request) => openShopOf(request, one),
    format: ({ found, format }) => found?.format ?? format ?? 'AUTO',
    formatConfidence: ({ found }) => found?.confidence ?? null,
    options: ({ options, columns }) => ({ ...options, columns }),
    progress: (one) => progressOf(one).done,
    rowsPerSecond: (one) => progressOf(one).rowsPerSecond,
    secondsLeft: (one) => progressOf(one).secondsLeft,
    undoableUntil: (one) => undoableUntil(one),
    upload: async (one, _args, request) => {
      const { context } = await openShopOf(request, one);
      const upload = await request.loader(context, 'uploadsByIds', uploadsByIds).load(one.uploadId);
      return upload && { upload, url: null };
    },
    problemCounts: async (one, _args, request) => countProblems((await openShopOf(request, one)).context, one),
    problems: async (one, args, request) => listProblems((await openShopOf(request, one)).context, one, args),
    reportUrl: async (one, _args, request) => reportUrlOf((await openShopOf(request, one)).context, one),
  },
  ImportProblemCount: { message: ({ message }, _args, request) => told(message, request) },
  ImportProblem: {
    row: ({ row }) => row || null,
    column: ({ column }) => column || null,
    message: ({ message }, _args, request) => told(message, request),
    value: ({ value }) => value || null,
    rejected: ({ kept }) => !kept,
  },
  UploadInspection: {
    format: ({ found }) => found?.format ?? null,
    confidence: ({ found }) => found?.confidence ?? null,
    reason: ({ found }, _args, request) => told(found?.reason, request),
    encoding: ({ found }) => found?.encoding ?? null,
    delimiter: ({ found }) => found?.delimiter ?? null,
    products: ({ preview }) => preview.products.map(shownProduct),
    problems: ({ preview }) => preview.problems.map(({ value = '', kept = false, ...problem }) => ({ ...problem, value, kept })),
    rowsLookedAt: ({ preview }) => preview.rows,
  },
  UploadRefusal: { message: ({ message }, _args, request) => told(message, request) },
  ImportMapping: {
    id: ({ _id }) => importMappingId.encode(_id),
  },
};
