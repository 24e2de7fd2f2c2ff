import { boundedCache } from '#platform/cache.js';
import { config } from '#platform/config.js';
import { digest } from '#platform/crypto.js';
import type { ShopMode } from '#tenants/index.js';

const WEIXIN = 'https://api.weixin.qq.com';
const TIMEOUT_MS = 10_000;
const MOST_BYTES = 64 * 1024;
/** A token is given up so long before its end. */
const EARLY_S = 300;

/** WeChat's no, or its silence. `final`: it would say the same again. */
export class WeixinError extends Error {
  constructor(
    readonly code: number | null,
    message: string,
    readonly final: boolean,
  ) {
    super(message);
    this.name = 'WeixinError';
  }
}

/** Its system is busy, or a limit is reached: later it may say something else. */
const LATER = new Set([-1, 45009, 45011, 10060012, 268546003]);
/** The token is not good any more. */
const TOKEN_CODES = new Set([40001, 40014, 42001]);
/** It has what was sent, from an attempt whose answer never came, or by somebody else. */
const THERE_ALREADY = new Set([10060002, 10060023]);

export interface Application {
  mode: ShopMode;
  appId: string;
  appSecret: string;
}

const tokens = boundedCache<string, string>(5000);

/** Where an application's calls go. @throws {WeixinError} where a test shop has no sandbox to call */
function baseOf(mode: ShopMode): string {
  if (mode === 'LIVE') return WEIXIN;
  const base = config().WECHAT_PAY_API_BASE;
  if (base) return base;
  throw new WeixinError(null, 'No sandbox of WeChat runs here for test shops', true);
}

/**
 * Tells WeChat that a payment's goods were sent; what it knows already is well.
 * Source: developers.weixin.qq.com, 小程序发货信息管理服务.
 * @throws {WeixinError}
 */
export async function uploadShippingInfo(application: Application, info: object): Promise<void> {
  const token = await accessToken(application);
  let code = await send(application, token, info);
  if (TOKEN_CODES.has(code.errcode)) code = await send(application, await accessToken(application, token), info);
  if (code.errcode !== 0 && !THERE_ALREADY.has(code.errcode)) throw refusal(code);
}

const send = ({ mode }: Application, token: string, info: object) =>
  call(`${baseOf(mode)}/wxa/sec/order/upload_shipping_info?access_token=${encodeURIComponent(token)}`, info);

/**
 * The application's token, kept until shortly before its end. WeChat gives the same one to all of our processes; `bad`: one that
 * WeChat has just refused. @throws {WeixinError}
 */
async function accessToken({ mode, appId, appSecret }: Application, bad?: string): Promise<string> {
  const key = digest([baseOf(mode), appId, appSecret]);
  if (bad && tokens.get(key) === bad) tokens.delete(key);
  const kept = tokens.get(key);
  if (kept) return kept;
  const ask = (force_refresh: boolean) =>
    call(`${baseOf(mode)}/cgi-bin/stable_token`, { grant_type: 'client_credential', appid: appId, secret: appSecret, force_refresh });
  let answer = await ask(false);
  if (bad && answer.access_token === bad) answer = await ask(true);
  const { access_token: token, expires_in: seconds = 0 } = answer;
  if (!token) throw refusal(answer);
  if (seconds > EARLY_S) tokens.set(key, token, { ttl: (seconds - EARLY_S) * 1000 });
  return token;
}

interface Answer {
  errcode: number;
  errmsg?: string;
  access_token?: string;
  expires_in?: number;
}

const refusal = ({ errcode, errmsg = '' }: Answer): WeixinError =>
  new WeixinError(errcode, `WeChat: ${errcode} ${errmsg.slice(0, 200)}`.trim(), !LATER.has(errcode) && !TOKEN_CODES.has(errcode));

/** The address holds the token: it stands in no error. @throws {WeixinError} */
async function call(address: string, body: object): Promise<Answer> {
  let text: string;
  try {
    const answer = await fetch(address, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
      redirect: 'error',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    text = await bounded(answer);
    if (!answer.ok) throw new WeixinError(null, `WeChat answers ${answer.status}`, false);
  } catch (error) {
    throw error instanceof WeixinError ? error : new WeixinError(null, 'WeChat does not answer', false);
  }
  try {
    const { errcode = 0, ...rest } = JSON.parse(text) as Partial<Answer>;
    return { ...rest, errcode };
  } catch {
    throw new WeixinError(null, 'WeChat answers what is no JSON', false);
  }
}

async function bounded({ body }: Response): Promise<string> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of (body ?? []) as AsyncIterable<Uint8Array>) {
    size += part.length;
    if (size > MOST_BYTES) throw new WeixinError(null, 'WeChat answers too much', false);
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}
