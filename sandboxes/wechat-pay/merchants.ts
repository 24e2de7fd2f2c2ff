import { createPublicKey } from 'node:crypto';
import { z } from 'zod';
import { invalid, missing, noAuth, Refusal, read } from './call.js';
import { digits, hex, random, verify } from './crypto.js';
import { type KeptMerchant, type Parties, Signs } from './kept.js';
import type { Memory } from './memory.js';
import { newPublicKeyId, newSerial, type PlatformKeys } from './platform-keys.js';
import { now } from './times.js';

/** What of a sandbox knows its merchants. */
interface Registry {
  memory: Memory;
  keys: PlatformKeys;
}

const Behaviour = z.strictObject({
  signs: Signs.optional(),
  refunds: z.enum(['AT_ONCE', 'BY_CONTROL']).optional(),
  sharing: z.enum(['AT_ONCE', 'BY_CONTROL']).optional(),
  /** Hundredths of a percent. */
  feeRate: z.int().min(0).max(1000).optional(),
  apiV3Key: z.string().length(32).optional(),
  moreAppIds: z.array(z.string()).optional(),
});

const NewMerchant = Behaviour.extend({
  kind: z.enum(['MERCHANT', 'PROVIDER', 'SUB_MERCHANT']).default('MERCHANT'),
  /** The sub-merchant's. */
  provider: z.string().optional(),
  mchid: z
    .string()
    .regex(/^\d{8,10}$/)
    .optional(),
  appId: z.string().optional(),
  /** PEM, of a key pair of the merchant's own. */
  publicKey: z.string().refine(isPublicKey, 'A public key as PEM').optional(),
});

function isPublicKey(pem: string): boolean {
  try {
    return createPublicKey(pem).asymmetricKeyType === 'rsa';
  } catch {
    return false;
  }
}

/** Makes a merchant, and answers all that his shop needs to be paid. */
export async function makeMerchant(house: Registry, given: unknown): Promise<object> {
  const { kind, provider, publicKey, mchid = newMchid(), ...rest } = read(NewMerchant, given);
  if (house.memory.shelves.merchants.find(mchid)) throw invalid(`There is a merchant ${mchid} already`);
  if (kind === 'SUB_MERCHANT') findProvider(house.memory, provider ?? '');
  const pair = publicKey ? { publicKey, privateKey: undefined } : await house.keys.ofMerchants();
  const merchant = keepMerchant(house.memory, {
    kind,
    mchid,
    provider: kind === 'SUB_MERCHANT' ? provider! : null,
    publicKey: pair.publicKey,
    ...defined(rest),
  });
  if (kind === 'SUB_MERCHANT') return { mchid, appId: merchant.appId, appSecret: merchant.appSecret, provider };
  const { appId, appSecret, apiV3Key, serial, publicKeyId } = merchant;
  return {
    mchid,
    appId,
    appSecret,
    apiV3Key,
    serial,
    ...(pair.privateKey ? { privateKey: pair.privateKey } : {}),
    publicKeyId,
    publicKey: house.keys.publicKey,
    certificateSerial: house.keys.certificates()[0]!.id,
  };
}

export function keepMerchant(
  memory: Memory,
  given: Pick<KeptMerchant, 'mchid' | 'kind' | 'provider' | 'publicKey'> & Partial<KeptMerchant>,
): KeptMerchant {
  const merchant: KeptMerchant = {
    appId: `wx${hex(8)}`,
    appSecret: hex(16),
    moreAppIds: [],
    apiV3Key: random(32),
    serial: newSerial(),
    publicKeyId: newPublicKeyId(given.mchid),
    signs: 'PUBLIC_KEY',
    refunds: 'AT_ONCE',
    sharing: 'AT_ONCE',
    feeRate: 60,
    ...given,
  };
  memory.shelves.merchants.put(merchant);
  memory.changed();
  return merchant;
}

export const newMchid = (): string => `16${digits(8)}`;

/** Changes how it behaves towards a merchant. @throws {Refusal} */
export function changeMerchant({ memory }: Registry, mchid: string, given: unknown): object {
  const merchant = findMerchant(memory, mchid);
  Object.assign(merchant, defined(read(Behaviour, given)));
  memory.changed();
  const { signs, refunds, sharing, feeRate } = merchant;
  return { mchid, signs, refunds, sharing, feeRate };
}

export function findMerchant(memory: Memory, mchid: string): KeptMerchant {
  const merchant = memory.shelves.merchants.find(mchid);
  if (!merchant) throw missing(`No such merchant: ${mchid}`);
  return merchant;
}

function findProvider(memory: Memory, mchid: string): KeptMerchant {
  const found = memory.shelves.merchants.find(mchid);
  if (found?.kind !== 'PROVIDER') throw invalid(`No such service provider: ${mchid}`);
  return found;
}

/** How far a request's time may be from ours. */
const FARTHEST_SECONDS = 300;

/** Who signed a request: method, path and query, and body as they came. @throws {Refusal} 401 SIGN_ERROR */
export function authenticate(memory: Memory, authorization: string, method: string, url: string, body: string): KeptMerchant {
  const [scheme = '', ...rest] = authorization.split(' ');
  if (scheme !== 'WECHATPAY2-SHA256-RSA2048') throw unsigned('Http头Authorization认证类型不正确', 'Authorization', scheme);
  const fields = Object.fromEntries([...rest.join(' ').matchAll(/(\w+)="([^"]*)"/g)].map(([, name, value]) => [name, value]));
  for (const name of ['mchid', 'nonce_str', 'timestamp', 'serial_no', 'signature']) {
    if (!fields[name]) throw unsigned(`Http头Authorization值缺少 ${name}`, name, null);
  }
  const { mchid, nonce_str, timestamp, serial_no, signature } = fields as Record<string, string>;
  if (!(Math.abs(now() - Number(timestamp)) <= FARTHEST_SECONDS))
    throw unsigned('Http头Authorization值中的timestamp与发起请求的时间不得超过5分钟', 'timestamp', timestamp);
  const merchant = memory.shelves.merchants.find(mchid!);
  if (!merchant || merchant.kind === 'SUB_MERCHANT') throw unsigned('商户号不存在', 'mchid', mchid);
  if (merchant.serial.toUpperCase() !== serial_no!.toUpperCase()) throw unsigned('商户证书序列号有误', 'serial_no', serial_no);
  const message = `${method}\n${url}\n${timestamp}\n${nonce_str}\n${body}\n`;
  if (!verify(message, signature!, merchant.publicKey)) throw unsigned('签名错误，请检查后再试', 'signature', message);
  return merchant;
}

const unsigned = (message: string, field: string, value: unknown) =>
  new Refusal(401, 'SIGN_ERROR', message, { field, value, issue: message, location: 'authorization' });

/** The sub-merchant that a service provider calls for. @throws {Refusal} 403 NO_AUTH where it is another's */
export function subMerchant({ memory }: Pick<Registry, 'memory'>, provider: KeptMerchant, sub: string): KeptMerchant {
  const found = memory.shelves.merchants.find(sub);
  if (found?.provider !== provider.mchid) throw noAuth('特约子商户商户号未授权服务商的产品权限');
  return found;
}

/** @throws {Refusal} where the application is not the merchant's */
export function checkApp({ appId, moreAppIds }: KeptMerchant, given: string): void {
  if (appId !== given && !moreAppIds.includes(given)) throw new Refusal(400, 'APPID_MCHID_NOT_MATCH', 'AppID和mch_id不匹配，请检查后再试');
}

/** What names an order, a refund or a sharing, of all merchants' together. */
export const keyOf = ({ mchid, sub }: Pick<Parties, 'mchid' | 'sub'>, number: string): string => `${mchid}/${sub ?? ''}/${number}`;

export const defined = <T extends object>(fields: T): { [K in keyof T]?: Exclude<T[K], undefined> } =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as never;
