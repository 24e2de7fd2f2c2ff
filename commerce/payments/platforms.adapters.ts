import { createPrivateKey, createPublicKey } from 'node:crypto';
import { UserError } from '#platform/errors.js';
import type { ShopMode } from '#tenants/index.js';
import type { PlatformProvider } from './platform.model.js';
import type { StripePlatform, StripePlatformChange, WeChatPayPlatform, WeChatPayPlatformChange } from './platforms.input.js';
import type { Connection, OpenPlatform } from './provider.js';
import { accountOfKey } from './providers/stripe/account.js';
import { verifyPlatform } from './providers/stripe/connect.js';
import { fetchCertificates, platformMerchant, writeKey } from './providers/wechat-pay/client.js';

interface Place {
  mode: ShopMode;
  callbackUrl: string;
}

/** How an agency's account at one provider is checked, by a call of the provider's. */
interface PlatformAdapter<Input, Change> {
  /** @throws {ProviderError} @throws {UserError} */
  connect(input: Input, place: Place): Promise<Connection>;
  /** Answers what is to change alone: other secrets must be the same account's. @throws {ProviderError} @throws {UserError} */
  change(input: Change, platform: OpenPlatform, mode: ShopMode): Promise<Partial<Omit<Connection, 'externalId'>>>;
}

const stripe: PlatformAdapter<Omit<StripePlatform, 'commission'>, Omit<StripePlatformChange, 'commission'>> = {
  async connect({ secretKey, webhookSecret, publishableKey }, { mode, callbackUrl }) {
    checkModes({ secretKey, publishableKey }, mode);
    const shown = publishableKey ? { publishableKey } : {};
    if (webhookSecret)
      return { externalId: await accountOfKey(secretKey, mode), secrets: { secretKey }, signing: [webhookSecret], settings: shown };
    const connection = await verifyPlatform(secretKey, mode, callbackUrl);
    return { ...connection, settings: { ...connection.settings, ...shown } };
  },

  async change({ secretKey, webhookSecret, publishableKey }, { externalId }, mode) {
    checkModes({ secretKey, publishableKey }, mode);
    const owner = secretKey ? await accountOfKey(secretKey, mode) : externalId;
    if (owner !== externalId)
      throw new UserError('ACCOUNT_MISMATCH', `This key belongs to ${owner}, the platform is ${externalId}: connect it anew`, [
        'secretKey',
      ]);
    return {
      secrets: secretKey ? { secretKey } : {},
      signing: webhookSecret ? [webhookSecret] : [],
      settings: publishableKey ? { publishableKey } : {},
    };
  },
};

/** @throws {UserError} MODE_MISMATCH: keys of test mode take on test shops, keys of live mode live ones */
function checkModes(keys: Readonly<Record<'secretKey' | 'publishableKey', string | null | undefined>>, mode: ShopMode): void {
  for (const [field, key] of Object.entries(keys))
    if (key && key.includes('_live_') !== (mode === 'LIVE'))
      throw new UserError('MODE_MISMATCH', `In mode ${mode} a platform takes a key that has _${mode.toLowerCase()}_ in it`, [field]);
}

const wechatPay: PlatformAdapter<Omit<WeChatPayPlatform, 'commission'>, Omit<WeChatPayPlatformChange, 'commission'>> = {
  async connect({ mchid, appId, apiV3Key, serial, privateKey, publicKeyId, publicKey }, { mode }) {
    const platform = {
      externalId: mchid,
      secrets: { apiV3Key, privateKey },
      settings: { mchid, appId, serial },
      signing: keyOf(publicKeyId, publicKey),
    };
    return { ...platform, signing: await proven(platform, mode) };
  },

  async change({ apiV3Key, serial, privateKey, publicKeyId, publicKey }, platform, mode) {
    const secrets = { ...(apiV3Key ? { apiV3Key } : {}), ...(privateKey ? { privateKey } : {}) };
    const settings = serial ? { serial } : {};
    const added = keyOf(publicKeyId, publicKey);
    const after = {
      externalId: platform.externalId,
      secrets: { ...platform.secrets, ...secrets },
      settings: { ...platform.settings, ...settings },
      signing: [...added, ...platform.signing],
    };
    const known = new Set(platform.signing);
    return { secrets, settings, signing: (await proven(after, mode)).filter((key) => !known.has(key)) };
  },
};

/**
 * Asks WeChat Pay for its certificates, which it gives to nobody but the merchant, sealed under his API v3 key; answers all that
 * callbacks may be signed with.
 * @throws {ProviderError} @throws {UserError} where WeChat Pay has neither a certificate nor a public key for him
 */
async function proven(platform: Omit<OpenPlatform, 'commission'>, mode: ShopMode): Promise<readonly string[]> {
  readable('privateKey', () => createPrivateKey(platform.secrets.privateKey!));
  const certificates = await fetchCertificates(platformMerchant({ ...platform, commission: 0 }, mode));
  const signing = [...new Set([...platform.signing, ...certificates.map(writeKey)])];
  if (signing.length > 0) return signing;
  throw new UserError(
    'INVALID_INPUT',
    'publicKey: is missing, with publicKeyId. This merchant has no platform certificates: WeChat Pay signs with a public key',
    ['publicKey'],
  );
}

function keyOf(publicKeyId: string | null | undefined, publicKey: string | null | undefined): string[] {
  if (!publicKeyId || !publicKey) return [];
  readable('publicKey', () => createPublicKey(publicKey));
  return [writeKey({ serial: publicKeyId, publicKey })];
}

function readable(field: string, read: () => unknown): void {
  try {
    read();
  } catch {
    throw new UserError('INVALID_INPUT', `${field}: is no key that can be read: paste the whole PEM file`, [field]);
  }
}

export const adapters: Readonly<Record<PlatformProvider, PlatformAdapter<never, never>>> = { STRIPE: stripe, WECHAT_PAY: wechatPay };
