import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type RequestHandler, Router } from 'express';
import sirv from 'sirv';
import { config } from '#platform/config.js';
import { root } from '#platform/root.js';

const built = join(root, 'dist', 'admin');

/**
 * Scripts are files of ours alone; styles too, but for the few that carry this answer's nonce. A mail is shown in a frame of its own, whose
 * page has its own policy (mail-frame.html).
 */
const policy = (nonce: string): string =>
  [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data: blob:",
    "font-src 'self'",
    "connect-src 'self'",
    "worker-src 'self'",
    "frame-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; ');

/** A mail's own styles and pictures, and nothing that runs but the few lines that put it there. */
const MAIL_POLICY =
  "default-src 'none'; script-src 'self'; style-src 'unsafe-inline'; img-src 'self' data: https: http:; base-uri 'none'; form-action 'none'; frame-ancestors 'self'; sandbox allow-scripts";

let page: string | undefined;

/** The hosted admin: its files, and one page for every address below /admin. */
export function adminPages(): RequestHandler {
  const router = Router();
  router.get('/mail-frame.html', (_request, response) => {
    response.setHeader('Content-Security-Policy', MAIL_POLICY);
    response.type('html').send(readFileSync(join(built, 'mail-frame.html'), 'utf8'));
  });
  if (existsSync(join(built, 'assets')))
    router.use(
      '/assets',
      sirv(join(built, 'assets'), {
        brotli: true,
        gzip: true,
        etag: true,
        // Where the admin may be built anew under a server that runs, files come and go; an image's stay.
        dev: config().NODE_ENV !== 'production',
        setHeaders: (response) => void response.setHeader('Cache-Control', 'public,max-age=31536000,immutable'),
      }),
    );
  for (const name of ['icon.svg', 'mail-frame.js'])
    router.get(`/${name}`, (_request, response) => void response.sendFile(join(built, name), { maxAge: '1h' }));
  router.get(/^(?!\/assets\/)/, (_request, response) => {
    page = config().NODE_ENV === 'production' ? (page ?? readPage()) : readPage();
    const nonce = randomBytes(16).toString('base64');
    response.setHeader('Content-Security-Policy', policy(nonce));
    response.setHeader('Cache-Control', 'no-cache');
    response.setHeader('Referrer-Policy', 'same-origin');
    response.setHeader('X-Content-Type-Options', 'nosniff');
    response.type('html').send(page.replace('__NONCE__', nonce));
  });
  return router;
}

const readPage = (): string => readFileSync(join(built, 'index.html'), 'utf8');
