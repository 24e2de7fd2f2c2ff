import express, { type ErrorRequestHandler } from 'express';
import { type Served, serve } from '../frame/serve.js';
import { stripeApi } from './api.js';
import { Refusal } from './call.js';
import { controlDoors } from './control.js';
import { stripeFaults } from './faults.js';
import type { House } from './house.js';
import { Idempotency } from './idempotency.js';
import { Memory } from './memory.js';
import { StripeMock } from './mock.js';
import { onboardingPage } from './onboarding-page.js';
import { payPage } from './pay-page.js';
import { Post } from './post.js';
import { expireIfDue } from './sessions.js';

interface StripeSandboxOptions {
  /** 0 takes any free port. */
  port: number;
  stripeMockUrl: string;
  /** Where its memory outlives it; without, it forgets. */
  stateFile?: string;
  /** Milliseconds before each further try of a delivery. */
  retryDelays?: readonly number[];
}

/** Closing ends what is running, then writes the memory. */
export type StripeSandbox = Served;

/** Five tries in eight seconds; Stripe itself goes on for three days. */
const RETRY_DELAYS = [500, 1000, 2000, 4000];
const EXPIRY_CHECK_MS = 5000;

/** stripe-mock with a memory, a pay page and signed events, for this machine only. @throws {Error} when the port is taken */
export async function startStripeSandbox(options: StripeSandboxOptions): Promise<StripeSandbox> {
  const memory = new Memory(options.stateFile);
  const post = new Post(memory, options.retryDelays ?? RETRY_DELAYS);
  const house: House = {
    memory,
    post,
    mock: new StripeMock(options.stripeMockUrl.replace(/\/$/, '')),
    idempotency: new Idempotency(memory),
    faults: stripeFaults(),
    address: () => served.url,
  };
  const served = await serve(appOf(house), options.port);
  const expiry = setInterval(() => {
    for (const session of memory.sessions.newestFirst()) expireIfDue(house, session);
  }, EXPIRY_CHECK_MS).unref();

  return {
    ...served,
    async close() {
      clearInterval(expiry);
      house.faults.close();
      await Promise.all([served.close(), post.close()]);
      await memory.close();
    },
  };
}

function appOf(house: House) {
  const app = express().disable('x-powered-by').disable('etag').set('query parser', 'extended');
  app.get('/healthz', (_req, res) => void res.json({ status: 'ok' }));
  app.use('/v1', stripeApi(house));
  app.use('/pay', payPage(house));
  app.use('/connect', onboardingPage(house));
  app.use('/_sandbox', controlDoors(house));
  app.use((req) => {
    throw new Refusal(404, { type: 'invalid_request_error', message: `Unrecognized request URL (${req.method}: ${req.path}).` });
  });
  app.use(refused);
  return app;
}

const refused: ErrorRequestHandler = (error, _req, res, _next) => {
  if (error instanceof Refusal) return void res.status(error.status).json({ error: error.error });
  const status = typeof error?.status === 'number' ? error.status : 500; // body-parser's own refusals carry one
  if (status === 500) process.stderr.write(`${error?.stack ?? error}\n`);
  res
    .status(status)
    .json({ error: { type: 'api_error', message: status === 500 ? 'The sandbox failed; its log tells how.' : error.message } });
};
