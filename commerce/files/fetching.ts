import { NotFound } from '#platform/errors.js';
import { Outgoing, OutgoingError } from '#platform/outgoing.js';
import { isMissing, storage } from '#platform/storage.js';
import type { AgencyContext } from '#tenants/index.js';
import { parseUploadAddress } from './addresses.js';
import { fileInArchive } from './archive.js';
import { MOST_PICTURE_BYTES, PICTURE_TYPES } from './picture.js';
import { PictureProblem } from './picture.problem.js';
import { uploadId, uploads } from './upload.model.js';

/** How remote addresses are reached. */
export interface Means {
  outgoing: Outgoing;
  timeoutMs: number;
}

const MOST_REDIRECTS = 3;
const TIMEOUT_MS = 15_000;
/** Statuses that pass: too early, too often, too slow. What begins with 5 does too. */
const PASSING = new Set([408, 425, 429]);
const LONGEST_WAIT_MS = 600_000;

let usual: Means | undefined;

/** The public internet, and nothing else. */
export function usualMeans(): Means {
  usual ??= { outgoing: new Outgoing(), timeoutMs: TIMEOUT_MS };
  return usual;
}

/**
 * The file that stands at a picture's address, whatever it turns out to be.
 * @throws {PictureProblem}
 */
export function fileAt(agency: AgencyContext, address: string, means: Means): Promise<Buffer> {
  const uploaded = parseUploadAddress(address);
  return uploaded ? fromUpload(agency, uploaded) : fromOutside(address, means);
}

async function fromOutside(address: string, { outgoing, timeoutMs }: Means): Promise<Buffer> {
  const { status, headers, body } = await outgoing
    .call(address, {
      headers: { accept: `${PICTURE_TYPES.join(', ')}, */*;q=0.1`, 'user-agent': 'Shopyard' },
      redirects: MOST_REDIRECTS,
      maxBytes: MOST_PICTURE_BYTES,
      timeoutMs,
    })
    .catch((error) => {
      throw error instanceof OutgoingError ? ofCall(error) : error;
    });
  if (status === 200) return body;
  const { host } = new URL(address);
  if (status < 500 && !PASSING.has(status))
    throw new PictureProblem('REFUSED', `${host} answers ${status}: there is no picture at this address`);
  const seconds = Number(headers['retry-after']);
  const afterMs = seconds > 0 ? Math.min(seconds * 1000, LONGEST_WAIT_MS) : 0;
  throw new PictureProblem('REFUSED', `${host} answers ${status} again and again: try the picture later`, { afterMs });
}

function ofCall({ code, message }: OutgoingError): PictureProblem {
  if (code === 'TOO_LARGE') return tooLarge();
  const passes = code === 'UNREACHABLE' || code === 'TIMED_OUT';
  return new PictureProblem(code, message, passes && { afterMs: 0 });
}

const tooLarge = () => new PictureProblem('TOO_LARGE', `The picture has more than ${MOST_PICTURE_BYTES / 1024 ** 2} MB: make it smaller`);
const gone = () => new PictureProblem('FILE_GONE', 'The file is no longer kept, or has never arrived: upload it again');

async function fromUpload(agency: AgencyContext, { upload, path }: { upload: string; path: string | null }): Promise<Buffer> {
  const file = await fileOf(agency, upload);
  if (!file) throw gone();
  try {
    if (path !== null) return await fileInArchive(file.key, path, MOST_PICTURE_BYTES);
    if (file.bytes > MOST_PICTURE_BYTES) throw tooLarge();
    return Buffer.concat(await storage().get(file.key).toArray());
  } catch (error) {
    throw isMissing(error) ? gone() : error;
  }
}

async function fileOf(agency: AgencyContext, id: string) {
  try {
    return (await uploads.in(agency).findOne({ _id: uploadId.decode(id) }, { fields: ['file'] }))?.file ?? null;
  } catch (error) {
    if (error instanceof NotFound) return null;
    throw error;
  }
}
