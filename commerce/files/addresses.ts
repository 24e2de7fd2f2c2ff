import { createHash } from 'node:crypto';
import { UserError } from '#platform/errors.js';
import { type AgencyContext, agencyForJob, type ShopContext, transaction } from '#tenants/index.js';
import { type Upload, uploadId } from './upload.model.js';
import { getUpload, useUpload } from './uploads.js';

/**
 * A picture's address is what a product keeps of it: the source's URL, or a file of our own, `upload:<upload id>`, or a file in an uploaded
 * ZIP archive, `upload:<upload id>/<path>`. Only we write those: from outside an address is a URL.
 */
const UPLOAD = /^upload:(upload_[0-9a-f]{24})(?:\/(.+))?$/s;

export const isUploadAddress = (address: string): boolean => UPLOAD.test(address);

export function parseUploadAddress(address: string): { upload: string; path: string | null } | null {
  const [, upload, path = null] = UPLOAD.exec(address) ?? [];
  return upload ? { upload, path } : null;
}

/** The address of an uploaded picture, or of one in an uploaded ZIP archive: `path` as the archive has it, with `/` between folders. */
export const uploadAddress = ({ _id }: Pick<Upload, '_id'>, path?: string): string =>
  `upload:${uploadId.encode(_id)}${path === undefined ? '' : `/${path}`}`;

/** What an address is found by. */
export const addressHashOf = (address: string): string => createHash('sha256').update(address).digest('hex');

/** A picture as a merchant gives it: the one or the other. */
interface GivenMedia {
  url?: string | null | undefined;
  upload?: string | null | undefined;
}

/**
 * The address of a picture that somebody gives. An upload is in use from then on: it takes no other file, and stays until its picture is
 * kept. Who acts for one shop names uploads that were made for this shop; `wholeAgency`: those of the agency too.
 * @throws {UserError} NOT_FOUND; UPLOAD_EMPTY; INVALID_INPUT for both or neither
 */
export async function mediaAddress(
  shop: ShopContext,
  { url, upload }: GivenMedia,
  { wholeAgency = false }: { wholeAgency?: boolean } = {},
): Promise<string> {
  if ((url == null) === (upload == null))
    throw new UserError('INVALID_INPUT', 'upload: takes a picture by its url or its upload, one of the two');
  if (url != null) return url;
  const found = await getUpload(shop, upload!, { wholeAgency });
  const agency = agencyForJob(shop.agencyId, 'files');
  await transaction<AgencyContext, Upload>(shop.session ? agency.within(shop.session) : agency, (tx) => useUpload(tx, found));
  return uploadAddress(found);
}
