import { createHash, type Hash, randomUUID } from 'node:crypto';
import { Types } from 'mongoose';
import { z } from 'zod';
import { config } from '#platform/config.js';
import { hashToken, randomToken } from '#platform/crypto.js';
import { NotFound, UserError } from '#platform/errors.js';
import { storage } from '#platform/storage.js';
import { type AgencyContext, agencyForJob, agencyId, complete, type ShopContext, transaction } from '#tenants/index.js';
import { ownerOf } from './owner.js';
import { MOST_PICTURE_BYTES, PICTURE_TYPES } from './picture.js';
import { type Upload, uploadId, uploads } from './upload.model.js';

/** What a catalog or a picture may come as. Windows calls CSV files Excel's; octet-stream is what a client says that does not know. */
const CONTENT_TYPES: readonly string[] = [
  ...PICTURE_TYPES,
  'text/csv',
  'text/plain',
  'text/tab-separated-values',
  'text/xml',
  'application/csv',
  'application/json',
  'application/jsonl',
  'application/x-ndjson',
  'application/xml',
  'application/zip',
  'application/x-zip-compressed',
  'application/vnd.ms-excel',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  'application/octet-stream',
];

export const NewUpload = z.object({
  filename: z.string().trim().min(1).max(255),
  contentType: z
    .string()
    .transform((type) => type.split(';')[0]!.trim().toLowerCase())
    .refine((type) => CONTENT_TYPES.includes(type), { error: `takes one of ${CONTENT_TYPES.join(', ')}` }),
  bytes: z.number().int().min(1),
});
export type NewUpload = z.infer<typeof NewUpload>;

const HOUR = 3600_000;
/** How long a file may be sent, and may wait to be used. */
const OPEN_MS = 24 * HOUR;
/** How long a used file is kept for what still reads it. */
const KEPT_MS = 30 * 24 * HOUR;

/** An upload, and where the file goes: known to the one who made it. */
export interface OpenUpload {
  upload: Upload;
  url: string | null;
}

/**
 * A place to send one file to. The address holds a token and is known only to this answer.
 * @throws {UserError} UPLOAD_TOO_LARGE
 */
export async function createUpload(where: AgencyContext | ShopContext, input: NewUpload): Promise<OpenUpload> {
  const isPicture = input.contentType.startsWith('image/');
  const most = Math.min(config().MAX_UPLOAD_BYTES, isPicture ? MOST_PICTURE_BYTES : Number.POSITIVE_INFINITY);
  if (input.bytes > most)
    throw new UserError('UPLOAD_TOO_LARGE', `${isPicture ? 'A picture' : 'A file'} has at most ${most} bytes, not ${input.bytes}`, [
      'bytes',
    ]);
  const token = randomToken('up');
  const now = Date.now();
  const fresh = {
    ...input,
    _id: new Types.ObjectId(),
    boundShopId: 'shopId' in where ? where.shopId : null,
    tokenHash: hashToken(token),
    file: null,
    usedAt: null,
    createdAt: new Date(now),
    expiresAt: new Date(now + OPEN_MS),
  };
  const upload = await transaction<AgencyContext | ShopContext, Upload>(where, async (tx) => {
    await complete(tx, uploadId.encode(fresh._id));
    return uploads.in(ownerOf(tx)).insert(fresh);
  });
  const url = `${config().publicUrl}/uploads/${agencyId.encode(upload.agencyId)}/${uploadId.encode(upload._id)}?token=${token}`;
  return { upload, url };
}

/**
 * An upload of the agency's; for a shop, one that was made for this shop, and with `wholeAgency` one that was made for all of them.
 * @throws {NotFound} also for one that is bound to another shop
 */
export async function getUpload(
  where: AgencyContext | ShopContext,
  id: string,
  { wholeAgency = false }: { wholeAgency?: boolean } = {},
): Promise<Upload> {
  const found = await uploads.in(ownerOf(where)).findOne({ _id: uploadId.decode(id, ['upload']) });
  const fits = !('shopId' in where) || (found?.boundShopId ? found.boundShopId.equals(where.shopId) : wholeAgency);
  if (!found || !fits) throw new NotFound(id, ['upload']);
  return found;
}

/** An upload's address, as it was called. */
interface UploadAddress {
  agency: string;
  upload: string;
  token: string;
}

/**
 * The upload that waits at this address for a file of so many bytes, where the sender has said how many.
 * @throws {NotFound} a wrong token is the same as a wrong address
 * @throws {UserError} UPLOAD_CLOSED, UPLOAD_TOO_LARGE
 */
export async function openUpload({ agency, upload, token }: UploadAddress, announced: number | null): Promise<Upload> {
  const owner = agencyForJob(agencyId.decode(agency), 'uploads');
  const found = await uploads.in(owner).findOne({ _id: uploadId.decode(upload), tokenHash: hashToken(token) });
  if (!found || found.expiresAt <= new Date()) throw new NotFound(upload);
  if (found.usedAt) throw closed();
  if (announced !== null && announced > found.bytes) throw tooLarge(found);
  return found;
}

/**
 * Keeps the file, complete or not at all. A second file replaces the first while that is not in use.
 * @throws {UserError} UPLOAD_CLOSED, UPLOAD_TOO_LARGE
 * @throws {StorageFull}
 */
export async function receiveUpload(upload: Upload, body: AsyncIterable<Uint8Array>): Promise<Upload> {
  const mine = uploads.in(agencyForJob(upload.agencyId, 'uploads'));
  const key = `uploads/${upload._id.toHexString()}/${randomUUID()}`;
  const digest = createHash('sha256');
  const bytes = await storage().put(key, digested(atMost(upload, body), digest));
  const file = { key, bytes, digest: digest.digest('hex') };
  const before = await mine.findOne({ _id: upload._id });
  const kept = await mine.update({ _id: upload._id, usedAt: null, expiresAt: { $gt: new Date() } }, { $set: { file } });
  if (!kept) {
    await storage().remove(key);
    throw closed();
  }
  if (before?.file) await storage().remove(before.file.key);
  return kept;
}

/**
 * Takes an upload into use, in the transaction of that use: from now on it stays as it is.
 * @throws {UserError} UPLOAD_EMPTY
 */
export async function useUpload(tx: AgencyContext, upload: Upload): Promise<Upload> {
  const now = Date.now();
  const used = await uploads
    .in(tx)
    .update(
      { _id: upload._id, file: { $ne: null } },
      { $set: { usedAt: upload.usedAt ?? new Date(now), expiresAt: new Date(now + KEPT_MS) } },
    );
  if (!used) throw new UserError('UPLOAD_EMPTY', 'No file has arrived at this upload: PUT it to its url first', ['upload']);
  return used;
}

async function* digested(body: AsyncIterable<Uint8Array>, digest: Hash): AsyncGenerator<Uint8Array> {
  for await (const chunk of body) {
    digest.update(chunk);
    yield chunk;
  }
}

async function* atMost(upload: Upload, body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let left = upload.bytes;
  for await (const chunk of body) {
    left -= chunk.length;
    if (left < 0) throw tooLarge(upload);
    yield chunk;
  }
}

const tooLarge = ({ bytes }: Upload) =>
  new UserError('UPLOAD_TOO_LARGE', `This upload was announced with ${bytes} bytes, and more came: create one for the file's real size`);
const closed = () => new UserError('UPLOAD_CLOSED', 'This upload is in use and no longer takes a file: create another');
