import { UserError } from '#platform/errors.js';
import type { ShopMode } from '#tenants/index.js';
import type { PlatformProvider } from './platform.model.js';
import type { StripePlatform, StripePlatformChange, WeChatPayPlatform, WeChatPayPlatformChange } from './platforms.input.js';
import type { Connection, OpenPlatform } from './provider.js';
import { accountOfKey } from './providers/stripe/account.js';
import { verifyPlatform } from './providers/stripe/connect.js';
import { change, connectPlatform } from './providers/wechat-pay/account.js';

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
  async connect({ name, ...input }, { mode }) {
    const connection = await connectPlatform(input, mode);
    return { ...connection, settings: { ...connection.settings, ...named(name) } };
  },

  // It is who signs, as a merchant of its own does.
  async change({ name, ...input }, { externalId, secrets, settings, signing }, mode) {
    const standing = { connectedAccount: null, callbackUrl: '', platform: null };
    const changed = await change(input, { mode, externalId, secrets, settings, signing, ...standing });
    return { ...changed, settings: { ...changed.settings, ...named(name) } };
  },
};

const named = (name: string | null | undefined): Record<string, string> => (name ? { name } : {});

export const adapters: Readonly<Record<PlatformProvider, PlatformAdapter<never, never>>> = { STRIPE: stripe, WECHAT_PAY: wechatPay };
