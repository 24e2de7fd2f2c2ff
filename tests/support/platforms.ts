import type { NewOnboarding } from '#commerce/payments/index.js';
import { connectPlatform, NewPlatform, type Onboarding, type PaymentPlatform } from '#commerce/payments/index.js';
import { onboardings } from '#commerce/payments/onboarding/onboarding.model.js';
import { type AgencyContext, acrossShops } from '#tenants/index.js';
import { aStripeKey } from './stripe.js';

/** The agency as a Stripe platform, in the sandbox. */
export const aStripePlatform = (agency: AgencyContext, given: object = {}): Promise<PaymentPlatform> =>
  connectPlatform(agency, 'TEST', NewPlatform.parse({ stripe: { secretKey: aStripeKey(), ...given } }));

export const STRIPE_APPLICATION: NewOnboarding = {
  stripe: { country: 'US', email: 'merchant@example.com', businessType: 'COMPANY', returnUrl: 'https://shop.example/back' },
};

/** Makes an onboarding due, as if its time had come. */
export const makeDue = async ({ _id }: Pick<Onboarding, '_id'>): Promise<void> =>
  void (await acrossShops<Onboarding>(onboardings.name, 'test').update({ _id }, { $set: { pollAt: new Date(0) } }));
