import { Types } from 'mongoose';
import { z } from 'zod';
import { NotFound, UserError } from '#platform/errors.js';
import { isDuplicateKey } from '#platform/mongo.js';
import { complete, type ShopContext, transaction } from '#tenants/index.js';
import { type PaymentAccount, type ProviderName, paymentAccountId, paymentAccounts } from './account.model.js';
import { forgetDoor } from './doors.js';
import { mostSigning } from './keys.js';
import { copyMethodChoices } from './methods.js';
import { callbackUrlOf, openAccount, sealAll, sealSigning } from './opened.js';
import { refusePlatformsOwn } from './platforms.js';
import type { Connection } from './provider.js';
import { AlipayAccount, AlipayAccountChange } from './providers/alipay/account.js';
import { ManualAccount } from './providers/manual/manual.js';
import { StripeAccount, StripeAccountChange } from './providers/stripe/account.js';
import { WechatPayAccount, WechatPayAccountChange } from './providers/wechat-pay/account.js';
import { providers } from './providers.js';

/** The API's names of the providers, as its @oneOf inputs have them. */
const PROVIDER_OF = {
  manual: 'MANUAL',
  stripe: 'STRIPE',
  wechatPay: 'WECHAT_PAY',
  alipay: 'ALIPAY',
} as const satisfies Record<string, ProviderName>;
type Named = keyof typeof PROVIDER_OF;
const nameOf = (provider: ProviderName) => (Object.keys(PROVIDER_OF) as Named[]).find((name) => PROVIDER_OF[name] === provider);

/** Exactly one of them is there. */
export const NewPaymentAccount = z.strictObject({
  stripe: StripeAccount.optional(),
  wechatPay: WechatPayAccount.optional(),
  alipay: AlipayAccount.optional(),
  manual: ManualAccount.optional(),
});
export type NewPaymentAccount = z.infer<typeof NewPaymentAccount>;

export const PaymentAccountChange = z.strictObject({
  stripe: StripeAccountChange.optional(),
  wechatPay: WechatPayAccountChange.optional(),
  alipay: AlipayAccountChange.optional(),
  manual: ManualAccount.optional(),
});
export type PaymentAccountChange = z.infer<typeof PaymentAccountChange>;

function given(input: NewPaymentAccount | PaymentAccountChange): { name: Named; provider: ProviderName; values: never } {
  const name = (Object.keys(PROVIDER_OF) as Named[]).find((key) => input[key]);
  if (!name) throw new UserError('INVALID_INPUT', `input: names one of ${Object.keys(PROVIDER_OF).join(', ')}`);
  return { name, provider: PROVIDER_OF[name], values: input[name] as never };
}

/**
 * Connects the shop's own account with a provider, once the provider has confirmed it. What came with the shop gives way.
 * @throws {UserError} ALREADY_CONNECTED, MODE_MISMATCH @throws {ProviderError}
 */
export async function connectPaymentAccount(shop: ShopContext, input: NewPaymentAccount): Promise<PaymentAccount> {
  const { name, provider, values } = given(input);
  const taken = new UserError('ALREADY_CONNECTED', `This shop has an active ${provider} account: update or disable that one`);
  const before = await activeAccount(shop, provider);
  if (before && !before.byDefault) throw taken;
  const _id = new Types.ObjectId();
  const place = { mode: shop.mode, account: paymentAccountId.encode(_id), callbackUrl: callbackUrlOf({ _id, provider }) ?? '' };
  const connection = await below(name, providers[provider].connect(values, place));
  await refusePlatformsOwn(shop, provider, connection.externalId);
  try {
    return await transaction(shop, async (tx) => {
      await paymentAccounts.in(tx).updateMany({ provider, active: true, byDefault: true }, disabling());
      const account = await paymentAccounts.in(tx).insert(newAccount(shop, _id, provider, connection));
      await complete(tx, paymentAccountId.encode(_id));
      return account;
    });
  } catch (error) {
    if (!isDuplicateKey(error)) throw error; // two connected at once
    // The shop's sandbox came in between: it gives way.
    if ((await activeAccount(shop, provider))?.byDefault) return connectPaymentAccount(shop, input);
    throw taken;
  }
}

/** An account as it is written for the first time, its secrets sealed. */
export function newAccount(shop: ShopContext, _id: Types.ObjectId, provider: ProviderName, connection: Connection) {
  const now = new Date();
  return {
    _id,
    agencyId: shop.agencyId,
    provider,
    status: statusOf(provider, connection.signing),
    mode: shop.mode,
    externalId: connection.externalId,
    platformId: null,
    connectedAccount: null,
    secrets: sealAll(shop, _id, connection.secrets),
    signing: sealSigning(shop, _id, connection.signing),
    settings: connection.settings,
    active: true as const,
    ...(providers[provider].online?.signing ? { keysAt: now } : {}),
    createdAt: now,
    updatedAt: now,
  };
}

const statusOf = (provider: ProviderName, signing: readonly string[]) =>
  provider !== 'MANUAL' && signing.length === 0 ? ('WEBHOOK_MISSING' as const) : ('ACTIVE' as const);

/**
 * Changes what an account was connected with: a signing secret joins the one before it, another key must be the same account's.
 * @throws {NotFound} @throws {UserError} WRONG_STATE, ACCOUNT_MISMATCH, MODE_MISMATCH @throws {ProviderError}
 */
export async function updatePaymentAccount(shop: ShopContext, id: string, input: PaymentAccountChange): Promise<PaymentAccount> {
  const account = await getPaymentAccount(shop, id);
  refuseDisabled(account);
  const { name, provider, values } = given(input);
  if (account.provider !== provider)
    throw new UserError('INVALID_INPUT', `This is a ${account.provider} account: give ${nameOf(account.provider)}`);
  const change = await below(name, providers[provider].change(values, await openAccount(shop, account)));
  const changed = await transaction(shop, async (tx) => {
    const now = (await paymentAccounts.in(tx).findOne({ _id: account._id }))!;
    // While its provider was asked somebody may have disabled it: that stands.
    refuseDisabled(now);
    const signing = [...sealSigning(shop, account._id, change.signing ?? []), ...now.signing].slice(0, mostSigning(provider));
    return paymentAccounts.in(tx).update(
      { _id: account._id },
      {
        $set: {
          signing,
          // Below a platform it is the platform's keys that sign.
          status: now.platformId ? now.status : statusOf(provider, signing),
          secrets: { ...now.secrets, ...sealAll(shop, account._id, change.secrets ?? {}) },
          settings: { ...now.settings, ...change.settings },
          updatedAt: new Date(),
        },
        // What the merchant has changed is his own.
        $unset: { byDefault: '' },
      },
    );
  });
  forgetDoor(account);
  return changed!;
}

function refuseDisabled({ status }: PaymentAccount): void {
  if (status === 'DISABLED') throw new UserError('WRONG_STATE', 'The account is disabled: connect it anew', ['paymentAccount']);
}

const disabling = () => ({
  $set: { status: 'DISABLED' as const, updatedAt: new Date() },
  $unset: { active: '' as const, keysAt: '' as const },
});

/** Takes no new payments from now on; those under way are still followed to their end. @throws {NotFound} */
export async function disablePaymentAccount(shop: ShopContext, id: string): Promise<PaymentAccount> {
  const account = await getPaymentAccount(shop, id);
  return (await paymentAccounts.in(shop).update({ _id: account._id }, disabling()))!;
}

/**
 * Takes payments again through an account that was disabled, once its provider has confirmed that what is kept of it still holds. What
 * came with the shop gives way.
 * @throws {NotFound} @throws {UserError} WRONG_STATE, ALREADY_CONNECTED @throws {ProviderError}
 */
export async function enablePaymentAccount(shop: ShopContext, id: string): Promise<PaymentAccount> {
  const account = await getPaymentAccount(shop, id);
  const { _id, provider } = account;
  if (account.platformId)
    throw new UserError('WRONG_STATE', "The account stands below its agency's platform: paymentOnboardingResume", ['paymentAccount']);
  if (account.status !== 'DISABLED') throw new UserError('WRONG_STATE', `The account is ${account.status} already`, ['paymentAccount']);
  const taken = new UserError('ALREADY_CONNECTED', `This shop has another active ${provider} account: disable that one first`);
  const before = await activeAccount(shop, provider);
  if (before && !before.byDefault) throw taken;
  await providers[provider].change({} as never, await openAccount(shop, account));
  const now = new Date();
  try {
    const enabled = await transaction(shop, async (tx) => {
      await paymentAccounts.in(tx).updateMany({ provider, active: true, byDefault: true }, disabling());
      const status = statusOf(provider, account.signing);
      const isAsked = providers[provider].online?.signing ? { keysAt: now } : {};
      return paymentAccounts
        .in(tx)
        .update({ _id, status: 'DISABLED' }, { $set: { status, active: true as const, updatedAt: now, ...isAsked } });
    });
    forgetDoor(account);
    return enabled ?? (await getPaymentAccount(shop, id)); // another was quicker
  } catch (error) {
    throw isDuplicateKey(error) ? taken : error;
  }
}

/** @throws {NotFound} for an id of another shop too */
export async function getPaymentAccount(shop: ShopContext, id: string): Promise<PaymentAccount> {
  const found = await paymentAccounts.in(shop).findOne({ _id: paymentAccountId.decode(id, ['paymentAccount']) });
  if (!found) throw new NotFound(id, ['paymentAccount']);
  return found;
}

/** All of a shop, the disabled ones too, the oldest first. */
export const listPaymentAccounts = (shop: ShopContext): Promise<PaymentAccount[]> =>
  paymentAccounts.in(shop).find({}, { sort: { _id: 1 }, limit: 100 });

/** Null: the shop takes no payments through this provider. */
export const activeAccount = (shop: ShopContext, provider: ProviderName): Promise<PaymentAccount | null> =>
  paymentAccounts.in(shop).findOne({ provider, active: true });

/**
 * Gives a shop that is being opened the ways to pay of another, and their order. Of accounts those by hand alone: online, each shop
 * is paid on its own account; and what came to the other by default comes to this one in its own language. In the transaction that
 * opens it.
 */
export async function copyPaymentMethods(from: ShopContext, tx: ShopContext): Promise<void> {
  await copyMethodChoices(from, tx);
  const account = await activeAccount(from, 'MANUAL');
  if (!account || account.byDefault) return;
  const { settings, externalId } = account;
  await paymentAccounts.in(tx).insert(newAccount(tx, new Types.ObjectId(), 'MANUAL', { settings, externalId, secrets: {}, signing: [] }));
}

/** A provider names the field of its own input; the API's input has the provider above it. */
async function below<Result>(name: Named, doing: Promise<Result>): Promise<Result> {
  try {
    return await doing;
  } catch (error) {
    if (!(error instanceof UserError) || error.field.length === 0) throw error;
    throw new UserError(error.code, error.message, [name, ...error.field]);
  }
}
