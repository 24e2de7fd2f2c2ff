import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import express, { type RequestHandler } from 'express';
import { root } from '#platform/root.js';
import type { Api } from '#schema/read.js';

const built = join(root, 'dist', 'explorer');

/** Monaco makes its styles while it runs, and its workers from blobs; nothing comes from another address. The admin's pages show it in a frame. */
const POLICY =
  "default-src 'none'; script-src 'self' blob:; worker-src 'self' blob:; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; connect-src 'self'; base-uri 'none'; frame-ancestors 'self'";

let page: string | undefined;

/** GraphiQL, for a browser that opens the address of an API. */
export const explorer =
  (api: Api): RequestHandler =>
  (request, response, next) => {
    if (request.method !== 'GET' || request.accepts(['json', 'html']) !== 'html') return next();
    page ??= readFileSync(join(built, 'index.html'), 'utf8');
    response.setHeader('Content-Security-Policy', POLICY);
    response.setHeader('X-Frame-Options', 'SAMEORIGIN');
    response.type('html').send(page.replace('<title>Shopyard', `<title>Shopyard ${api}`));
  };

/** Its files, whose names change with their content. */
export const explorerFiles = (): RequestHandler => express.static(built, { index: false, immutable: true, maxAge: '1y' });
