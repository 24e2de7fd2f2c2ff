import express, { type ErrorRequestHandler } from 'express';
import { type Served, serve } from '../frame/serve.js';
import { refuse, wechatApi } from './api.js';
import { Refusal } from './call.js';
import { controlDoors } from './control.js';
import { wechatFaults } from './faults.js';
import type { House } from './house.js';
import { Memory } from './memory.js';
import { payPage } from './pay-page.js';
import { PlatformKeys } from './platform-keys.js';
import { Post } from './post.js';
import { signPage } from './sign-page.js';
import { weixinApi } from './weixin.js';

interface WechatPaySandboxOptions {
  /** 0 takes any free port. */
  port: number;
  /** Where its memory outlives it; without, it forgets. */
  stateFile?: string;
  /** Milliseconds before each further try of a callback. */
  retryDelays?: readonly number[];
}

/** Closing ends what is running, then writes the memory. */
export type WechatPaySandbox = Served;

/** Five tries in eight seconds; WeChat Pay itself goes on for a day. */
const RETRY_DELAYS = [500, 1000, 2000, 4000];

/** WeChat Pay's API v3 with keys of its own, a pay page and signed callbacks, for this machine only. @throws {Error} when the port is taken */
export async function startWechatPaySandbox(options: WechatPaySandboxOptions): Promise<WechatPaySandbox> {
  const memory = new Memory(options.stateFile);
  const keys = await PlatformKeys.open(memory);
  const post = new Post(memory, keys, options.retryDelays ?? RETRY_DELAYS);
  const house: House = { memory, keys, post, faults: wechatFaults(), address: () => served.url };
  const served = await serve(appOf(house), options.port);
  return {
    ...served,
    async close() {
      house.faults.close();
      await Promise.all([served.close(), post.close()]);
      await memory.close();
    },
  };
}

function appOf(house: House) {
  const app = express().disable('x-powered-by').disable('etag').set('query parser', 'simple');
  app.get('/healthz', (_req, res) => void res.json({ status: 'ok' }));
  app.use('/v3', wechatApi(house));
  app.use('/pay', payPage(house));
  app.use('/sign', signPage(house));
  app.use('/_sandbox', controlDoors(house));
  app.use(weixinApi(house));
  app.use((req) => {
    throw new Refusal(404, 'RESOURCE_NOT_EXISTS', `The WeChat Pay sandbox does not know ${req.method} ${req.path}`);
  });
  app.use(refused);
  return app;
}

const refused: ErrorRequestHandler = (error, _req, res, _next) => {
  if (error instanceof Refusal) return refuse(res, error);
  const status = typeof error?.status === 'number' ? error.status : 500; // body-parser's own refusals carry one
  if (status === 500) process.stderr.write(`${error?.stack ?? error}\n`);
  const message = status === 500 ? 'The sandbox failed; its log tells how.' : error.message;
  res.status(status).json({ code: status === 500 ? 'SYSTEM_ERROR' : 'INVALID_REQUEST', message });
};
