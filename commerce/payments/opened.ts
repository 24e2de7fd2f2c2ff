import type { Types } from 'mongoose';
import { config } from '#platform/config.js';
import { UserError } from '#platform/errors.js';
import {
  agencyForJob,
  openAgencySecret,
  openSecret,
  type SealedSecret,
  type ShopContext,
  sealAgencySecret,
  sealSecret,
} from '#tenants/index.js';
import { type PaymentAccount, paymentAccountId } from './account.model.js';
import { type PaymentPlatform, platforms } from './platform.model.js';
import type { OpenAccount, OpenPlatform } from './provider.js';

/** Where an account's provider sends its callbacks; null for one that sends none. */
export function callbackUrlOf({ _id, provider }: Pick<PaymentAccount, '_id' | 'provider'>): string | null {
  return provider === 'MANUAL' ? null : `${config().publicUrl}/callbacks/${provider.toLowerCase()}/${paymentAccountId.encode(_id)}`;
}

/**
 * Opens an account's secrets, and its platform's, for a call.
 * @throws {UserError} PAYMENT_METHOD_UNAVAILABLE where a call would run on the agency's own account
 */
export async function openAccount(shop: ShopContext, account: PaymentAccount): Promise<OpenAccount> {
  const { _id, mode, externalId, connectedAccount = null, secrets, settings } = account;
  const platform = account.platformId ? await openPlatformOf(shop, account.platformId) : null;
  // A shop's money settles on an account of its own, never on its agency's.
  if (platform && (!connectedAccount || connectedAccount === platform.externalId))
    throw new UserError(
      'PAYMENT_METHOD_UNAVAILABLE',
      `${paymentAccountId.encode(_id)} has no account of the shop's own below its platform`,
    );
  return {
    mode,
    externalId,
    connectedAccount,
    secrets: openSecrets(shop, { _id, secrets }),
    settings,
    signing: openSigning(shop, account),
    callbackUrl: callbackUrlOf(account) ?? '',
    platform,
  };
}

/** @throws {Error} where the agency's platform is gone: it is disabled, never removed */
export async function openPlatformOf(shop: ShopContext, id: Types.ObjectId): Promise<OpenPlatform> {
  const agency = agencyForJob(shop.agencyId, 'open platform');
  const platform = await platforms.in(agency).findOne({ _id: id });
  if (!platform) throw new Error(`The payment platform ${id.toHexString()} is gone`);
  return openPlatform(platform);
}

/** Opens a platform's secrets for a call. */
export function openPlatform({ _id, agencyId, externalId, secrets, settings, signing, commission }: PaymentPlatform): OpenPlatform {
  return {
    externalId,
    secrets: opened(secrets, (name, sealed) => openAgencySecret(agencyId, purposeOf(_id, name), sealed)),
    settings,
    signing: signing.map((sealed) => openAgencySecret(agencyId, purposeOf(_id, 'signing'), sealed)),
    commission,
  };
}

/** An account's secrets by name, those of its signing apart. */
export const openSecrets = (shop: ShopContext, { _id, secrets }: Pick<PaymentAccount, '_id' | 'secrets'>): Record<string, string> =>
  opened(secrets, (name, sealed) => openSecret(shop, purposeOf(_id, name), sealed));

/** What its callbacks are signed with, the newest first. */
export const openSigning = (shop: ShopContext, { _id, signing }: PaymentAccount): string[] =>
  signing.map((sealed) => openSecret(shop, purposeOf(_id, 'signing'), sealed));

const opened = (secrets: Readonly<Record<string, SealedSecret>>, open: (name: string, sealed: SealedSecret) => string) =>
  Object.fromEntries(Object.entries(secrets).map(([name, sealed]) => [name, open(name, sealed)]));

const purposeOf = (id: Types.ObjectId, name: string) => `payment account ${id.toHexString()}/${name}`;

const sealed = (secrets: Readonly<Record<string, string>>, seal: (name: string, secret: string) => SealedSecret) =>
  Object.fromEntries(Object.entries(secrets).map(([name, secret]) => [name, seal(name, secret)]));

/** An account's secrets, each for this account and its name. */
export const sealAll = (shop: ShopContext, id: Types.ObjectId, secrets: Readonly<Record<string, string>>) =>
  sealed(secrets, (name, secret) => sealSecret(shop, purposeOf(id, name), secret));

/** What an account's callbacks are signed with. */
export const sealSigning = (shop: ShopContext, id: Types.ObjectId, signing: readonly string[]) =>
  signing.map((secret) => sealSecret(shop, purposeOf(id, 'signing'), secret));

/** A platform's secrets, in the same manner. */
export const sealPlatform = (agencyId: Types.ObjectId, id: Types.ObjectId, secrets: Readonly<Record<string, string>>) =>
  sealed(secrets, (name, secret) => sealAgencySecret(agencyId, purposeOf(id, name), secret));

/** What a platform's callbacks are signed with. */
export const sealPlatformSigning = (agencyId: Types.ObjectId, id: Types.ObjectId, signing: readonly string[]) =>
  signing.map((secret) => sealAgencySecret(agencyId, purposeOf(id, 'signing'), secret));
