/** The door of this noun. */
export { type PaymentAccount, paymentAccountId } from './account.model.js';
export {
  connectPaymentAccount,
  copyPaymentMethods,
  disablePaymentAccount,
  getPaymentAccount,
  listPaymentAccounts,
  NewPaymentAccount,
  PaymentAccountChange,
  updatePaymentAccount,
} from './accounts.js';
export { closePayments } from './apply.js';
export { type CallbackEvent, callbackEvents } from './callback.model.js';
export { applyCallback, callbackAnswers, receiveCallback } from './callbacks.js';
export { capturePayment } from './capture.js';
export { refreshKeys } from './keys.js';
export { NewOnboarding, OnboardingChange } from './onboarding/application.js';
export { followOnboardings } from './onboarding/follow.js';
export { type Onboarding, onboardingId } from './onboarding/onboarding.model.js';
export {
  cancelOnboarding,
  getOnboarding,
  linkOnboarding,
  listAgencyOnboardings,
  listOnboardings,
  resubmitOnboarding,
  resumeOnboarding,
  startOnboarding,
} from './onboarding/onboardings.js';
export { stepText } from './onboarding/words.js';
export { callbackUrlOf } from './opened.js';
export { type Payment, paymentId } from './payment.model.js';
export { getPayment, listPayments, MarkPaid, markPaid } from './payments.js';
export { type PaymentPlatform, platformId } from './platform.model.js';
export { NewPlatform, PlatformChange, percentOf } from './platforms.input.js';
export {
  connectPlatform,
  disablePlatform,
  getPlatform,
  listPlatforms,
  platformCallbackUrl,
  platformStatus,
  updatePlatform,
} from './platforms.js';
export { closePayment, pollOpenPayments } from './poll.js';
export { type Action, BadSignature } from './provider.js';
export { paymentMethodTypesOf } from './providers/stripe/account.js';
export { sharePayment } from './sharing.js';
export { PaymentStart, resumePayment, type StartedPayment, startPayment } from './start.js';
