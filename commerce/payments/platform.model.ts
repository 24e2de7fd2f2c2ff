import { Schema } from 'mongoose';
import { idType } from '#platform/ids.js';
import { type AgencyOwned, agencyOwned, type SealedSecret, type ShopMode } from '#tenants/index.js';

/** What an agency can be at a provider: a Stripe platform (Connect), a WeChat Pay service provider (服务商). */
export const PLATFORM_PROVIDERS = ['STRIPE', 'WECHAT_PAY'] as const;
export type PlatformProvider = (typeof PLATFORM_PROVIDERS)[number];

/**
 * An agency's own account at a provider, below which its shops are paid on accounts of theirs. No shop's money settles here: the
 * agency earns by application fees or profit sharing alone.
 */
export interface PaymentPlatform extends AgencyOwned {
  provider: PlatformProvider;
  mode: ShopMode;
  /** Stripe's `acct_…`, WeChat Pay's `sp_mchid`. */
  externalId: string;
  /** By name, each sealed for this platform and this name. */
  secrets: Readonly<Record<string, SealedSecret>>;
  /** What its callbacks are signed with, the newest first. */
  signing: readonly SealedSecret[];
  settings: Readonly<Record<string, string>>;
  /** What the agency earns of each payment, in basis points. */
  commission: number;
  /** Present while shops may be taken on: one of a provider and mode at a time. */
  active?: true;
  /** When its provider was last asked what it signs with. */
  keysAt?: Date;
  createdAt: Date;
  updatedAt: Date;
}

const date = { type: Date, required: true } as const;

const schema = new Schema<PaymentPlatform>(
  {
    agencyId: { type: Schema.Types.ObjectId, required: true },
    provider: { type: String, enum: PLATFORM_PROVIDERS, required: true },
    mode: { type: String, enum: ['TEST', 'LIVE'], required: true },
    externalId: { type: String, required: true },
    secrets: { type: Schema.Types.Mixed, required: true },
    signing: { type: [String], required: true },
    settings: { type: Schema.Types.Mixed, required: true },
    commission: { type: Number, required: true },
    active: Boolean,
    keysAt: Date,
    createdAt: date,
    updatedAt: date,
  },
  { collection: 'payment_platforms' },
);
schema.index({ agencyId: 1, provider: 1, mode: 1 }, { unique: true, partialFilterExpression: { active: true } });
schema.index({ agencyId: 1, _id: 1 });

export const platformId = idType('payplat');
export const platforms = agencyOwned<PaymentPlatform>('PaymentPlatform', schema);
