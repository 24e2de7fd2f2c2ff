import { Types } from 'mongoose';
import { config } from '#platform/config.js';
import { NotFound, UserError } from '#platform/errors.js';
import { isDuplicateKey } from '#platform/mongo.js';
import { type AgencyContext, agencyForJob, complete, type ShopContext, type ShopMode, transaction } from '#tenants/index.js';
import { doors } from './doors.js';
import { mostSigning } from './keys.js';
import { openPlatform, sealPlatform, sealPlatformSigning } from './opened.js';
import { type PaymentPlatform, type PlatformProvider, platformId, platforms } from './platform.model.js';
import { adapters } from './platforms.adapters.js';
import type { NewPlatform, PlatformChange } from './platforms.input.js';

/** The API's names of the providers, as its @oneOf inputs have them. */
const PROVIDER_OF = { stripe: 'STRIPE', wechatPay: 'WECHAT_PAY' } as const satisfies Record<string, PlatformProvider>;
type Named = keyof typeof PROVIDER_OF;

function given(input: NewPlatform | PlatformChange): { name: Named; provider: PlatformProvider; values: never; commission: number | null } {
  const name = (Object.keys(PROVIDER_OF) as Named[]).find((key) => input[key]);
  if (!name) throw new UserError('INVALID_INPUT', `input: names one of ${Object.keys(PROVIDER_OF).join(', ')}`);
  const { commission, ...values } = input[name]!;
  return { name, provider: PROVIDER_OF[name], values: values as never, commission: commission ?? null };
}

/** Where a platform's provider sends what happens on the accounts below it. */
export const platformCallbackUrl = ({ _id, provider }: Pick<PaymentPlatform, '_id' | 'provider'>): string =>
  `${config().publicUrl}/callbacks/${provider.toLowerCase()}/${platformId.encode(_id)}`;

/** WEBHOOK_MISSING: what happens below it is found out by asking alone. */
export const platformStatus = ({ active, provider, signing }: PaymentPlatform): 'ACTIVE' | 'WEBHOOK_MISSING' | 'DISABLED' => {
  if (!active) return 'DISABLED';
  // WeChat Pay's keys are fetched when they are needed.
  return provider === 'STRIPE' && signing.length === 0 ? 'WEBHOOK_MISSING' : 'ACTIVE';
};

/**
 * Connects what the agency is at a provider, once the provider has confirmed it.
 * @throws {UserError} ALREADY_CONNECTED, MODE_MISMATCH @throws {ProviderError}
 */
export async function connectPlatform(agency: AgencyContext, mode: ShopMode, input: NewPlatform): Promise<PaymentPlatform> {
  const { name, provider, values, commission } = given(input);
  const taken = new UserError(
    'ALREADY_CONNECTED',
    `The agency has an active ${provider} platform in mode ${mode}: update or disable that one`,
  );
  if (await activePlatform(agency, provider, mode)) throw taken;
  const _id = new Types.ObjectId();
  const place = { mode, platform: platformId.encode(_id), callbackUrl: platformCallbackUrl({ _id, provider }) };
  const { externalId, secrets, signing, settings } = await below(name, adapters[provider].connect(values, place));
  const now = new Date();
  try {
    return await transaction(agency, async (tx) => {
      await complete(tx, platformId.encode(_id));
      return platforms.in(tx).insert({
        _id,
        provider,
        mode,
        externalId: externalId!,
        secrets: sealPlatform(agency.agencyId, _id, secrets),
        signing: sealPlatformSigning(agency.agencyId, _id, signing),
        settings,
        commission: commission ?? 0,
        active: true,
        createdAt: now,
        updatedAt: now,
      });
    });
  } catch (error) {
    throw isDuplicateKey(error) ? taken : error; // two connected at once
  }
}

/**
 * Changes what a platform was connected with; other secrets must be the same account's.
 * @throws {NotFound} @throws {UserError} WRONG_STATE, ACCOUNT_MISMATCH, MODE_MISMATCH @throws {ProviderError}
 */
export async function updatePlatform(agency: AgencyContext, id: string, input: PlatformChange): Promise<PaymentPlatform> {
  const platform = await getPlatform(agency, id);
  if (!platform.active) throw new UserError('WRONG_STATE', 'The platform is disabled: connect it anew', ['paymentPlatform']);
  const { name, provider, values, commission } = given(input);
  if (platform.provider !== provider)
    throw new UserError('INVALID_INPUT', `This is a ${platform.provider} platform: give ${nameOf(platform.provider)}`);
  const change = await below(name, adapters[provider].change(values, openPlatform(platform), platform.mode));
  const changed = await transaction(agency, async (tx) => {
    const now = (await platforms.in(tx).findOne({ _id: platform._id }))!;
    const added = sealPlatformSigning(agency.agencyId, platform._id, change.signing ?? []);
    return platforms.in(tx).update(
      { _id: platform._id },
      {
        $set: {
          signing: [...added, ...now.signing].slice(0, mostSigning(provider)),
          secrets: { ...now.secrets, ...sealPlatform(agency.agencyId, platform._id, change.secrets ?? {}) },
          settings: { ...now.settings, ...change.settings },
          ...(commission === null ? {} : { commission }),
          updatedAt: new Date(),
        },
      },
    );
  });
  doors.delete(platformId.encode(platform._id));
  return changed!;
}

const nameOf = (provider: PlatformProvider) => (Object.keys(PROVIDER_OF) as Named[]).find((name) => PROVIDER_OF[name] === provider)!;

/** Takes nobody on from now on; the shops below it go on being paid. @throws {NotFound} */
export async function disablePlatform(agency: AgencyContext, id: string): Promise<PaymentPlatform> {
  const { _id } = await getPlatform(agency, id);
  return (await platforms.in(agency).update({ _id }, { $set: { updatedAt: new Date() }, $unset: { active: '' } }))!;
}

/** @throws {NotFound} for an id of another agency too */
export async function getPlatform(agency: AgencyContext, id: string): Promise<PaymentPlatform> {
  const found = await platforms.in(agency).findOne({ _id: platformId.decode(id, ['paymentPlatform']) });
  if (!found) throw new NotFound(id, ['paymentPlatform']);
  return found;
}

/** All of an agency, the disabled ones too, the oldest first. */
export const listPlatforms = (agency: AgencyContext): Promise<PaymentPlatform[]> =>
  platforms.in(agency).find({}, { sort: { _id: 1 }, limit: 100 });

/** Null: the agency takes nobody on at this provider. */
export const activePlatform = (agency: AgencyContext, provider: PlatformProvider, mode: ShopMode): Promise<PaymentPlatform | null> =>
  platforms.in(agency).findOne({ provider, mode, active: true });

/**
 * A shop is never paid on its agency's own account: that would be collecting for it.
 * @throws {UserError} ACCOUNT_MISMATCH
 */
export async function refusePlatformsOwn(shop: ShopContext, provider: string, externalId: string | null): Promise<void> {
  if (externalId === null) return;
  const agency = agencyForJob(shop.agencyId, 'payment account');
  const isPlatform = await platforms.in(agency).findOne({ provider: provider as PlatformProvider, externalId });
  if (isPlatform)
    throw new UserError(
      'ACCOUNT_MISMATCH',
      `${externalId} is the agency's own platform: a shop's money never settles there. Take the shop on with paymentOnboardingStart`,
    );
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
