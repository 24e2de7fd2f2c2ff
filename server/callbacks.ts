import express, { type ErrorRequestHandler, type Request, type Response, Router } from 'express';
import { BadSignature, callbackAnswers, receiveCallback } from '#commerce/payments/index.js';
import { log } from '#platform/log.js';
import { isUnavailable } from '#platform/mongo.js';
import { requestIdOf } from './request-id.js';

/** Far above any event of a provider's. */
const MOST_BYTES = '256kb';

/**
 * `POST /callbacks/{provider}/{account}`: payment providers tell what happened. Whatever is not answered with 200 is sent again, so
 * an event is acknowledged when it is written down and never before.
 */
export function callbacks(): Router {
  const router = Router();
  // Verified as they came: nothing unpacks or parses the bytes before.
  const raw = express.raw({ type: () => true, limit: MOST_BYTES, inflate: false });
  router.post('/:provider/:account', raw, receive);
  router.use(failed);
  return router;
}

async function receive(request: Request, response: Response): Promise<void> {
  const { provider, account } = request.params as { provider: string; account: string };
  const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
  const reception = await receiveCallback(provider, account, { headers: request.headers, body });
  if (reception === 'UNKNOWN_ACCOUNT') return refuse(request, response, 404, 'NOT_FOUND', 'No payment account has this address');
  const { status, type, body: text } = callbackAnswers(provider)!.taken;
  response.writeHead(status, type ? { 'Content-Type': type } : {}).end(text);
}

function refuse(request: Request, response: Response, status: number, code: string, message: string): void {
  const own = callbackAnswers(request.path.split('/')[1] ?? '')?.refused?.(status, message);
  if (own) return void response.writeHead(own.status, own.type ? { 'Content-Type': own.type } : {}).end(own.body);
  response.status(status).json({ error: { code, message, requestId: requestIdOf(request) } });
}

const failed: ErrorRequestHandler = (error: unknown, request, response, next) => {
  if (response.headersSent) return next(error);
  if (error instanceof BadSignature) return refuse(request, response, 400, 'BAD_SIGNATURE', error.message);
  const { status, type } = error as { status?: number; type?: string };
  if (type === 'entity.too.large') return refuse(request, response, 413, 'TOO_LARGE', `A callback has at most ${MOST_BYTES}`);
  if (typeof status === 'number' && status >= 400 && status < 500)
    return refuse(request, response, status, 'BAD_REQUEST', 'The body could not be read: send it plain and whole');
  const requestId = requestIdOf(request);
  if (isUnavailable(error)) {
    log.warn({ err: error, requestId }, 'a callback could not be written down: its provider sends it again');
    response.setHeader('Retry-After', '5');
    return refuse(request, response, 503, 'UNAVAILABLE', 'It could not be written down for the moment: send it again');
  }
  log.error({ err: error, requestId }, 'a callback could not be taken');
  refuse(request, response, 500, 'INTERNAL', 'Something went wrong on our side: send it again');
};
