import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { type ErrorRequestHandler, type RequestHandler, Router } from 'express';
import { openExport } from '#commerce/exports/index.js';
import { inLanguage } from '#commerce/words/index.js';
import { NotFound, RequestError } from '#platform/errors.js';
import { log } from '#platform/log.js';
import { isUnavailable } from '#platform/mongo.js';
import { languageOf } from './language.js';
import { Places, RETRY_SECONDS } from './places.js';
import { requestIdOf } from './request-id.js';

/** The door for catalogs on their way out: a token in the address opens it, as catalogExport handed it out. */
export function exports(): Router {
  const router = Router();
  router.get(
    '/:shop/:format',
    sendFile<{ shop: string; format: string }>(
      (params, token) => openExport({ ...params, token }),
      ({ shop }) => shop,
    ),
  );
  router.use(failedExport);
  return router;
}

const places = new Places();

/** A file that is made while it is read. */
interface MadeFile {
  filename: string;
  contentType: string;
  chunks: AsyncIterable<string | Uint8Array>;
}

/** Sends the file that an address opens. `ownerOf`: whose it is, who has so many places. */
export const sendFile =
  <Params extends Record<string, string>>(
    open: (params: Params, token: string) => Promise<MadeFile>,
    ownerOf: (params: Params) => string,
  ): RequestHandler<Params> =>
  async (request, response) => {
    const { token } = request.query;
    const { filename, contentType, chunks } = await open(request.params, typeof token === 'string' ? token : '');
    if (request.method !== 'HEAD') places.take(ownerOf(request.params), response);
    response.setHeader('Content-Type', contentType);
    response.setHeader('Content-Disposition', `attachment; filename="${filename}"`);
    response.setHeader('Cache-Control', 'private, no-store');
    response.setHeader('X-Content-Type-Options', 'nosniff');
    response.setHeader('Vary', 'Accept-Encoding');
    const packed = request.acceptsEncodings('gzip', 'identity') === 'gzip';
    if (packed) response.setHeader('Content-Encoding', 'gzip');
    if (request.method === 'HEAD') return void response.end();
    // Each of these takes no more than the next one has room for.
    const read = Readable.from(chunks);
    try {
      await (packed ? pipeline(read, createGzip(), response) : pipeline(read, response));
    } catch (error) {
      // Whoever goes away in the middle wants no more. He who stays must see that the file is not whole.
      if (request.destroyed && !isOurs(error)) return;
      if (!response.headersSent) throw error;
      log.error({ err: error, requestId: requestIdOf(request) }, 'an export broke off');
      response.destroy();
    }
  };

const isOurs = (error: unknown): boolean => (error as { code?: unknown }).code !== 'ERR_STREAM_PREMATURE_CLOSE';

export const failedExport: ErrorRequestHandler = (error: unknown, request, response, _next) => {
  if (response.headersSent) return void response.destroy();
  const requestId = requestIdOf(request);
  for (const name of response.getHeaderNames()) if (/^content-/.test(name)) response.removeHeader(name);
  const tell = (status: number, code: string, sentence: string) => {
    const message = inLanguage(sentence, languageOf(request));
    response.status(status).json({ error: { code, message, requestId } });
  };
  if (error instanceof NotFound) return tell(404, 'NOT_FOUND', 'There is no export at this address, or not any more: ask for a new one');
  if (error instanceof RequestError) {
    response.setHeader('Retry-After', RETRY_SECONDS);
    return tell(503, error.code, error.message);
  }
  if (isUnavailable(error)) return tell(503, 'UNAVAILABLE', 'A server is away for the moment: try again');
  log.error({ err: error, requestId }, 'an export failed');
  tell(500, 'INTERNAL', `Something went wrong on our side. Request ${requestId}`);
};
