import { setTimeout as pause } from 'node:timers/promises';
import { Agent, request } from 'undici';
import { boundedCache } from '#platform/cache.js';
import { config } from '#platform/config.js';
import { hashToken } from '#platform/crypto.js';
import { log } from '#platform/log.js';
import type { ShopMode } from '#tenants/index.js';
import { type OpenAccount, type OpenPlatform, ProviderError } from '../../provider.js';
import {
  authorizationOf,
  type EncryptedCertificate,
  newNonce,
  openCertificate,
  type PlatformKey,
  type Signer,
  sameSerial,
  untruth,
} from './signature.js';

const HOST = 'https://api.mch.weixin.qq.com';

/** With two more tries a call ends within half a minute. */
const TIMEOUT_MS = 8000;
const TRIES = 3;
const PAUSE_MS = 200;
/** Far above any answer. */
const ANSWER: Bounds = { maxBytes: 1024 ** 2, timeoutMs: TIMEOUT_MS };
/** A day's bill of a very large merchant. */
const FILE: Bounds = { maxBytes: 256 * 1024 ** 2, timeoutMs: 120_000 };

interface Bounds {
  maxBytes: number;
  timeoutMs: number;
}

const agent = new Agent({ connections: 50, pipelining: 1, keepAliveTimeout: 30_000, connect: { timeout: TIMEOUT_MS } });

/** Who speaks with WeChat Pay: a merchant of its own, or a service provider for all of its sub-merchants. */
export interface Merchant extends Signer {
  mode: ShopMode;
  apiV3Key: string;
  /** What WeChat signs with, as far as it is known, the newest first. */
  keys: readonly PlatformKey[];
}

interface Opened {
  secrets: Readonly<Record<string, string>>;
  settings: Readonly<Record<string, string>>;
  signing: readonly string[];
}

const merchantFrom = (mchid: string, mode: ShopMode, { secrets, settings, signing }: Opened): Merchant => ({
  mchid,
  mode,
  serial: settings.serial!,
  privateKey: secrets.privateKey!,
  apiV3Key: secrets.apiV3Key!,
  keys: signing.map(readKey),
});

/** Whose secrets sign for an account: its platform's, where it stands below one. */
export const merchantOf = (account: OpenAccount): Merchant =>
  account.platform
    ? platformMerchant(account.platform, account.mode)
    : merchantFrom(account.externalId ?? account.settings.mchid!, account.mode, account);

export const platformMerchant = (platform: OpenPlatform, mode: ShopMode): Merchant => merchantFrom(platform.externalId, mode, platform);

/** A key as an account's signing secrets hold it. */
export const writeKey = ({ serial, publicKey }: PlatformKey): string => JSON.stringify({ serial, publicKey });
export const readKey = (text: string): PlatformKey => JSON.parse(text) as PlatformKey;

/** WeChat's no: what it is about stands in its code, such as `ORDER_NOT_EXIST`. */
export class WechatRefusal extends ProviderError {
  constructor(
    readonly status: number,
    readonly wechatCode: string,
    message: string,
    /** As it came, its signature not looked at. */
    readonly answer: Answer,
  ) {
    super('PROVIDER_REJECTED', `WeChat Pay: ${wechatCode}: ${message.slice(0, 300)}`, true);
  }
}

export const refusedWith = (error: unknown, ...codes: string[]): boolean =>
  error instanceof WechatRefusal && codes.includes(error.wechatCode);

const unavailable = (why = 'it does not answer for the moment: try again') =>
  new ProviderError('PROVIDER_UNAVAILABLE', `WeChat Pay: ${why}`, false);

/** Refusals that another moment would not have had. */
const PASSING = ['SYSTEM_ERROR', 'BIZERR_NEED_RETRY', 'BANK_ERROR'];
const TOO_OFTEN = ['FREQUENCY_LIMITED', 'FREQUENCY_LIMIT_EXCEED', 'RATELIMIT_EXCEEDED'];

interface Call {
  method: 'GET' | 'POST';
  /** With its query. */
  path: string;
  body?: object;
  /** An upload: what is sent, and of it what is signed. */
  upload?: { type: string; bytes: Buffer; signed: string };
  /** Which of WeChat's keys the sensitive fields are encrypted for. */
  serial?: string;
}

interface Answer {
  status: number;
  headers: Readonly<Record<string, string | string[] | undefined>>;
  body: Buffer;
}

/**
 * Makes a call, each try signed anew: every call that changes something names it (`out_trade_no`, `out_refund_no`), so that the same
 * one twice is one. A success is believed once its signature is verified; refusals are not all signed, and move no money.
 * @throws {WechatRefusal} @throws {ProviderError}
 */
export async function wechat<Result>(merchant: Merchant, call: Call): Promise<Result> {
  const answer = await send(merchant, call);
  await believe(merchant, answer);
  return parsed(answer) as Result;
}

/** A file, whose answer is not signed: who asked for it knows its hash. `path`: with its query. @throws {ProviderError} */
export async function wechatFile(merchant: Merchant, path: string): Promise<Buffer> {
  return (await send(merchant, { method: 'GET', path }, FILE)).body;
}

/** What WeChat signs with now, by its certificates; none where the merchant has a public key alone. @throws {ProviderError} */
export async function fetchCertificates(merchant: Merchant): Promise<PlatformKey[]> {
  let answer: Answer;
  try {
    answer = await send(merchant, { method: 'GET', path: '/v3/certificates' });
  } catch (error) {
    if (refusedWith(error, 'RESOURCE_NOT_EXISTS')) return [];
    throw error;
  }
  const { data } = parsed(answer) as { data: EncryptedCertificate[] };
  const keys = data
    .sort((one, other) => begin(other) - begin(one))
    .map((certificate) => {
      try {
        return openCertificate(certificate, merchant.apiV3Key);
      } catch (err) {
        log.warn({ err, mchid: merchant.mchid }, "WeChat Pay's certificates do not open with the merchant's API v3 key");
        throw new ProviderError(
          'PROVIDER_REJECTED',
          "The API v3 key is not this merchant's: WeChat Pay's certificates do not open with it",
          true,
        );
      }
    });
  // Nobody but WeChat and the merchant can have written them: they vouch for their own answer.
  const untrue = untruth(answer.headers, answer.body, [...keys, ...merchant.keys], seconds());
  if (untrue) throw unavailable(`the answer's signature was not believed (${untrue})`);
  return keys;
}

const begin = ({ effective_time }: EncryptedCertificate): number => Date.parse(effective_time ?? '') || 0;

/**
 * Certificates that no account holds yet: asked for once a minute, whatever comes. By the merchant and his key, so that whoever only
 * names the same merchant spoils nothing for him.
 */
const learned = boundedCache<string, Promise<readonly PlatformKey[]>>(10_000, 60_000);

function learn(merchant: Merchant): Promise<readonly PlatformKey[]> {
  const name = `${merchant.mode}/${merchant.mchid}/${hashToken(merchant.apiV3Key)}`;
  const known = learned.get(name);
  if (known) return known;
  const asking = fetchCertificates(merchant).catch(() => []);
  learned.set(name, asking);
  return asking;
}

/** @throws {ProviderError} where WeChat did not sign it */
async function believe(merchant: Merchant, { headers, body }: Answer): Promise<void> {
  let untrue = untruth(headers, body, merchant.keys, seconds());
  // A certificate has taken another one's place.
  if (untrue === 'UNKNOWN_KEY') untrue = untruth(headers, body, await learn(merchant), seconds());
  if (untrue) throw unavailable(`the answer's signature was not believed (${untrue})`);
}

/** What sensitive fields are encrypted for: WeChat's public key where the merchant has one, else its newest certificate. @throws {ProviderError} */
export async function requireKey(merchant: Merchant): Promise<PlatformKey> {
  const key = publicKeyOf(merchant) ?? merchant.keys[0] ?? (await fetchCertificates(merchant))[0];
  if (!key)
    throw new ProviderError(
      'PROVIDER_REJECTED',
      'WeChat Pay: the merchant has neither a public key nor certificates: give the public key',
      true,
    );
  return key;
}

export const isPublicKeyId = (serial: string): boolean => serial.startsWith('PUB_KEY_ID_');
const publicKeyOf = ({ keys }: Merchant) => keys.find(({ serial }) => isPublicKeyId(serial));

export const isKnown = (keys: readonly PlatformKey[], { serial }: PlatformKey): boolean =>
  keys.some((known) => sameSerial(known.serial, serial));

const seconds = () => Math.floor(Date.now() / 1000);

async function send(merchant: Merchant, call: Call, bounds = ANSWER): Promise<Answer> {
  for (let left = TRIES - 1; ; left--) {
    try {
      return await attempt(merchant, call, bounds);
    } catch (error) {
      const passing = error instanceof ProviderError && !error.final && !(error instanceof Throttled);
      if (!passing || left === 0) throw error;
      await pause(PAUSE_MS * (TRIES - left));
    }
  }
}

/** Asked too often: not asked again at once. */
class Throttled extends ProviderError {
  constructor() {
    super('PROVIDER_UNAVAILABLE', 'WeChat Pay: it is asked too often for the moment: try again', false);
  }
}

async function attempt(merchant: Merchant, { method, path, body, upload, serial }: Call, bounds: Bounds): Promise<Answer> {
  const text = body ? JSON.stringify(body) : '';
  const signed = { method, path, body: upload?.signed ?? text, timestamp: seconds(), nonce: newNonce() };
  const named = serial ?? publicKeyOf(merchant)?.serial;
  const headers = {
    authorization: authorizationOf(signed, merchant),
    accept: 'application/json',
    'user-agent': 'Shopyard',
    ...(named ? { 'wechatpay-serial': named } : {}),
    ...(upload ? { 'content-type': upload.type } : body ? { 'content-type': 'application/json' } : {}),
  };
  const sent = { method, headers, body: upload?.bytes ?? (body ? text : null) };
  const answer = await exchange(urlOf(path, merchant.mode), sent, bounds);
  if (answer.status >= 200 && answer.status < 300) return answer;
  throw refusal(answer);
}

/** Live shops speak with WeChat Pay itself, whatever is configured for test shops. */
export const baseOf = (mode: ShopMode): string => (mode === 'TEST' && config().WECHAT_PAY_API_BASE) || HOST;

/** A path that an answer named may begin like another host's address: nothing is sent there. @throws {ProviderError} */
function urlOf(path: string, mode: ShopMode): URL {
  const base = new URL(baseOf(mode));
  const url = new URL(path, base);
  if (url.origin !== base.origin) throw new ProviderError('PROVIDER_REJECTED', 'WeChat Pay: it names a file that is not its own', true);
  return url;
}

/** @throws {ProviderError} where no whole answer of this size comes in time */
async function exchange(
  url: URL,
  call: { method: Call['method']; headers: Record<string, string>; body: string | Buffer | null },
  { maxBytes, timeoutMs }: Bounds,
): Promise<Answer> {
  try {
    const { statusCode, headers, body } = await request(url, { ...call, dispatcher: agent, signal: AbortSignal.timeout(timeoutMs) });
    const parts: Buffer[] = [];
    let length = 0;
    for await (const part of body as AsyncIterable<Buffer>) {
      length += part.length;
      if (length > maxBytes) throw new Error(`an answer of more than ${maxBytes} bytes`);
      parts.push(part);
    }
    return { status: statusCode, headers, body: Buffer.concat(parts) };
  } catch (err) {
    log.warn({ err, path: url.pathname }, 'WeChat Pay gave no whole answer');
    throw unavailable();
  }
}

function refusal(answer: Answer): ProviderError {
  const { code = 'UNKNOWN', message = '' } = (answer.body.length > 0 ? parsedOr(answer, {}) : {}) as { code?: string; message?: string };
  if (answer.status === 429 || TOO_OFTEN.includes(code)) return new Throttled();
  if (answer.status >= 500 || PASSING.includes(code)) return unavailable();
  return new WechatRefusal(answer.status, code, message, answer);
}

/** @throws {ProviderError} */
function parsed(answer: Answer): unknown {
  if (answer.body.length === 0) return undefined;
  const nothing = Symbol('unreadable');
  const value = parsedOr(answer, nothing);
  if (value === nothing) throw unavailable('the answer is no JSON');
  return value;
}

function parsedOr<Other>({ body }: Answer, other: Other): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return other;
  }
}
