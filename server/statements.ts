import { Router } from 'express';
import { openStatement } from '#commerce/payments/index.js';
import { failedExport, sendFile } from './exports.js';

/** The door for statements: a token in the address opens it, as `statementUrl` handed it out. */
export function statements(): Router {
  const router = Router();
  router.get(
    '/:owner/:format',
    sendFile<{ owner: string; format: string }>(
      ({ owner, format }, token) => openStatement({ owner, format, token }),
      ({ owner }) => owner,
    ),
  );
  router.use(failedExport);
  return router;
}
