import { createHash } from 'node:crypto';
import type { Types } from 'mongoose';
import { storage } from '#platform/storage.js';
import type { AgencyContext } from '#tenants/index.js';
import { type MediaFile, mediaFiles } from './media.model.js';
import { draw } from './picture.js';

/** What is known of a picture once it is kept. */
export type Kept = Pick<MediaFile, 'hash' | 'contentType' | 'bytes' | 'width' | 'height' | 'widths'>;

const FIELDS = ['hash', 'contentType', 'bytes', 'width', 'height', 'widths'] as const;

/** Where a picture's files stand: by what is in it, so that the same picture under two addresses is kept once. */
export const mediaFolder = (agency: Types.ObjectId, hash: string): string => `media/${agency.toHexString()}/${hash}`;

/** What this process is drawing at this moment. */
const underWay = new Map<string, Promise<Kept>>();

/**
 * Keeps a picture as it came and in its widths, unless the agency has it already. Broken off, it is done again: the same files come out.
 * @throws {PictureProblem} NOT_A_PICTURE, TOO_LARGE
 * @throws {StorageFull}
 */
export async function keepPicture(agency: AgencyContext, bytes: Buffer): Promise<Kept> {
  const hash = createHash('sha256').update(bytes).digest('hex');
  const folder = mediaFolder(agency.agencyId, hash);
  const same = underWay.get(folder);
  if (same) return same;
  const keeping = keep(agency, bytes, hash, folder).finally(() => underWay.delete(folder));
  underWay.set(folder, keeping);
  return keeping;
}

async function keep(agency: AgencyContext, bytes: Buffer, hash: string, folder: string): Promise<Kept> {
  const known = await mediaFiles.in(agency).findOne({ hash, state: 'READY' }, { fields: FIELDS });
  if (known) return Object.fromEntries(FIELDS.map((field) => [field, known[field]])) as Kept;
  const { contentType, width, height, sizes } = await draw(bytes);
  await storage().put(`${folder}/original`, whole(bytes));
  for (const one of sizes) await storage().put(`${folder}/${one.width}.webp`, whole(one.bytes));
  return { hash, contentType, bytes: bytes.length, width, height, widths: sizes.map((one) => one.width) };
}

async function* whole(bytes: Buffer): AsyncGenerator<Buffer> {
  yield bytes;
}
