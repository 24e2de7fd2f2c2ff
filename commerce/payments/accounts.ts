import { Types } from 'mongoose';
import { z } from 'zod';
import { config } from '#platform/config.js';
import { NotFound, UserError } from '#platform/errors.js';
import { isDuplicateKey } from '#platform/mongo.js';
import { complete, openSecret, type SealedSecret, type ShopContext, sealSecret, transaction } from '#tenants/index.js';
import { type Connectable, type PaymentAccount, type ProviderName, paymentAccountId, paymentAccounts } from './account.model.js';
import { forgetDoor } from './doors.js';
import type { Connection, OpenAccount } from './provider.js';
import { ManualAccount, manual } from './providers/manual/manual.js';
import { accountOfKey, checkModes, StripeAccount, StripeAccountChange, stripe } from './providers/stripe/stripe.js';

/** The API's @oneOf: exactly one of them is there. */
export const NewPaymentAccount = z.strictObject({ stripe: StripeAccount.optional(), manual: ManualAccount.optional() });
export type NewPaymentAccount = z.infer<typeof NewPaymentAccount>;

export const PaymentAccountChange = z.strictObject({ stripe: StripeAccountChange.optional(), manual: ManualAccount.optional() });
export type PaymentAccountChange = z.infer<typeof PaymentAccountChange>;

/** While a new signing secret takes an old one's place, callbacks come with either. */
const MOST_SIGNING = 2;

/** Where an account's provider sends its callbacks; null for one that sends none. */
export function callbackUrlOf({ _id, provider }: Pick<PaymentAccount, '_id' | 'provider'>): string | null {
  return provider === 'MANUAL' ? null : `${config().publicUrl}/callbacks/${provider.toLowerCase()}/${paymentAccountId.encode(_id)}`;
}

/**
 * Connects the shop's own account with a provider, once the provider has confirmed it.
 * @throws {UserError} ALREADY_CONNECTED, MODE_MISMATCH @throws {ProviderError}
 */
export async function connectPaymentAccount(shop: ShopContext, input: NewPaymentAccount): Promise<PaymentAccount> {
  const provider: Connectable = input.stripe ? 'STRIPE' : 'MANUAL';
  const taken = new UserError('ALREADY_CONNECTED', `This shop has an active ${provider} account: update or disable that one`);
  if (await activeAccount(shop, provider)) throw taken;
  const _id = new Types.ObjectId();
  const place = { mode: shop.mode, account: paymentAccountId.encode(_id), callbackUrl: callbackUrlOf({ _id, provider }) ?? '' };
  const connection = await below(provider, input.stripe ? stripe.connect(input.stripe, place) : manual.connect(input.manual!, place));
  try {
    return await transaction(shop, async (tx) => {
      const account = await paymentAccounts.in(tx).insert(newAccount(shop, _id, provider, connection));
      await complete(tx, paymentAccountId.encode(_id));
      return account;
    });
  } catch (error) {
    throw isDuplicateKey(error) ? taken : error; // two connected at once
  }
}

function newAccount(shop: ShopContext, _id: Types.ObjectId, provider: Connectable, connection: Connection) {
  const now = new Date();
  const signing = connection.signing.map((secret) => sealSecret(shop, purposeOf(_id, 'signing'), secret));
  return {
    _id,
    agencyId: shop.agencyId,
    provider,
    status: statusOf(provider, signing),
    mode: shop.mode,
    externalId: connection.externalId,
    secrets: sealAll(shop, _id, connection.secrets),
    signing,
    settings: connection.settings,
    active: true as const,
    createdAt: now,
    updatedAt: now,
  };
}

const statusOf = (provider: Connectable, signing: readonly SealedSecret[]) =>
  provider === 'STRIPE' && signing.length === 0 ? ('WEBHOOK_MISSING' as const) : ('ACTIVE' as const);

/**
 * Changes what an account was connected with: a signing secret joins the one before it, another key must be the same account's.
 * @throws {NotFound} @throws {UserError} WRONG_STATE, ACCOUNT_MISMATCH, MODE_MISMATCH @throws {ProviderError}
 */
export async function updatePaymentAccount(shop: ShopContext, id: string, input: PaymentAccountChange): Promise<PaymentAccount> {
  const account = await getPaymentAccount(shop, id);
  if (account.status === 'DISABLED') throw new UserError('WRONG_STATE', 'The account is disabled: connect it anew', ['paymentAccount']);
  if ((account.provider === 'STRIPE') !== Boolean(input.stripe))
    throw new UserError('INVALID_INPUT', `This is a ${account.provider} account: give ${account.provider.toLowerCase()}`);
  if (input.stripe) await below('STRIPE', checkStripeChange(account, input.stripe));
  const changed = await transaction(shop, async (tx) => {
    const now = await paymentAccounts.in(tx).findOne({ _id: account._id });
    const { secretKey, webhookSecret, publishableKey } = input.stripe ?? {};
    const added = webhookSecret ? [sealSecret(shop, purposeOf(account._id, 'signing'), webhookSecret)] : [];
    const signing = [...added, ...now!.signing].slice(0, MOST_SIGNING);
    return paymentAccounts.in(tx).update(
      { _id: account._id },
      {
        $set: {
          signing,
          status: statusOf(account.provider, signing),
          secrets: { ...now!.secrets, ...(secretKey ? sealAll(shop, account._id, { secretKey }) : {}) },
          settings: { ...now!.settings, ...(publishableKey ? { publishableKey } : {}), ...input.manual },
          updatedAt: new Date(),
        },
      },
    );
  });
  forgetDoor(account);
  return changed!;
}

async function checkStripeChange(account: PaymentAccount, change: NonNullable<PaymentAccountChange['stripe']>): Promise<void> {
  checkModes(change, account.mode);
  if (!change.secretKey) return;
  const externalId = await accountOfKey(change.secretKey, account.mode);
  if (externalId !== account.externalId)
    throw new UserError('ACCOUNT_MISMATCH', `This key belongs to ${externalId}, the account is ${account.externalId}: connect it anew`, [
      'secretKey',
    ]);
}

/** Takes no new payments from now on; those under way are still followed to their end. @throws {NotFound} */
export async function disablePaymentAccount(shop: ShopContext, id: string): Promise<PaymentAccount> {
  const account = await getPaymentAccount(shop, id);
  const change = { $set: { status: 'DISABLED' as const, updatedAt: new Date() }, $unset: { active: '' as const } };
  return (await paymentAccounts.in(shop).update({ _id: account._id }, change))!;
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
  paymentAccounts.in(shop).findOne({ provider: provider as Connectable, active: true });

/**
 * Gives a shop that is being opened the ways to pay of another. Those by hand alone: online, each shop is paid on its own account.
 * In the transaction that opens it.
 */
export async function copyPaymentMethods(from: ShopContext, tx: ShopContext): Promise<void> {
  const account = await activeAccount(from, 'MANUAL');
  if (!account) return;
  const { settings, externalId } = account;
  await paymentAccounts.in(tx).insert(newAccount(tx, new Types.ObjectId(), 'MANUAL', { settings, externalId, secrets: {}, signing: [] }));
}

/** Opens an account's secrets for a call. */
export function openAccount(shop: ShopContext, { _id, mode, secrets, settings }: PaymentAccount): OpenAccount {
  const opened = Object.entries(secrets).map(([name, sealed]) => [name, openSecret(shop, purposeOf(_id, name), sealed)]);
  return { mode, secrets: Object.fromEntries(opened) as Record<string, string>, settings };
}

/** What its callbacks are signed with, the newest first. */
export const openSigning = (shop: ShopContext, { _id, signing }: PaymentAccount): string[] =>
  signing.map((sealed) => openSecret(shop, purposeOf(_id, 'signing'), sealed));

const purposeOf = (id: Types.ObjectId, name: string) => `payment account ${id.toHexString()}/${name}`;

const sealAll = (shop: ShopContext, id: Types.ObjectId, secrets: Readonly<Record<string, string>>) =>
  Object.fromEntries(Object.entries(secrets).map(([name, secret]) => [name, sealSecret(shop, purposeOf(id, name), secret)]));

/** A provider names the field of its own input; the API's input has the provider above it. */
async function below<Result>(provider: Connectable, doing: Promise<Result>): Promise<Result> {
  try {
    return await doing;
  } catch (error) {
    if (!(error instanceof UserError) || error.field.length === 0) throw error;
    throw new UserError(error.code, error.message, [provider.toLowerCase(), ...error.field]);
  }
}
