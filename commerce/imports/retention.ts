import { type Upload, uploads } from '#commerce/files/index.js';
import { storage } from '#platform/storage.js';
import { acrossShops } from '#tenants/index.js';
import { removeUpload } from './sources.js';

const MOST_AT_ONCE = 500;
/** A file that has been on its way for so long is on its way no more. */
const ABANDONED_MS = 24 * 3600_000;

/** Removes uploads that have expired, with what was made of them, and what killed processes left half written. Answers how many uploads. */
export async function removeExpiredUploads(now = new Date()): Promise<number> {
  const everyAgencys = acrossShops<Upload>(uploads.name, 'expired uploads are removed');
  const expired = await everyAgencys.find({ expiresAt: { $lte: now } }, { limit: MOST_AT_ONCE });
  for (const upload of expired) await removeUpload(upload);
  await storage().removeAbandoned(ABANDONED_MS);
  return expired.length;
}
