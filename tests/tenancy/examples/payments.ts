import { wholeApplication } from '#tests/support/platforms.js';
import { aStripeKey } from '#tests/support/stripe.js';
import { type ExamplesOfNoun, fresh, list } from './example.js';

const PERIOD = { from: '2026-11-01T00:00:00Z', to: '2026-12-01T00:00:00Z', format: 'CSV' };

/** Ways to pay, payments, refunds, books; and how a shop is taken on at a provider. */
export const payments: ExamplesOfNoun = {
  subjects: {
    paymentAccount: (place) => place.paymentAccount(),
    'paymentAccountEnable paymentAccount': (place) => place.disabledAccount(),
    payment: (place) => place.payment(),
    'paymentCapture payment': (place) => place.authorizedPayment(),
    'refundCreate order': (place) => place.paidOrder(),
    difference: (place) => place.difference(),
    paymentPlatform: ({ tenant }) => tenant.paymentPlatform(),
    mode: () => 'TEST',
    paymentOnboarding: (place) => place.paymentOnboarding(),
    'paymentOnboardingLink paymentOnboarding': (place) => place.application(),
    'paymentOnboardingResume paymentOnboarding': (place) => place.disabledApplication(),
    'paymentOnboardingResubmit paymentOnboarding': (place) => place.rejectedApplication(),
  },
  inputs: {
    paymentAccountConnect: ({ mark }) => ({ manual: { instructions: mark } }),
    paymentAccountUpdate: ({ mark }) => ({ manual: { instructions: `${mark} changed` } }),
    paymentMethodsUpdate: ({ mark }) => ({ methods: [{ provider: 'MANUAL', enabled: true, title: mark }] }),
    paymentCapture: (place) => ({ idempotencyKey: fresh(place) }),
    orderSandboxPay: () => ({ provider: 'MANUAL' }),
    orderMarkPaid: (place) => ({ reference: place.mark, idempotencyKey: fresh(place) }),
    refundCreate: async (place) => ({
      amount: { amount: '1', currency: 'CNY' },
      lines: [{ line: await place.orderLine(), quantity: 1 }],
      payment: await place.capturedPayment(),
      reason: place.mark,
      idempotencyKey: fresh(place),
    }),
    differenceResolve: ({ mark }) => ({ action: 'ACCEPT', note: mark }),
    paymentPlatformConnect: () => ({ stripe: { secretKey: aStripeKey(), commission: '0.6' } }),
    paymentPlatformUpdate: ({ mark }) => ({ stripe: { publishableKey: `pk_live_${mark}`, commission: '1.5' } }),
    paymentOnboardingStart: async (place) => {
      await place.tenant.serviceProvider();
      return { wechatPay: wholeApplication(await place.document(), place.mark) };
    },
    paymentOnboardingResubmit: async (place) => ({ wechatPay: wholeApplication(await place.document(), place.mark) }),
  },
  lookUps: {
    'Shop.offeredPaymentMethods': list(() => ({ place: 'DESKTOP' })),
    'Shop.statementUrl': list(() => PERIOD),
    'Agency.statementUrl': list(() => PERIOD),
  },
};
