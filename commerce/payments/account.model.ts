import { Schema, type Types } from 'mongoose';
import { idType } from '#platform/ids.js';
import { type SealedSecret, type ShopMode, type ShopOwned, shopOwned } from '#tenants/index.js';

/** The providers that Shopyard speaks with. */
export const PROVIDERS = ['MANUAL', 'STRIPE', 'WECHAT_PAY', 'ALIPAY'] as const;
export type ProviderName = (typeof PROVIDERS)[number];

const ACCOUNT_STATUSES = ['ACTIVE', 'WEBHOOK_MISSING', 'ONBOARDING', 'DISABLED'] as const;
type AccountStatus = (typeof ACCOUNT_STATUSES)[number];

/** A shop's own account with a provider: its money settles there and nowhere else. */
export interface PaymentAccount extends ShopOwned {
  agencyId: Types.ObjectId;
  provider: ProviderName;
  /** WEBHOOK_MISSING: payments are taken, and only asking finds out that they were paid. ONBOARDING: its provider does not pay it yet. */
  status: AccountStatus;
  mode: ShopMode;
  /** The provider's own name for it (Stripe's `acct_…`), as the provider told; null where there is none. */
  externalId: string | null;
  /** Its agency's platform that it stands below; null: it stands alone. */
  platformId: Types.ObjectId | null;
  /** Its name below that platform: Stripe's connected account, WeChat Pay's sub-merchant id. */
  connectedAccount: string | null;
  /** By name, each sealed for this account and this name. */
  secrets: Readonly<Record<string, SealedSecret>>;
  /** What callbacks are signed with, the newest first; several while one takes the other's place. */
  signing: readonly SealedSecret[];
  /** What may be shown: Stripe's publishable key, the instructions of a transfer. */
  settings: Readonly<Record<string, string>>;
  /** Present while it takes payments: one account of a provider at a time. */
  active?: true;
  /** Came with the shop, and gives way to what the merchant connects: cash on delivery, a provider's sandbox. */
  byDefault?: true;
  /** When its provider was last asked what it signs with; absent: it does not change that by itself. */
  keysAt?: Date;
  createdAt: Date;
  updatedAt: Date;
}

const id = { type: Schema.Types.ObjectId, required: true } as const;
const date = { type: Date, required: true } as const;

const schema = new Schema<PaymentAccount>(
  {
    shopId: id,
    agencyId: id,
    provider: { type: String, enum: PROVIDERS, required: true },
    status: { type: String, enum: ACCOUNT_STATUSES, required: true },
    mode: { type: String, enum: ['TEST', 'LIVE'], required: true },
    externalId: { type: String, default: null },
    platformId: { type: Schema.Types.ObjectId, default: null },
    connectedAccount: { type: String, default: null },
    secrets: { type: Schema.Types.Mixed, required: true },
    signing: { type: [String], required: true },
    settings: { type: Schema.Types.Mixed, required: true },
    active: Boolean,
    byDefault: Boolean,
    keysAt: Date,
    createdAt: date,
    updatedAt: date,
  },
  { collection: 'payment_accounts' },
);
schema.index({ shopId: 1, provider: 1 }, { unique: true, partialFilterExpression: { active: true } });
schema.index({ shopId: 1, _id: 1 });
schema.index({ keysAt: 1 }, { partialFilterExpression: { keysAt: { $exists: true } } });
schema.index({ platformId: 1, connectedAccount: 1 }, { partialFilterExpression: { connectedAccount: { $type: 'string' } } });

export const paymentAccountId = idType('payacct');
export const paymentAccounts = shopOwned<PaymentAccount>('PaymentAccount', schema, {
  exceptions: {
    platformId_1_connectedAccount_1: "a platform's callback names the connected account that it is about",
    keysAt_1: 'what the accounts of all shops are told with is read anew',
  },
});
