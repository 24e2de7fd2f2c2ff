import { createBullBoard } from '@bull-board/api';
import { BullMQAdapter } from '@bull-board/api/bullMQAdapter';
import { ExpressAdapter } from '@bull-board/express';
import { type RequestHandler, Router } from 'express';
import { callbackEvents, sealedSecrets } from '#commerce/payments/index.js';
import { config } from '#platform/config.js';
import { sameText } from '#platform/crypto.js';
import { metrics } from '#platform/metrics.js';
import { queue } from '#platform/queue.js';
import { EXPRESS, listDead, outbox, QUEUES, requeue, retryPersonMail } from '#tenants/index.js';
import { mailsPage } from './ops-mails.js';

const COLLECTIONS: readonly string[] = [outbox.name, callbackEvents.name];
const QUEUES_PATH = '/ops/queues';
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; font-src 'self'; base-uri 'self'; form-action 'none'; frame-ancestors 'none'";

/**
 * Operators' doors: /metrics, the queues' page, under which keys secrets are sealed (/ops/secrets), what failed for good (/ops/dead, and
 * POST …/{collection}/{id}/retry), and the mails to people about their accounts (/ops/mails, and POST …/{id}/retry), for who shows
 * OPERATOR_TOKEN. Without that setting they do not exist.
 */
export function operations(): Router {
  const router = Router();
  if (!config().OPERATOR_TOKEN) return router;
  router.get('/metrics', operatorsOnly, async (_request, response) => {
    response.type(metrics.contentType).send(await metrics.metrics());
  });
  router.get('/ops/dead', operatorsOnly, async (_request, response) => {
    const lists = await Promise.all(COLLECTIONS.map(async (name) => [name, await listDead(name)]));
    response.json(Object.fromEntries(lists));
  });
  router.get('/ops/secrets', operatorsOnly, async (_request, response) => {
    response.json(await sealedSecrets());
  });
  router.post('/ops/dead/:collection/:row/retry', operatorsOnly, bearerOnly, async ({ params }, response) => {
    const { collection, row } = params as { collection: string; row: string };
    const back = COLLECTIONS.includes(collection) && (await requeue(collection, row));
    response.status(back ? 200 : 404).json(back ? { status: 'PENDING' } : { error: `${row} is not a dead row of ${collection}` });
  });
  router.get('/ops/mails', operatorsOnly, mailsPage);
  router.post('/ops/mails/:mail/retry', operatorsOnly, bearerOnly, async ({ params }, response) => {
    const { mail } = params as { mail: string };
    const back = await retryPersonMail(mail);
    response.status(back ? 200 : 404).json(back ? { state: 'PENDING' } : { error: `${mail} is not a mail that failed or was kept` });
  });
  router.use(QUEUES_PATH, operatorsOnly, withoutStrangers, queuesPage());
  return router;
}

/** A browser sends its password along with a form of any page: what changes something takes the token itself. */
const bearerOnly: RequestHandler = ({ headers }, response, next) => {
  if (/^bearer /i.test(headers.authorization ?? '')) return next();
  response.status(401).json({ error: 'Show the OPERATOR_TOKEN as a bearer token' });
};

/** As a bearer token, or, in a browser, as the password of HTTP's own sign-in under any name. */
const operatorsOnly: RequestHandler = ({ headers }, response, next) => {
  const [scheme = '', credentials = ''] = (headers.authorization ?? '').split(' ');
  const shown =
    scheme.toLowerCase() === 'basic'
      ? Buffer.from(credentials, 'base64')
          .toString()
          .replace(/^[^:]*:/, '')
      : credentials;
  if (sameText(shown, config().OPERATOR_TOKEN ?? '')) return next();
  response.setHeader('WWW-Authenticate', 'Basic realm="Shopyard operators", charset="UTF-8"');
  response.status(401).json({ error: 'Show the OPERATOR_TOKEN, as a bearer token or as a password' });
};

/** The page links fonts of another host: nothing here comes from elsewhere. */
const withoutStrangers: RequestHandler = (_request, response, next) => {
  const send = response.send.bind(response);
  response.setHeader('Content-Security-Policy', POLICY);
  response.send = (body?: unknown) => send(typeof body === 'string' ? body.replace(/<link[^>]+href="https?:[^>]*>/g, '') : body);
  next();
};

/** To look, not to touch: what is tried again is written in MongoDB. */
function queuesPage(): RequestHandler {
  const adapter = new ExpressAdapter();
  adapter.setBasePath(QUEUES_PATH);
  createBullBoard({
    queues: [...QUEUES, EXPRESS].map((name) => new BullMQAdapter(queue(name), { readOnlyMode: true, allowRetries: false })),
    // The two packages each bring the same types, which only their private members keep apart.
    serverAdapter: adapter as unknown as Parameters<typeof createBullBoard>[0]['serverAdapter'],
    options: { uiConfig: { boardTitle: 'Shopyard' } },
  });
  return adapter.getRouter() as RequestHandler;
}
