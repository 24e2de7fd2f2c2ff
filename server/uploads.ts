import { type ErrorRequestHandler, type Request, type RequestHandler, type Response, Router } from 'express';
import { openUpload, receiveUpload, uploadId } from '#commerce/files/index.js';
import { reportOf } from '#commerce/imports/index.js';
import { inLanguage } from '#commerce/words/index.js';
import { RequestError, UserError } from '#platform/errors.js';
import { log } from '#platform/log.js';
import { isUnavailable } from '#platform/mongo.js';
import { StorageFull } from '#platform/storage.js';
import { languageOf } from './language.js';
import { Places, RETRY_SECONDS } from './places.js';
import { requestIdOf } from './request-id.js';

/** The door for files: `PUT` to what uploadCreate returned, and the reports that imports hand out. A token in the address opens each. */
export function uploads(): Router {
  const router = Router();
  router.options('/:agency/:upload', allowPages);
  router.put('/:agency/:upload', allowPages, take);
  router.get('/reports/:shop/:import', report);
  router.use(failed);
  return router;
}

const STATUS: Readonly<Record<string, number>> = { NOT_FOUND: 404, UPLOAD_TOO_LARGE: 413, UPLOAD_CLOSED: 409, UPLOAD_TYPE: 415 };

const take: RequestHandler<{ agency: string; upload: string }> = async (request, response) => {
  checkBody(request);
  const length = request.headers['content-length'];
  const upload = await openUpload({ ...request.params, token: tokenOf(request) }, length === undefined ? null : Number(length));
  // The line stays open when the file is refused on the way: the sender is to hear why.
  const received = await receiveUpload(upload, request.iterator({ destroyOnReturn: false }));
  response.json({ upload: { id: uploadId.encode(received._id), bytes: received.file?.bytes } });
};

/** The body is the file itself. */
function checkBody(request: Request<{ agency: string; upload: string }>): void {
  if ((request.headers['content-encoding'] ?? 'identity') !== 'identity') {
    throw new UserError('UPLOAD_TYPE', 'Send the file as it is, without Content-Encoding');
  }
  if (request.headers['content-type']?.startsWith('multipart/')) {
    throw new UserError('UPLOAD_TYPE', 'Send the file itself as the body of the request, not as a form');
  }
}

const places = new Places();

const report: RequestHandler<{ shop: string; import: string }> = async (request, response) => {
  const problems = request.query.form === 'problems';
  const { filename, contentType, text } = await reportOf(
    { ...request.params, token: tokenOf(request) },
    { problems, language: languageOf(request) },
  );
  places.take(request.params.shop, response);
  response.setHeader('Content-Type', contentType);
  response.setHeader('Content-Disposition', `attachment; filename="${filename}"`);
  response.setHeader('Cache-Control', 'private, no-store');
  for await (const line of text) {
    if (response.destroyed) return;
    if (!response.write(line)) await new Promise((resume) => response.once('drain', resume).once('close', resume));
  }
  response.end();
};

/** A page of any origin may send a file: the address proves the right to, no cookie does. */
const allowPages: RequestHandler = (request, response, next) => {
  response.setHeader('Access-Control-Allow-Origin', '*');
  if (request.method !== 'OPTIONS') return next();
  response.setHeader('Access-Control-Allow-Methods', 'PUT');
  response.setHeader('Access-Control-Allow-Headers', 'Content-Type');
  response.setHeader('Access-Control-Max-Age', '86400');
  response.status(204).end();
};

function tokenOf({ query }: Pick<Request, 'query'>): string {
  return typeof query.token === 'string' ? query.token : '';
}

const failed: ErrorRequestHandler = (error: unknown, request, response, _next) => {
  if (request.destroyed && !request.complete) return; // the sender has gone, and nothing was kept
  const requestId = requestIdOf(request);
  const tell = (status: number, code: string, sentence: string) =>
    refuse(request, response, status, { code, message: inLanguage(sentence, languageOf(request)), requestId });
  if (error instanceof UserError) return tell(STATUS[error.code] ?? 400, error.code, error.message);
  if (error instanceof StorageFull) {
    log.error({ err: error, requestId }, 'no room for an upload');
    return tell(507, 'UNAVAILABLE', 'There is no room for the file at the moment: try again later');
  }
  if (error instanceof RequestError) {
    response.setHeader('Retry-After', RETRY_SECONDS);
    return tell(503, error.code, error.message);
  }
  if (isUnavailable(error)) return tell(503, 'UNAVAILABLE', 'A server is away for the moment: try again');
  log.error({ err: error, requestId }, 'an upload failed');
  tell(500, 'INTERNAL', `Something went wrong on our side. Request ${requestId}`);
};

/** How long a sender who was refused may go on sending before the line is cut. */
const PATIENCE_MS = 5000;

/** Answers while the body may still be coming: reads on for a while, since many clients look at the answer only when all is sent. */
function refuse(request: Request, response: Response, status: number, error: Record<string, string>): void {
  if (response.headersSent) return void response.destroy();
  response.setHeader('Connection', 'close');
  response.status(status).json({ error });
  if (request.complete) return;
  request.resume();
  const cut = setTimeout(() => request.destroy(), PATIENCE_MS).unref();
  request.once('close', () => clearTimeout(cut));
}
