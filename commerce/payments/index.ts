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
export { beginWithCash } from './begin.js';
export { type CallbackEvent, callbackEvents } from './callback.model.js';
export { applyCallback, callbackAnswers, receiveCallback } from './callbacks.js';
export { type PaidInWechat, paidInWechat } from './in-wechat.js';
export {
  methodChoices,
  methodsForOrder,
  offeredMethods,
  PaymentMethodChoices,
  updatePaymentMethods,
} from './methods.js';
export type { MethodChoice } from './methods.model.js';
export { callbackUrlOf } from './opened.js';
export { type Payment, paymentId } from './payment.model.js';
export { getPayment, listPayments, MarkPaid, markPaid } from './payments.js';
export { type BuyerPlace, placeOf } from './places.js';
export { closePayment, pollOpenPayments } from './poll.js';
export { PaymentProofGiven, submitProof } from './proofs.js';
export { type Action, BadSignature } from './provider.js';
export { resealSecrets, sealedSecrets } from './reseal.js';
export { connectSandboxes } from './sandboxes.js';
export { PaymentStart, resumePayment, type StartedPayment, startPayment } from './start.js';
