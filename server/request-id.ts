import { randomBytes } from 'node:crypto';
import type { Request, RequestHandler } from 'express';
import { log } from '#platform/log.js';
import { observeRequest } from '#platform/metrics.js';

const SECURITY = {
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  'Referrer-Policy': 'strict-origin-when-cross-origin',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'cross-origin',
  'Strict-Transport-Security': 'max-age=31536000; includeSubDomains',
  'Permissions-Policy': 'camera=(), geolocation=(), microphone=()',
} as const;
const HEADERS = new Map(Object.entries(SECURITY));

const ids = new WeakMap<Request, string>();

/** The id under which this request is logged and answered. */
export const requestIdOf = (request: Request): string => ids.get(request) ?? 'req_unknown';

/** Gives each request its id and the headers that never differ, and logs one line when it ends: no body, no query, no token. */
export const identify: RequestHandler = (request, response, next) => {
  const begun = process.hrtime.bigint();
  const requestId = `req_${randomBytes(12).toString('hex')}`;
  ids.set(request, requestId);
  response.setHeaders(HEADERS);
  response.setHeader('X-Request-Id', requestId);
  response.once('close', () => {
    const ms = Number(process.hrtime.bigint() - begun) / 1e6;
    const path = request.baseUrl + request.path;
    observeRequest(request.method, door(path), response.statusCode, ms);
    log.info(
      {
        requestId,
        method: request.method,
        path: path.startsWith('/uploads/') ? '/uploads' : path,
        status: response.statusCode,
        ms: Math.round(ms * 100) / 100,
        shop: request.headers['shopyard-shop'],
      },
      'request',
    );
  });
  next();
};

/** The first parts of a path: metrics must not grow with ids. */
function door(path: string): string {
  const [, first = '', second = ''] = path.split('/');
  if (first === 'graphql' && (second === 'admin' || second === 'shop')) return `/graphql/${second}`;
  return ['callbacks', 'uploads', 'media', 'healthz', 'readyz', 'metrics', 'ops', ''].includes(first) ? `/${first}` : 'other';
}
