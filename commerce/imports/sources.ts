import { hash, randomUUID } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { Types } from 'mongoose';
import { type Upload, uploads } from '#commerce/files/index.js';
import { isDuplicateKey } from '#platform/mongo.js';
import { storage } from '#platform/storage.js';
import { type AgencyContext, agencyForJob, type ShopContext } from '#tenants/index.js';
import type { ImportFormat } from './formats/index.js';
import { askReader } from './reading/reader.js';
import type { Mapping } from './reading/table.js';
import type { PartRead } from './reading/tasks.js';
import { type Source, type SourcePart, sourceParts, sources } from './source.model.js';

/** Everything that was made of an upload stands below it in storage and goes with it. */
const folderOf = (upload: Types.ObjectId): string => `uploads/${upload.toHexString()}`;

/** Sources and parts never change once they are written. */
const known = new LRUCache<string, Source | SourcePart>({ max: 1000 });
/** What this process is reading at this moment: all who wait for the same wait together. */
const underWay = new Map<string, Promise<Source | SourcePart>>();

async function once<T extends Source | SourcePart>(name: string, make: () => Promise<T>): Promise<T> {
  const ready = known.get(name) as T | undefined;
  if (ready) return ready;
  let making = underWay.get(name) as Promise<T> | undefined;
  if (!making) {
    making = make()
      .then((made) => {
        known.set(name, made);
        return made;
      })
      .finally(() => underWay.delete(name));
    underWay.set(name, making);
  }
  return making;
}

const readerOf = (shop: ShopContext): AgencyContext => agencyForJob(shop.agencyId, 'import');

/** A file, and as what it is read: without a format its content tells. */
export interface Wanted {
  uploadId: Types.ObjectId;
  format: ImportFormat | null;
  mapping?: Mapping;
}

/** The order in which columns were said to mean something does not matter. */
const digestOf = (mapping: Mapping | undefined): string =>
  mapping ? hash('sha256', JSON.stringify(Object.entries(mapping).toSorted(([a], [b]) => (a < b ? -1 : 1)))) : '';

/** The file of an import, as it is understood: found out by whoever asks first, for all shops that it goes into. */
export function sourceOf(shop: ShopContext, { uploadId, format, mapping }: Wanted): Promise<Source> {
  const agency = readerOf(shop);
  const wanted = { uploadId, format, mapping: digestOf(mapping) };
  return once(`${uploadId.toHexString()}/${format}/${wanted.mapping}`, async () => {
    const found = await sources.in(agency).findOne(wanted);
    if (found) return found;
    const upload = await uploads.in(agency).findOne({ _id: uploadId });
    const textKey = `${folderOf(uploadId)}/text-${randomUUID()}`;
    const examined = upload?.file
      ? await askReader({ kind: 'examine', key: upload.file.key, format, ...(mapping ? { mapping } : {}), textKey })
      : { table: null, found: null, refusal: { code: 'FILE_GONE', message: 'The file is no longer kept: upload it again' } };
    return insertOnce(
      () => sources.in(agency).insert({ ...wanted, ...examined }),
      () => sources.in(agency).findOne(wanted),
    );
  });
}

/** The same where somebody has found it out already; null where nobody has, or the file is no longer kept. */
export const knownSourceOf = (shop: ShopContext, { uploadId, format, mapping }: Wanted): Promise<Source | null> =>
  sources.in(readerOf(shop)).findOne({ uploadId, format, mapping: digestOf(mapping) });

/** Where each part that has been read ends, in their order; null for the last part of the file. */
export async function endsOfParts(shop: ShopContext, { _id }: Source): Promise<SourcePart['next'][]> {
  const read = await sourceParts.in(readerOf(shop)).find({ sourceId: _id }, { sort: { number: 1 }, fields: ['next'] });
  return read.map(({ next }) => next);
}

/** The file's rows, where all of its parts have been read; null where they have not. */
export async function rowsIn(shop: ShopContext, { _id }: Source): Promise<number | null> {
  const parts = sourceParts.in(readerOf(shop));
  const last = await parts.findOne({ sourceId: _id, next: null }, { fields: ['number'] });
  if (!last) return null;
  const [sum] = await parts.aggregate<{ rows: number }>([
    { $match: { sourceId: _id } },
    { $group: { _id: null, rows: { $sum: '$rows' } } },
  ]);
  return sum?.rows ?? null;
}

/** The file's part with this number, which exists: read by whoever asks first. */
export function partOf(shop: ShopContext, source: Source, number: number): Promise<SourcePart> {
  const agency = readerOf(shop);
  const wanted = { sourceId: source._id, number };
  return once(`${source._id.toHexString()}/${number}`, async () => {
    const found = await sourceParts.in(agency).findOne(wanted);
    return found ?? readPartOf(agency, source, number);
  });
}

/** Where the part begins; null where the file ends before it. */
export async function beginOf(shop: ShopContext, source: Source, number: number): Promise<SourcePart['next']> {
  return number === 0 ? source.table!.begin : (await partOf(shop, source, number - 1)).next;
}

async function readPartOf(agency: AgencyContext, source: Source, number: number): Promise<SourcePart> {
  const parts = sourceParts.in(agency);
  const wanted = { sourceId: source._id, number };
  const before = number === 0 ? null : await parts.findOne({ sourceId: source._id, number: number - 1 });
  const from = number === 0 ? source.table!.begin : before?.next;
  if (!from) throw new Error(`Part ${number} of the source ${source._id.toHexString()} does not exist`);
  // A name of its own for each reading: who reads the same part at the same time writes another file, and one of the two is kept.
  const key = `${folderOf(source.uploadId)}/parts/${source._id.toHexString()}-${number}-${randomUUID()}`;
  const ask = (keys: Uint8Array | null) =>
    askReader({
      kind: 'part',
      source: source._id.toHexString(),
      number,
      table: source.table!,
      from,
      key,
      keys,
    });
  let read = await ask(null);
  if (read === 'keys missing') read = await ask(await keysBefore(agency, source, number));
  const { rows, rejected, keys, next } = read as PartRead;
  const kept = await insertOnce(
    () => parts.insert({ ...wanted, key, rows, rejected, keys: Buffer.from(keys), next }),
    () => parts.findOne(wanted),
  );
  if (kept.key !== key) await storage().remove(key);
  return kept;
}

/** The product keys of all earlier parts, for a thread that has not read them itself. */
async function keysBefore(agency: AgencyContext, source: Source, number: number): Promise<Buffer> {
  const all: Buffer[] = [];
  const earlier = { sourceId: source._id, number: { $lt: number } };
  for await (const { keys } of sourceParts.in(agency).each(earlier, { sort: { number: 1 }, fields: ['keys'] })) {
    all.push(Buffer.from((keys as unknown as { buffer: Uint8Array }).buffer));
  }
  return Buffer.concat(all);
}

async function insertOnce<T>(insert: () => Promise<T>, find: () => Promise<T | null>): Promise<T> {
  try {
    return await insert();
  } catch (error) {
    const winner = isDuplicateKey(error) ? await find() : null;
    if (!winner) throw error;
    return winner;
  }
}

/** Removes an upload with all that was made of it. Files go first: what is still listed is removed again. */
export async function removeUpload(upload: Upload): Promise<void> {
  const agency = agencyForJob(upload.agencyId, 'uploads');
  await storage().removeAll(folderOf(upload._id));
  for (const { _id } of await sources.in(agency).find({ uploadId: upload._id }, { fields: ['uploadId'] })) {
    await sourceParts.in(agency).removeMany({ sourceId: _id });
    await sources.in(agency).remove({ _id });
  }
  await uploads.in(agency).remove({ _id: upload._id });
}
