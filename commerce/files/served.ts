import type { Readable } from 'node:stream';
import { NotFound } from '#platform/errors.js';
import { storage } from '#platform/storage.js';
import { agencyForJob, agencyId } from '#tenants/index.js';
import { mediaFolder } from './keeping.js';
import { mediaUrl, usualWidthOf } from './media.js';
import { mediaFiles } from './media.model.js';

const HASH = /^[0-9a-f]{64}$/;
const WEBP = /^[1-9][0-9]{0,4}\.webp$/;

/** A picture's file on its way out. */
export interface ServedFile {
  bytes: number;
  /** From byte `start` on, up to the one before `end`. */
  read(start: number, end: number): Readable;
}

/**
 * One of the sizes that were drawn of a picture, for whoever knows its address. Pictures are public; their addresses cannot be guessed. The
 * original stays with us: it may tell where and with what it was taken.
 * @throws {NotFound}
 */
export async function servedMedia({ agency, hash, file }: { agency: string; hash: string; file: string }): Promise<ServedFile> {
  const owner = agencyForJob(agencyId.decode(agency), 'media');
  if (!HASH.test(hash) || !WEBP.test(file)) throw new NotFound(file);
  const key = `${mediaFolder(owner.agencyId, hash)}/${file}`;
  const bytes = await storage().size(key);
  if (bytes === null) throw new NotFound(file);
  return { bytes, read: (start, end) => storage().get(key, start, end) };
}

/** Where the picture with this address is found by now. @throws {NotFound} while it is not there */
export async function foundMedia({ agency, addressHash }: { agency: string; addressHash: string }): Promise<string> {
  const owner = agencyForJob(agencyId.decode(agency), 'media');
  const found = HASH.test(addressHash) ? await mediaFiles.in(owner).findOne({ addressHash, state: 'READY' }) : null;
  if (!found) throw new NotFound(addressHash);
  return mediaUrl(found, usualWidthOf(found));
}
