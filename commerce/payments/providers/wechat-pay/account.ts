import { createPrivateKey, createPublicKey } from 'node:crypto';
import { z } from 'zod';
import { UserError } from '#platform/errors.js';
import type { ShopMode } from '#tenants/index.js';
import type { Connection, OpenAccount, Place } from '../../provider.js';
import { fetchCertificates, isKnown, isPublicKeyId, type Merchant, merchantOf, WechatRefusal, wechat, writeKey } from './client.js';
import { type PlatformKey, untruth } from './signature.js';

const isRsa = (read: () => { asymmetricKeyType?: string }) => {
  try {
    return read().asymmetricKeyType === 'rsa';
  } catch {
    return false;
  }
};

const AppId = z
  .string()
  .trim()
  .regex(/^wx\w{6,30}$/, "takes an application's id: wx…");

export const WechatPayAccount = z.strictObject({
  mchid: z
    .string()
    .trim()
    .regex(/^\d{6,32}$/, 'takes a merchant id: digits alone'),
  appId: AppId,
  miniProgramAppId: AppId.nullish(),
  mobileAppId: AppId.nullish(),
  apiV3Key: z
    .string()
    .trim()
    .regex(/^[\x21-\x7e]{32}$/, 'takes the API v3 key: 32 characters'),
  serial: z
    .string()
    .trim()
    .regex(/^[0-9A-Fa-f]{8,64}$/, "takes the serial of the merchant's API certificate: a hex number")
    .toUpperCase(),
  privateKey: z
    .string()
    .trim()
    .max(10_000)
    .refine((text) => isRsa(() => createPrivateKey(text)), 'takes the text of apiclient_key.pem: -----BEGIN PRIVATE KEY-----…'),
  publicKeyId: z
    .string()
    .trim()
    .regex(/^PUB_KEY_ID_\w{1,64}$/, "takes the id of WeChat Pay's public key: PUB_KEY_ID_…")
    .nullish(),
  publicKey: z
    .string()
    .trim()
    .max(10_000)
    .refine((text) => isRsa(() => createPublicKey(text)), 'takes the text of pub_key.pem: -----BEGIN PUBLIC KEY-----…')
    .nullish(),
});
export type WechatPayAccount = z.infer<typeof WechatPayAccount>;

export const WechatPayAccountChange = WechatPayAccount.partial();
export type WechatPayAccountChange = z.infer<typeof WechatPayAccountChange>;

/** What of an account the rest of it does not change: payments under way and their callbacks name it. */
const FIXED = ['mchid', 'appId', 'miniProgramAppId', 'mobileAppId'] as const;

export async function connect(input: WechatPayAccount, place: Place): Promise<Connection> {
  const { mchid, serial, privateKey, apiV3Key } = input;
  const keys = await proven({ mchid, serial, privateKey, apiV3Key, mode: place.mode, keys: [] }, publicKeyOf(input));
  const settings = { mchid, serial, ...Object.fromEntries(FIXED.flatMap((name) => (input[name] ? [[name, input[name]]] : []))) };
  return { externalId: mchid, secrets: { privateKey, apiV3Key }, signing: keys.map(writeKey), settings };
}

/** Another certificate, another API v3 key or another public key: each proven as when it was connected. */
export async function change(input: WechatPayAccountChange, account: OpenAccount): Promise<Partial<Connection>> {
  if (account.platform)
    throw new UserError('WRONG_STATE', "This account stands below its agency's service provider: its secrets are changed there", ['mchid']);
  const other = FIXED.find((name) => input[name] && input[name] !== (account.settings[name] ?? input[name]));
  if (other) throw new UserError('ACCOUNT_MISMATCH', `The account was connected with ${account.settings[other]}: connect it anew`, [other]);
  if (!input.serial !== !input.privateKey)
    throw new UserError('INVALID_INPUT', 'serial and privateKey belong together: give both', [input.serial ? 'privateKey' : 'serial']);
  const before = merchantOf(account);
  const { serial = before.serial, privateKey = before.privateKey, apiV3Key = before.apiV3Key } = input;
  const keys = await proven({ ...before, serial, privateKey, apiV3Key }, publicKeyOf(input));
  const added = Object.fromEntries(FIXED.flatMap((name) => (input[name] ? [[name, input[name]]] : [])));
  return {
    signing: keys.filter((key) => !isKnown(before.keys, key)).map(writeKey),
    secrets: { privateKey, apiV3Key },
    settings: { serial, ...added },
  };
}

/** @throws {UserError} where only half of it is given */
function publicKeyOf({ publicKeyId, publicKey }: WechatPayAccountChange): PlatformKey | null {
  if (!publicKeyId !== !publicKey)
    throw new UserError('INVALID_INPUT', 'publicKeyId and publicKey belong together: give both', [
      publicKeyId ? 'publicKey' : 'publicKeyId',
    ]);
  return publicKeyId && publicKey ? { serial: publicKeyId, publicKey } : null;
}

/**
 * What WeChat signs with for this merchant. Certificates that open prove all of its secrets. A merchant with a public key alone has
 * none: his signature is accepted, and WeChat's own under the answer to a harmless question must fit the public key.
 * @throws {UserError} @throws {ProviderError}
 */
async function proven(merchant: Merchant, publicKey: PlatformKey | null): Promise<PlatformKey[]> {
  const keys = [...(publicKey ? [publicKey] : []), ...merchant.keys.filter(({ serial }) => isPublicKeyId(serial))];
  const certificates = await fetchCertificates({ ...merchant, keys });
  if (publicKey) await provePublicKey({ ...merchant, keys: [publicKey, ...certificates] }, publicKey);
  const all = [...keys.filter((key, index) => !isKnown(keys.slice(0, index), key)), ...certificates];
  if (all.length > 0) return all;
  throw new UserError(
    'INVALID_INPUT',
    "publicKeyId: is missing. This merchant has no platform certificates: WeChat Pay's public key is needed",
    ['publicKeyId'],
  );
}

async function provePublicKey(merchant: Merchant, publicKey: PlatformKey): Promise<void> {
  try {
    await wechat(merchant, { method: 'GET', path: `/v3/pay/transactions/out-trade-no/shopyard-asks?mchid=${merchant.mchid}` });
  } catch (error) {
    if (!(error instanceof WechatRefusal) || error.status !== 404) throw error;
    const { headers, body } = error.answer;
    const untrue = untruth(headers, body, [publicKey], Date.now() / 1000);
    const named = String(headers['wechatpay-serial'] ?? '');
    if (untrue === 'UNKNOWN_KEY' && isPublicKeyId(named))
      throw new UserError('INVALID_INPUT', `publicKeyId: WeChat Pay calls this merchant's public key ${named}`, ['publicKeyId']);
    if (untrue === 'SIGNATURE')
      throw new UserError('INVALID_INPUT', `publicKey: is not the one that WeChat Pay calls ${publicKey.serial}`, ['publicKey']);
  }
}

/** What callbacks are signed with now: public keys stay as they were given, certificates come and go. @throws {ProviderError} */
export async function signing(account: OpenAccount): Promise<readonly string[]> {
  const merchant = merchantOf(account);
  const certificates = await fetchCertificates(merchant);
  return [...merchant.keys.filter(({ serial }) => isPublicKeyId(serial)), ...certificates].map(writeKey);
}

/** An agency's service provider (sp_mchid), proven in the same manner. @throws {UserError} @throws {ProviderError} */
export const connectPlatform = (input: WechatPayAccount, mode: ShopMode): Promise<Connection> =>
  connect(input, { mode, account: '', callbackUrl: '' });
