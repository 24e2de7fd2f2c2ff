import { hash, randomUUID } from 'node:crypto';
import { Types } from 'mongoose';
import { type Upload, uploads } from '#commerce/files/index.js';
import { boundedCache } from '#platform/cache.js';
import { isDuplicateKey } from '#platform/mongo.js';
import { storage } from '#platform/storage.js';
import { type AgencyContext, agencyForJob, type ShopContext } from '#tenants/index.js';
import type { ImportFormat } from './formats/index.js';
import type { Import } from './import.model.js';
import { mappingOf } from './options.js';
import { askReader } from './reading/reader.js';
import type { Mapping } from './reading/table.js';
import type { PartRead } from './reading/tasks.js';
import { type ReadPart, type Source, type SourcePart, sourceParts, sources } from './source.model.js';

/** Everything that was made of an upload stands below it in storage and goes with it. */
const folderOf = (upload: Types.ObjectId): string => `uploads/${upload.toHexString()}`;

/** Sources and parts never change once they are written. */
const known = boundedCache<string, Source | ReadPart>(1000);
/** What this process is reading at this moment: all who wait for the same wait together. */
const underWay = new Map<string, Promise<Source | ReadPart>>();

async function once<T extends Source | ReadPart>(name: string, make: () => Promise<T>): Promise<T> {
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

/** The file of an import, and as what it is read. */
export function wantedBy({ uploadId, format, columns }: Pick<Import, 'uploadId' | 'format' | 'columns'>): Wanted {
  const mapping = mappingOf(columns);
  return { uploadId, format, ...(mapping ? { mapping } : {}) };
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
    const twin = upload?.file && (await twinOf(agency, upload, wanted));
    if (twin) {
      const { found: understood, table, refusal } = twin;
      const home = { sourceId: twin._id, uploadId: twin.uploadId };
      return insertOnce(
        () => sources.in(agency).insert({ ...wanted, found: understood, table, refusal, home }),
        () => sources.in(agency).findOne(wanted),
      );
    }
    const examined = upload?.file
      ? await askReader({ kind: 'examine', key: upload.file.key, format, ...(mapping ? { mapping } : {}), textKey })
      : { table: null, found: null, refusal: { code: 'FILE_GONE', message: 'The file is no longer kept: upload it again' } };
    return insertOnce(
      () => sources.in(agency).insert({ ...wanted, ...examined, home: null }),
      () => sources.in(agency).findOne(wanted),
    );
  });
}

/** Longer than any removal takes that has begun. */
const SURELY_KEPT_MS = 3600_000;

/** What a file says may depend on the day, such as a sale's end, and on the version that read it: after so long it is read anew. */
const READ_WITHIN_MS = 3600_000;

/** The source of an equal file that was read in the same way not long ago: clients send the same again, and into further shops. */
async function twinOf(
  agency: AgencyContext,
  { _id, file }: Upload,
  { format, mapping }: Pick<Source, 'format' | 'mapping'>,
): Promise<Source | null> {
  if (!file?.digest) return null; // it came before digests were kept
  const kept = new Date(Date.now() + SURELY_KEPT_MS);
  const equal = await uploads
    .in(agency)
    .find(
      { 'file.digest': file.digest, _id: { $ne: _id }, usedAt: { $ne: null }, expiresAt: { $gt: kept } },
      { fields: ['_id'], limit: 20 },
    );
  if (equal.length === 0) return null;
  const since = Types.ObjectId.createFromTime(Math.floor((Date.now() - READ_WITHIN_MS) / 1000));
  return sources.in(agency).findOne({
    uploadId: { $in: equal.map((one) => one._id) },
    _id: { $gt: since },
    format,
    mapping,
    home: null,
    table: { $ne: null },
  });
}

/** Where the parts of a source stand. */
const homeOf = ({ _id, uploadId, home }: Source) => home ?? { sourceId: _id, uploadId };

/** The same where somebody has found it out already; null where nobody has, or the file is no longer kept. */
export const knownSourceOf = (shop: ShopContext, { uploadId, format, mapping }: Wanted): Promise<Source | null> =>
  sources.in(readerOf(shop)).findOne({ uploadId, format, mapping: digestOf(mapping) });

/** Where each part that has been read ends, in their order; null for the last part of the file. */
export async function endsOfParts(shop: ShopContext, source: Source): Promise<SourcePart['next'][]> {
  const read = await sourceParts.in(readerOf(shop)).find({ sourceId: homeOf(source).sourceId }, { sort: { number: 1 }, fields: ['next'] });
  return read.map(({ next }) => next);
}

/** The file's rows, where all of its parts have been read; null where they have not. */
export async function rowsIn(shop: ShopContext, source: Source): Promise<number | null> {
  const { sourceId } = homeOf(source);
  const parts = sourceParts.in(readerOf(shop));
  const last = await parts.findOne({ sourceId, next: null }, { fields: ['number'] });
  if (!last) return null;
  const [sum] = await parts.aggregate<{ rows: number }>([{ $match: { sourceId } }, { $group: { _id: null, rows: { $sum: '$rows' } } }]);
  return sum?.rows ?? null;
}

const KNOWN_OF_PART = ['sourceId', 'number', 'key', 'rows', 'rejected', 'next'] as const satisfies (keyof ReadPart)[];

/** The file's part with this number, which exists: read by whoever asks first. */
export function partOf(shop: ShopContext, source: Source, number: number): Promise<ReadPart> {
  const agency = readerOf(shop);
  const { sourceId } = homeOf(source);
  const wanted = { sourceId, number };
  return once(`${sourceId.toHexString()}/${number}`, async () => {
    const found = await sourceParts.in(agency).findOne(wanted, { fields: KNOWN_OF_PART });
    return found ?? readPartOf(agency, source, number);
  });
}

/** Where the part begins; null where the file ends before it. */
export async function beginOf(shop: ShopContext, source: Source, number: number): Promise<SourcePart['next']> {
  return number === 0 ? source.table!.begin : (await partOf(shop, source, number - 1)).next;
}

async function readPartOf(agency: AgencyContext, source: Source, number: number): Promise<ReadPart> {
  const parts = sourceParts.in(agency);
  const { sourceId, uploadId } = homeOf(source);
  const wanted = { sourceId, number };
  const from = number === 0 ? source.table!.begin : await endOf(agency, sourceId, number - 1);
  if (!from) throw new Error(`Part ${number} of the source ${sourceId.toHexString()} does not exist`);
  // A name of its own for each reading: who reads the same part at the same time writes another file, and one of the two is kept.
  const key = `${folderOf(uploadId)}/parts/${sourceId.toHexString()}-${number}-${randomUUID()}`;
  const ask = (keys: Uint8Array | null) =>
    askReader({
      kind: 'part',
      source: sourceId.toHexString(),
      number,
      table: source.table!,
      from,
      key,
      keys,
    });
  let read = await ask(null);
  if (read === 'keys missing') read = await ask(await keysBefore(agency, sourceId, number));
  const { rows, rejected, keys, next } = read as PartRead;
  const kept = await insertOnce(
    () => parts.insert({ ...wanted, key, rows, rejected, keys: Buffer.from(keys), next }),
    () => parts.findOne(wanted),
  );
  if (kept.key !== key) await storage().remove(key);
  const { keys: _keys, ...part } = kept;
  return part;
}

async function endOf(agency: AgencyContext, sourceId: Types.ObjectId, number: number): Promise<SourcePart['next'] | undefined> {
  const read = known.get(`${sourceId.toHexString()}/${number}`) as ReadPart | undefined;
  return (read ?? (await sourceParts.in(agency).findOne({ sourceId, number }, { fields: ['next'] })))?.next;
}

/** The product keys of all earlier parts, for a thread that has not read them itself. */
async function keysBefore(agency: AgencyContext, sourceId: Types.ObjectId, number: number): Promise<Buffer> {
  const all: Buffer[] = [];
  const earlier = { sourceId, number: { $lt: number } };
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

const A_DAY_MS = 24 * 3600_000;

/**
 * Removes an upload with all that was made of it. Files go first: what is still listed is removed again. One whose parts serve an equal
 * file that is kept stays for another day.
 */
export async function removeUpload(upload: Upload): Promise<void> {
  const agency = agencyForJob(upload.agencyId, 'uploads');
  const guests = await sources.in(agency).find({ 'home.uploadId': upload._id }, { fields: ['uploadId'] });
  if (guests.length > 0) {
    await uploads.in(agency).set({ _id: upload._id }, { $set: { expiresAt: new Date(Date.now() + A_DAY_MS) } });
    return;
  }
  await storage().removeAll(folderOf(upload._id));
  for (const { _id } of await sources.in(agency).find({ uploadId: upload._id }, { fields: ['uploadId'] })) {
    await sourceParts.in(agency).removeMany({ sourceId: _id });
    await sources.in(agency).remove({ _id });
  }
  await uploads.in(agency).remove({ _id: upload._id });
}
