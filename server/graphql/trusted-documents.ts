import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RequestHandler } from 'express';
import { root } from '#platform/root.js';

const file = join(root, 'dist', 'admin', 'documents.json');

let known: Readonly<Record<string, string>> | undefined;

/** The documents of the hosted admin, by the SHA-256 of their text: they were built with this server. */
function documents(): Readonly<Record<string, string>> {
  known ??= existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>) : {};
  return known;
}

interface Body {
  query?: unknown;
  extensions?: { persistedQuery?: { sha256Hash?: unknown } };
}

/** A request that names a document by its hash gets its text, so that pages send a few bytes instead of their queries. */
export const trustedDocuments: RequestHandler = (request, _response, next) => {
  const body = request.body as Body | undefined;
  const hash = body?.extensions?.persistedQuery?.sha256Hash;
  if (typeof hash === 'string' && body && body.query === undefined && Object.hasOwn(documents(), hash)) {
    body.query = documents()[hash];
    delete body.extensions!.persistedQuery;
  }
  next();
};
