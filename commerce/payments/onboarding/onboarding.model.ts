import { Schema, type Types } from 'mongoose';
import { idType } from '#platform/ids.js';
import { type SealedSecret, type ShopMode, type ShopOwned, shopOwned } from '#tenants/index.js';
import { PLATFORM_PROVIDERS, type PlatformProvider } from '../platform.model.js';
import { ONBOARDING_STATES, type OnboardingState } from './onboarding.state.js';

/** What the merchant must do next, by its kind; `url`: where. */
export interface NextStep {
  kind: 'MEND' | 'CONFIRM' | 'SIGN' | 'COMPLETE' | 'OWN_ACCOUNT';
  /** Null: there is none, or it is made when it is asked for. */
  url: string | null;
  /** When the provider gives up waiting. */
  deadline: Date | null;
}

/** What the provider finds wrong or still wants. */
export interface Problem {
  /** The provider's name of it: `id_card_info`, `individual.verification.document`. */
  field: string | null;
  message: string;
}

/** A shop on its way to being paid below its agency's platform, on an account of its own. */
export interface Onboarding extends ShopOwned {
  agencyId: Types.ObjectId;
  provider: PlatformProvider;
  platformId: Types.ObjectId;
  mode: ShopMode;
  status: OnboardingState;
  /** The provider's own word for where it stands, once it has one. */
  providerState: string | null;
  /** What the provider calls the application: WeChat Pay's `applyment_id`, Stripe's `acct_…`. */
  externalId: string | null;
  nextStep: NextStep | null;
  problems: readonly Problem[];
  /** The shop's account, once the provider has given it a name. */
  accountId: Types.ObjectId | null;
  /** What was handed in, as JSON, for handing it in again; gone once the onboarding is over. */
  application: SealedSecret | null;
  /** Stripe: where the merchant comes back to, and where he comes back to when the page has expired. */
  visits: { returnUrl: string; refreshUrl: string } | null;
  /** How often it was handed in: an answer to an earlier time is not taken for this one. */
  submissions: number;
  /** Present until it is cancelled: one of a shop and provider. */
  open?: true;
  /** When the provider is asked next; absent: not at all. */
  pollAt?: Date;
  /** How often it was asked since something changed. */
  polls: number;
  createdAt: Date;
  updatedAt: Date;
}

const id = { type: Schema.Types.ObjectId, required: true } as const;
const text = { type: String, required: true } as const;
const optionalText = { type: String, default: null } as const;
const date = { type: Date, required: true } as const;

const schema = new Schema<Onboarding>(
  {
    shopId: id,
    agencyId: id,
    provider: { type: String, enum: PLATFORM_PROVIDERS, required: true },
    platformId: id,
    mode: text,
    status: { type: String, enum: ONBOARDING_STATES, required: true },
    providerState: optionalText,
    externalId: optionalText,
    nextStep: { type: Schema.Types.Mixed, default: null },
    problems: { type: Schema.Types.Mixed, required: true },
    accountId: { type: Schema.Types.ObjectId, default: null },
    application: optionalText,
    visits: { type: Schema.Types.Mixed, default: null },
    submissions: { type: Number, required: true },
    open: Boolean,
    pollAt: Date,
    polls: { type: Number, required: true },
    createdAt: date,
    updatedAt: date,
  },
  { collection: 'payment_onboardings' },
);
schema.index({ shopId: 1, provider: 1 }, { unique: true, partialFilterExpression: { open: true } });
schema.index({ shopId: 1, _id: 1 });
schema.index({ shopId: 1, accountId: 1 });
schema.index({ agencyId: 1, _id: 1 });
schema.index({ agencyId: 1, status: 1, _id: 1 });
schema.index({ pollAt: 1, platformId: 1 }, { partialFilterExpression: { pollAt: { $exists: true } } });

export const onboardingId = idType('onb');
export const onboardings = shopOwned<Onboarding>('PaymentOnboarding', schema, {
  exceptions: {
    agencyId_1__id_1: 'an agency follows the onboarding of all its shops as one list',
    agencyId_1_status_1__id_1: 'the same, by status',
    pollAt_1_platformId_1: 'open applications of all shops are asked about',
  },
});
