import { createUpload, openUpload, receiveUpload, uploadId } from '#commerce/files/index.js';
import { getImport, type Import, importId, type NewImport, runImportSlice, startImports } from '#commerce/imports/index.js';
import type { AgencyContext, ShopContext } from '#tenants/index.js';
import { anAgencyContext } from './factories.js';

async function* whole(text: string | Buffer): AsyncGenerator<Buffer> {
  yield Buffer.from(text);
}

/** A file that has arrived, as its public id. */
export async function anUpload(where: AgencyContext | ShopContext, text: string | Buffer): Promise<string> {
  const made = await createUpload(where, {
    filename: 'products.csv',
    contentType: 'text/csv',
    bytes: Math.max(1, Buffer.byteLength(text)),
  });
  const [agency, upload] = new URL(made.url!).pathname.split('/').slice(-2);
  const opened = await openUpload({ agency: agency!, upload: upload!, token: new URL(made.url!).searchParams.get('token')! }, null);
  return uploadId.encode((await receiveUpload(opened, whole(text)))._id);
}

/** One file on its way into these shops of one agency. */
export async function startImporting(
  shops: readonly ShopContext[],
  text: string | Buffer,
  format: NewImport['format'] = 'SHOPIFY',
): Promise<Import[]> {
  const upload = await anUpload(anAgencyContext(shops[0]!.agencyId), text);
  return (await startImports(shops, { upload, format }, { wholeAgency: true })).imports;
}

/** Runs an import's slices as the worker would, to the end. */
export async function runImport(shop: ShopContext, { _id }: Pick<Import, '_id'>): Promise<Import> {
  const id = importId.encode(_id);
  while (await runImportSlice(shop, { data: { import: id } }));
  return getImport(shop, id);
}

/** The whole way. */
export async function importText(shop: ShopContext, text: string | Buffer, format: NewImport['format'] = 'SHOPIFY'): Promise<Import> {
  const [started] = await startImporting([shop], text, format);
  return runImport(shop, started!);
}
