import { pipeline } from 'node:stream/promises';
import { type ErrorRequestHandler, type Request, type RequestHandler, Router } from 'express';
import { foundMedia, servedMedia } from '#commerce/files/index.js';
import { NotFound } from '#platform/errors.js';
import { log } from '#platform/log.js';
import { isUnavailable } from '#platform/mongo.js';
import { requestIdOf } from './request-id.js';

/** The door for pictures: public, for everybody who knows an address, and the same for ever, since what stands there is named by its content. */
export function media(): Router {
  const router = Router();
  router.get('/:agency/of/:addressHash', sendOn);
  router.get('/:agency/:hash/:file', send);
  router.use(failed);
  return router;
}

const A_YEAR = 31_536_000;

/** Uploaded pictures have this address until they are there. */
const sendOn: RequestHandler<{ agency: string; addressHash: string }> = async (request, response) => {
  response.setHeader('Cache-Control', 'no-store');
  response.redirect(302, await foundMedia(request.params));
};

interface Address {
  agency: string;
  hash: string;
  file: string;
}

const send: RequestHandler<Address & Record<string, string>> = async (request, response) => {
  const { bytes, read } = await servedMedia(request.params);
  response.setHeader('Content-Type', 'image/webp');
  response.setHeader('Cache-Control', `public, max-age=${A_YEAR}, immutable`);
  const etag = `"${request.params.hash}-${request.params.file}"`;
  response.setHeader('ETag', etag);
  response.setHeader('Accept-Ranges', 'bytes');
  // Made of strangers' files: a picture to a browser, or nothing.
  response.setHeader('X-Content-Type-Options', 'nosniff');
  response.setHeader('Content-Security-Policy', "default-src 'none'; sandbox");
  // Shops stand on other hosts than this door.
  response.setHeader('Access-Control-Allow-Origin', '*');
  response.setHeader('Cross-Origin-Resource-Policy', 'cross-origin');
  if (hasIt(request.headers['if-none-match'], etag)) return void response.status(304).end();

  const part = partOf(request, bytes, etag);
  if (part === 'none') return void response.status(416).setHeader('Content-Range', `bytes */${bytes}`).end();
  const { start, end } = part ?? { start: 0, end: bytes };
  if (part) response.status(206).setHeader('Content-Range', `bytes ${start}-${end - 1}/${bytes}`);
  response.setHeader('Content-Length', end - start);
  if (request.method === 'HEAD') return void response.end();
  await pipeline(read(start, end), response).catch((err) => {
    // Whoever goes away in the middle wants no more of it.
    if (!request.destroyed) log.error({ err, requestId: requestIdOf(request) }, 'a picture broke off on its way out');
  });
};

/** Even where a cache was told to ask again: what it has cannot have changed. */
const hasIt = (known = '', etag: string): boolean => known.split(',').some((one) => ['*', etag, `W/${etag}`].includes(one.trim()));

/** The one part that is asked for; null for the whole, as for several at once, or for a part of another file than this. */
function partOf(request: Request<Address & Record<string, string>>, bytes: number, etag: string) {
  const condition = request.headers['if-range'];
  if (condition !== undefined && condition !== etag) return null;
  const asked = request.range(bytes);
  if (asked === -1) return 'none';
  const [first, ...others] = Array.isArray(asked) && asked.type === 'bytes' ? asked : [];
  return first && others.length === 0 ? { start: first.start, end: first.end + 1 } : null;
}

const failed: ErrorRequestHandler = (error: unknown, request, response, _next) => {
  if (response.headersSent) return void response.destroy();
  const requestId = requestIdOf(request);
  for (const name of response.getHeaderNames()) if (/^(etag|accept-ranges|content-|cache-)/.test(name)) response.removeHeader(name);
  response.setHeader('Cache-Control', 'no-store');
  const tell = (status: number, code: string, message: string) =>
    void response.status(status).json({ error: { code, message, requestId } });
  if (error instanceof NotFound) return tell(404, 'NOT_FOUND', 'There is no picture at this address');
  if (isUnavailable(error)) return tell(503, 'UNAVAILABLE', 'A server is away for the moment: try again');
  log.error({ err: error, requestId }, 'a picture was not served');
  tell(500, 'INTERNAL', `Something went wrong on our side. Request ${requestId}`);
};
