import { createUpload, NewUpload, openUpload, receiveUpload, type Upload } from '#commerce/files/index.js';
import { config } from '#platform/config.js';
import { UserError } from '#platform/errors.js';
import { Outgoing, OutgoingError } from '#platform/outgoing.js';
import type { ShopContext } from '#tenants/index.js';
import type { Feed } from './feed.model.js';

/** How remote addresses are reached. */
export interface Means {
  outgoing: Outgoing;
  timeoutMs: number;
  /** A file of which less arrives in so long is given up. */
  least: { bytes: number; ms: number };
}

const MOST_REDIRECTS = 3;
const TIMEOUT_MS = 120_000;
/** 1 KB a second. */
const LEAST = { bytes: 20_000, ms: 20_000 };

let usual: Means | undefined;

/** The public internet, and nothing else. */
export function usualMeans(): Means {
  usual ??= { outgoing: new Outgoing(), timeoutMs: TIMEOUT_MS, least: LEAST };
  return usual;
}

/** Why a feed could not be fetched: a sentence for whoever gave the address, without the address itself. */
export class FeedProblem extends Error {}

/** The file, as an upload of the shop; null where it is the same as the last time. */
export interface Fetched {
  upload: Upload;
  etag: string | null;
  lastModified: string | null;
}

/** @throws {FeedProblem} */
export async function fetchFile(shop: ShopContext, feed: Feed, { outgoing, timeoutMs, least }: Means): Promise<Fetched | null> {
  const most = config().MAX_UPLOAD_BYTES;
  const { host } = new URL(feed.url);
  try {
    const { status, headers, body } = await outgoing.download(feed.url, {
      headers: {
        accept: '*/*',
        'accept-encoding': 'identity',
        'user-agent': 'Shopyard',
        ...(feed.etag ? { 'if-none-match': feed.etag } : {}),
        ...(feed.lastModified ? { 'if-modified-since': feed.lastModified } : {}),
      },
      redirects: MOST_REDIRECTS,
      maxBytes: most,
      timeoutMs,
      least,
    });
    if (status !== 200 || encodingOf(headers) !== 'identity') {
      await discard(body);
      if (status === 304) return null;
      const why = status === 200 ? `sends the file as ${encodingOf(headers)}, though it was asked not to` : `answers ${status}`;
      throw new FeedProblem(`${host} ${why}: there is no file to be had at the feed's address`);
    }
    const upload = await keep(shop, feed, headers, body);
    return { upload, etag: wordOf(headers.etag), lastModified: wordOf(headers['last-modified']) };
  } catch (error) {
    if (error instanceof OutgoingError) throw new FeedProblem(error.message, { cause: error });
    if (error instanceof UserError && error.code === 'UPLOAD_TOO_LARGE')
      throw new FeedProblem(`The file has more than ${most} bytes: have the source send less at once`, { cause: error });
    throw error;
  }
}

type Headers = Awaited<ReturnType<Outgoing['download']>>['headers'];

const wordOf = (header: Headers[string]): string | null => (typeof header === 'string' && header.length <= 500 ? header : null);
const encodingOf = (headers: Headers): string => String(headers['content-encoding'] ?? 'identity').toLowerCase();

async function discard(body: AsyncIterable<Buffer>): Promise<void> {
  for await (const _part of body) break;
}

/** Streams the file into storage, as if it had been handed in. */
async function keep(shop: ShopContext, { url }: Feed, headers: Headers, body: AsyncIterable<Buffer>): Promise<Upload> {
  const filename = decodable(new URL(url).pathname.split('/').at(-1) ?? '').slice(0, 255) || 'feed';
  const said = NewUpload.shape.contentType.safeParse(String(headers['content-type'] ?? ''));
  // A picture is no catalog, and would be held to the size of one.
  const contentType = said.success && !said.data.startsWith('image/') ? said.data : 'application/octet-stream';
  const { url: address } = await createUpload(shop, { filename, contentType, bytes: config().MAX_UPLOAD_BYTES });
  const place = new URL(address!);
  const [agency, upload] = place.pathname.split('/').slice(-2);
  return receiveUpload(await openUpload({ agency: agency!, upload: upload!, token: place.searchParams.get('token')! }, null), body);
}

function decodable(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
