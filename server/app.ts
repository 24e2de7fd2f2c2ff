import express, { type ErrorRequestHandler, type Express, type RequestHandler, Router } from 'express';
import { inLanguage } from '#commerce/words/index.js';
import { config } from '#platform/config.js';
import { log } from '#platform/log.js';
import { isUnavailable } from '#platform/mongo.js';
import { partsOf } from '#platform/parts.js';
import type { Api } from '#schema/read.js';
import { auditSubject } from './admin/audit.js';
import { adminResolvers } from './admin/index.js';
import { adminPages } from './admin-pages.js';
import { callbacks } from './callbacks.js';
import { adminRequest, clientAddress, shopRequest } from './callers.js';
import { explorer, explorerFiles } from './explorer.js';
import { exports } from './exports.js';
import { type Door, openDoor } from './graphql/door.js';
import { refusedFor } from './graphql/refusals.js';
import type { AdminRequest, ShopRequest } from './graphql/request.js';
import { executableSchema } from './graphql/schema.js';
import { trustedDocuments } from './graphql/trusted-documents.js';
import { versionsOf } from './graphql/versions.js';
import { home } from './home.js';
import { languageOf } from './language.js';
import { media } from './media.js';
import { oldAddresses } from './old-addresses.js';
import { operations } from './ops.js';
import { identify, requestIdOf } from './request-id.js';
import { shopResolvers } from './shop/index.js';
import { statements } from './statements.js';
import { uploads } from './uploads.js';

const MOST_BODY = '1mb';

export interface App {
  express: Express;
  /** Ends what is behind the doors; requests under way have been answered before. */
  stop(): Promise<void>;
}

/** Every door of the server, in one place. */
export async function createApp(): Promise<App> {
  const app = express();
  app.disable('x-powered-by').set('etag', false).set('trust proxy', config().TRUST_PROXY).set('query parser', 'simple');
  app.use(identify);
  // Before anything that reads a body: callbacks are verified on raw bytes, uploads stream.
  app.use('/callbacks', callbacks());
  app.use('/uploads', uploads());
  app.use('/exports', exports());
  app.use('/statements', statements());
  app.use('/media', media());
  app.get('/healthz', (_request, response) => void response.json({ status: 'up' }));
  app.get('/readyz', ready);
  app.use(operations());
  app.use('/graphql', cors);
  const doors = [...(await mountApi(app, 'admin')), ...(await mountApi(app, 'shop'))];
  app.use('/assets/explorer', explorerFiles());
  app.use('/admin', adminPages());
  app.get('/', home());
  app.use(oldAddresses);
  app.use(
    (request, response) =>
      void response.status(404).json({
        error: { code: 'NOT_FOUND', message: `There is no door at ${request.path}: GET / lists them`, requestId: requestIdOf(request) },
      }),
  );
  app.use(failed);
  return { express: app, stop: async () => void (await Promise.all(doors.map((door) => door.stop()))) };
}

async function mountApi(app: Express, api: Api): Promise<Door[]> {
  const doors: Door[] = [];
  const router = Router();
  const json = express.json({ limit: MOST_BODY });
  const versions = versionsOf(api);
  for (const [index, { version, typeDefs }] of versions.entries()) {
    const schema = api === 'admin' ? executableSchema(typeDefs, adminResolvers, auditSubject) : executableSchema(typeDefs, shopResolvers);
    const door = await openDoor<AdminRequest | ShopRequest>(schema, api === 'admin' ? adminRequest : shopRequest);
    const name: RequestHandler = (_request, response, next) => {
      response.setHeader('Shopyard-Version', version);
      response.setHeader('Cache-Control', 'no-store');
      next();
    };
    // The bare address is the oldest version: a client that names none is never broken by a new one.
    router.use(
      index === 0 ? [`/${version}`, /^\/$/] : `/${version}`,
      explorer(api),
      name,
      refuseRefused,
      json,
      trustedDocuments,
      door.handler,
    );
    doors.push(door);
  }
  router.use(
    (request, response) =>
      void response.status(404).json({
        errors: [
          {
            message: `${request.path.slice(1)} is not a version of this API: it has ${versions.map(({ version }) => version).join(', ')}`,
            extensions: { code: 'BAD_USER_INPUT', requestId: requestIdOf(request) },
          },
        ],
      }),
  );
  app.use(`/graphql/${api}`, router);
  return doors;
}

/** Stops a client before the parser whose last documents were all refused. */
const refuseRefused: RequestHandler = async (request, response, next) => {
  const seconds = await refusedFor(clientAddress(request));
  if (seconds === 0) return next();
  const message = inLanguage(`Too many of your documents were refused: mend them, and try again in ${seconds} s`, languageOf(request));
  response.setHeader('Retry-After', seconds);
  response
    .status(429)
    .json({ errors: [{ message, extensions: { code: 'THROTTLED', retryAfter: seconds, requestId: requestIdOf(request) } }] });
};

/** Ready means: MongoDB answers. Redis may be away; that is told, and nothing but speed is lost. */
const ready: RequestHandler = async (_request, response) => {
  const parts = await partsOf();
  const isReady = parts.mongo === 'up';
  response.status(isReady ? 200 : 503).json({ status: isReady ? 'ready' : 'waiting', parts });
};

/** The shop API answers pages of every origin: it takes no cookie. The admin API answers only the origins that are configured. */
const cors: RequestHandler = (request, response, next) => {
  const { origin } = request.headers;
  if (origin) {
    const open = request.path.startsWith('/shop');
    const allowed = open || config().ADMIN_ORIGINS.includes(origin) || origin === new URL(config().publicUrl).origin;
    response.setHeader('Vary', 'Origin');
    if (allowed) {
      response.setHeader('Access-Control-Allow-Origin', open ? '*' : origin);
      response.setHeader('Access-Control-Expose-Headers', 'X-Request-Id, Shopyard-Version');
      if (request.method === 'OPTIONS') {
        response.setHeader('Access-Control-Allow-Methods', 'POST');
        response.setHeader('Access-Control-Allow-Headers', 'Content-Type, Authorization, Shopyard-Shop');
        response.setHeader('Access-Control-Max-Age', '86400');
      }
    }
  }
  if (request.method === 'OPTIONS') return void response.status(204).end();
  next();
};

/** What a door could not serve: the caller's fault in a sentence, ours with the request's id alone. */
const failed: ErrorRequestHandler = (error: unknown, request, response, _next) => {
  const requestId = requestIdOf(request);
  const { status = 500, type } = error as { status?: number; type?: string };
  if (response.headersSent) return void response.destroy();
  const tell = (code: string, sentence: string, httpStatus: number) => {
    const message = inLanguage(sentence, languageOf(request));
    response.status(httpStatus).json({ errors: [{ message, extensions: { code, requestId } }] });
  };
  if (type === 'entity.too.large')
    return tell('BAD_USER_INPUT', `The body is larger than ${MOST_BODY}: send less at once, or upload a file`, 413);
  if (status >= 400 && status < 500)
    return tell(
      'BAD_USER_INPUT',
      'The body is not JSON: send {"query": "…", "variables": {…}} with Content-Type: application/json',
      status,
    );
  if (isUnavailable(error)) return tell('UNAVAILABLE', `A server is away for the moment: try again. Request ${requestId}`, 503);
  log.error({ err: error, requestId }, 'a request failed');
  tell('INTERNAL', `Something went wrong on our side. Request ${requestId}`, 500);
};
