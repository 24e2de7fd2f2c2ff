import { Agent, request } from 'undici';
import { config } from '#platform/config.js';
import type { ShopMode } from '#tenants/index.js';
import { type OpenAccount, ProviderError } from '../../provider.js';
import { beijingTime } from './amounts.js';
import { isSigned, SIGN_TYPE, signedPart, signRequest } from './signature.js';

/**
 * Alipay's gateway, spoken to directly. The official `alipay-sdk` is what the tests compare with; it stays out of here because it
 * verifies no answer unless asked to and then by one key alone, has no bound for an answer's size, and stamps requests with the
 * time zone of this machine where Alipay expects Beijing's.
 */
const LIVE = 'https://openapi.alipay.com/gateway.do';
/** Alipay's own sandbox, for test shops where none of ours is configured. */
const SANDBOX = 'https://openapi-sandbox.dl.alipaydev.com/gateway.do';

const TIMEOUT_MS = 8000;
const MOST_BYTES = 1024 * 1024;

/** Live shops speak with Alipay itself, whatever is configured for test shops. */
export function gatewayOf(mode: ShopMode): string {
  if (mode === 'LIVE') return LIVE;
  const base = config().ALIPAY_API_BASE;
  return base ? `${base.replace(/\/$/, '')}/gateway.do` : SANDBOX;
}

const agent = new Agent({ connections: 50, keepAliveTimeout: 10_000, connect: { timeout: 4000 }, maxResponseSize: MOST_BYTES });

/** Who speaks. Keys in PEM. */
export interface Caller {
  mode: ShopMode;
  appId: string;
  privateKey: string;
  /** Alipay's, for this application: several while one takes the other's place. */
  publicKeys: readonly string[];
}

export const callerOf = ({ mode, secrets, settings, signing }: Pick<OpenAccount, 'mode' | 'secrets' | 'settings' | 'signing'>): Caller => ({
  mode,
  appId: settings.appId!,
  privateKey: secrets.privateKey!,
  publicKeys: signing,
});

/** What Alipay answered: its members as it names them. */
export type Answer = Readonly<Record<string, unknown>>;

/** Alipay's no. */
export class Refusal extends ProviderError {
  constructor(
    code: 'PROVIDER_REJECTED' | 'PROVIDER_UNAVAILABLE',
    message: string,
    final: boolean,
    /** `ACQ.TRADE_NOT_EXIST` */
    readonly subCode: string,
  ) {
    super(code, message, final);
  }
}

/** An answer that Alipay has not signed with a key of the account's: nothing of it is believed. */
export class UnsignedAnswer extends ProviderError {
  constructor() {
    super(
      'PROVIDER_UNAVAILABLE',
      "Alipay's answer does not fit the account's Alipay public key: compare it with the one in Alipay's console",
      false,
    );
  }
}

/** A request's parameters, signed: for a page's address, for an app, or for `call`. `more`: `notify_url`, `return_url`. */
export function signedParams(
  { appId, privateKey }: Pick<Caller, 'appId' | 'privateKey'>,
  method: string,
  content: object,
  more: Readonly<Record<string, string>> = {},
): Record<string, string> {
  const params = {
    app_id: appId,
    method,
    format: 'JSON',
    charset: 'utf-8',
    sign_type: SIGN_TYPE,
    timestamp: beijingTime(new Date()),
    version: '1.0',
    ...more,
    biz_content: JSON.stringify(content),
  };
  return { ...params, sign: signRequest(params, privateKey) };
}

/** Asks Alipay and verifies what it answers. @throws {Refusal} @throws {ProviderError} */
export async function call(caller: Caller, method: string, content: object, more: Readonly<Record<string, string>> = {}): Promise<Answer> {
  // The gateway looks for `charset` in the address: a body alone it reads as GBK.
  const { biz_content = '', ...params } = signedParams(caller, method, content, more);
  const text = await post(`${gatewayOf(caller.mode)}?${new URLSearchParams(params)}`, `${new URLSearchParams({ biz_content })}`);
  return read(text, method, caller.publicKeys);
}

const unavailable = (message = 'Alipay does not answer for the moment: try again') =>
  new ProviderError('PROVIDER_UNAVAILABLE', message, false);

async function post(address: string, body: string): Promise<string> {
  try {
    const headers = { 'content-type': 'application/x-www-form-urlencoded;charset=utf-8' };
    const signal = AbortSignal.timeout(TIMEOUT_MS);
    const answer = await request(address, { method: 'POST', headers, body, dispatcher: agent, signal });
    const text = await answer.body.text();
    if (answer.statusCode === 200) return text;
  } catch {
    // undici's errors name the address with all its parameters
  }
  throw unavailable();
}

function read(text: string, method: string, publicKeys: readonly string[]): Answer {
  const part = partOf(text, method);
  const answer = JSON.parse(part.text) as Answer;
  const { code } = answer;
  const signed = part.signature !== null && publicKeys.some((key) => isSigned(part.text, part.signature!, key));
  // What the gateway itself refuses, such as an unknown application, it does not always sign; nothing comes of it.
  if (!signed && (code === '10000' || code === '40004')) throw new UnsignedAnswer();
  if (code === '10000') return answer;
  throw refusalOf(answer);
}

function partOf(text: string, method: string): { text: string; signature: string | null } {
  try {
    const part = signedPart(text, method);
    if (part) return part;
  } catch {
    // no JSON: a page of a proxy between
  }
  throw unavailable();
}

/** Alipay's own troubles, and too many calls. Everything else would be refused again. */
const PASSING = /^(isp\.|aop\.|ACQ\.SYSTEM_ERROR$|isv\.app-call-limited|SYSTEM_ERROR$)/i;
const LONGEST_WORDS = 300;

function refusalOf({ code, msg, sub_code, sub_msg }: Answer): Refusal {
  const subCode = String(sub_code ?? code);
  const words = `Alipay: ${String(sub_msg ?? msg ?? 'no reason given').slice(0, LONGEST_WORDS)} (${subCode.slice(0, 100)})`;
  const passing = code === '20000' || code === '40005' || PASSING.test(subCode);
  return new Refusal(passing ? 'PROVIDER_UNAVAILABLE' : 'PROVIDER_REJECTED', words, !passing, subCode);
}
