import { Schema } from 'mongoose';
import { type ShopOwned, shopOwned } from '#tenants/index.js';
import type { ProviderName } from './account.model.js';
import type { Method } from './payment.model.js';
import type { BuyerPlace } from './places.js';

/** What a merchant has chosen for one way to pay, or for all of a provider. */
export interface MethodChoice {
  provider: ProviderName;
  /** Null: every way of the provider that has no choice of its own. */
  method: Method | null;
  enabled: boolean;
  /** What buyers read; null: the usual words in their language. */
  title: string | null;
  /** Minor units of the shop's currency, both inclusive; null: no bound. */
  minAmount: number | null;
  maxAmount: number | null;
  /** Where it is offered; null: where it usually is. */
  places: readonly BuyerPlace[] | null;
}

/** A shop's ways to pay, as its merchant wants them: one document a shop. */
export interface PaymentMethods extends ShopOwned {
  /** In the order that buyers see. What is not in it follows in the usual order. */
  methods: readonly MethodChoice[];
  updatedAt: Date;
}

const schema = new Schema<PaymentMethods>(
  {
    shopId: { type: Schema.Types.ObjectId, required: true },
    methods: { type: Schema.Types.Mixed, required: true },
    updatedAt: { type: Date, required: true },
  },
  { collection: 'payment_methods' },
);
schema.index({ shopId: 1 }, { unique: true });

export const paymentMethods = shopOwned<PaymentMethods>('PaymentMethods', schema);
