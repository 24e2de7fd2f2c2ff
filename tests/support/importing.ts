import { createUpload, openUpload, receiveUpload, uploadId } from '#commerce/files/index.js';
import {
  getImport,
  type Import,
  importId,
  type NewImport,
  reportOf,
  reportUrlOf,
  runImportSlice,
  runUndoSlice,
  startImports,
} from '#commerce/imports/index.js';
import type { CanonicalLine } from '#commerce/imports/reading/canonical.js';
import { type Source, type SourcePart, sourceParts, sources } from '#commerce/imports/source.model.js';
import { storage } from '#platform/storage.js';
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
  wishes: Partial<NewImport> = {},
): Promise<Import[]> {
  const upload = await anUpload(anAgencyContext(shops[0]!.agencyId), text);
  return (await startImports(shops, { upload, format: 'SHOPIFY', ...wishes }, { wholeAgency: true })).imports;
}

/** Runs an import's slices as the worker would, to the end. */
export async function runImport(shop: ShopContext, { _id }: Pick<Import, '_id'>): Promise<Import> {
  const id = importId.encode(_id);
  while (await runImportSlice(shop, { data: { import: id } }));
  return getImport(shop, id);
}

/** The whole way. */
export async function importText(shop: ShopContext, text: string | Buffer, wishes: Partial<NewImport> = {}): Promise<Import> {
  const [started] = await startImporting([shop], text, wishes);
  return runImport(shop, started!);
}

/** Runs an undo's slices as the worker would, to the end. */
export async function runUndo(shop: ShopContext, { _id }: Pick<Import, '_id'>): Promise<Import> {
  const id = importId.encode(_id);
  while (await runUndoSlice(shop, { data: { import: id } }));
  return getImport(shop, id);
}

/** What an import's report address answers: its bad rows, or the list of its problems. */
export async function reportText(shop: ShopContext, one: Import, { problems = false } = {}): Promise<string> {
  const url = new URL(reportUrlOf(shop, one));
  const [shopPart, importPart] = url.pathname.split('/').slice(-2);
  const address = { shop: shopPart!, import: importPart!, token: url.searchParams.get('token')! };
  let text = '';
  for await (const piece of (await reportOf(address, { problems })).text) text += piece;
  return text;
}

/** An import of a file that has been read already: these are its parts. */
export async function aReadImport(
  shop: ShopContext,
  parts: readonly (readonly CanonicalLine[])[],
  wishes: Partial<NewImport> = {},
): Promise<{ started: Import; source: Source; parts: SourcePart[] }> {
  const agency = anAgencyContext(shop.agencyId);
  const upload = await anUpload(agency, 'read already');
  const header = ['Title', 'Handle', 'SKU', 'Variant Price'];
  const source = await sources.in(agency).insert({
    uploadId: uploadId.decode(upload),
    format: 'SHOPIFY',
    mapping: '',
    found: { format: 'SHOPIFY', confidence: 1, reason: '', encoding: 'utf-8', delimiter: ',', header, samples: [] },
    table: { format: 'SHOPIFY', header, textKey: upload, bytes: parts.length * 100, delimiter: ',', begin: { byte: 0, row: 1 } },
    refusal: null,
    home: null,
  });
  const made: SourcePart[] = [];
  for (const [number, lines] of parts.entries()) {
    const key = `uploads/${uploadId.decode(upload).toHexString()}/part-${number}`;
    await storage().put(key, whole(lines.map((line) => JSON.stringify(line)).join('\n')));
    const next = number + 1 < parts.length ? { byte: (number + 1) * 100, row: 1 } : null;
    const rows = new Set(lines.flatMap((line) => ('product' in line ? line.product.rows : [line.problem.row]))).size;
    const part = { sourceId: source._id, number, key, rows, rejected: 0, keys: Buffer.alloc(0), next };
    made.push(await sourceParts.in(agency).insert(part));
  }
  const { imports } = await startImports([shop], { upload, format: 'SHOPIFY', ...wishes }, { wholeAgency: true });
  return { started: imports[0]!, source, parts: made };
}
