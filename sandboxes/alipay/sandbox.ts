import express, { type ErrorRequestHandler, type Response } from 'express';
import { Faults } from '../frame/faults.js';
import { type Served, serve } from '../frame/serve.js';
import { billFiles } from './bills.js';
import { ControlRefusal, Refusal } from './call.js';
import { controlDoors } from './control.js';
import { gateway } from './gateway.js';
import type { House } from './house.js';
import { Memory } from './memory.js';
import { payPage } from './pay-page.js';
import { Post } from './post.js';
import { expireIfDue } from './trades.js';

interface AlipaySandboxOptions {
  /** 0 takes any free port. */
  port: number;
  /** Where its memory outlives it; without, it forgets. */
  stateFile?: string;
  /** Milliseconds before each further try of a notification. */
  retryDelays?: readonly number[];
}

/** Closing ends what is running, then writes the memory. */
export type AlipaySandbox = Served;

/** Eight tries in a minute; Alipay's own take 25 hours. */
const RETRY_DELAYS = [500, 1000, 2000, 4000, 8000, 16_000, 32_000];
const EXPIRY_CHECK_MS = 5000;

/** Alipay's gateway with a memory, a pay page and signed notifications, for this machine only. @throws {Error} when the port is taken */
export async function startAlipaySandbox(options: AlipaySandboxOptions): Promise<AlipaySandbox> {
  const memory = new Memory(options.stateFile);
  const post = new Post(memory, options.retryDelays ?? RETRY_DELAYS);
  const house: House = { memory, post, faults: new Faults(troubled), address: () => served.url };
  const served = await serve(appOf(house), options.port);
  const expiry = setInterval(() => {
    for (const trade of memory.trades.newestFirst()) expireIfDue(house, trade);
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

/** 503 is Alipay's own "not now", with status 200 and no signature; anything else is a server before it that fails. */
function troubled(res: Response, status: number, message: string): void {
  if (status !== 503) return void res.status(status).type('text/plain').send(message);
  const error = { code: '20000', msg: 'Service Currently Unavailable', sub_code: 'isp.unknow-error', sub_msg: '系统繁忙' };
  res.json({ error_response: error });
}

function appOf(house: House) {
  const app = express().disable('x-powered-by').disable('etag');
  app.get('/healthz', (_req, res) => void res.json({ status: 'ok' }));
  app.use('/gateway.do', gateway(house));
  app.use('/downloadBillFile.resource', billFiles(house));
  app.use('/pay', payPage(house));
  app.use('/_sandbox', controlDoors(house));
  app.use((req) => {
    throw new ControlRefusal(404, `Alipay has no ${req.method} ${req.path}`);
  });
  app.use(refused);
  return app;
}

const refused: ErrorRequestHandler = (error, _req, res, _next) => {
  if (error instanceof ControlRefusal) return void res.status(error.status).json({ error: { message: error.message } });
  if (error instanceof Refusal) return void res.status(409).json({ error: { message: error.message, code: error.subCode } });
  const status = typeof error?.status === 'number' ? error.status : 500; // body-parser's own refusals carry one
  if (status === 500) process.stderr.write(`${error?.stack ?? error}\n`);
  res.status(status).json({ error: { message: status === 500 ? 'The sandbox failed; its log tells how.' : error.message } });
};
