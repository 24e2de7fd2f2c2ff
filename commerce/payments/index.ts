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
export { refreshKeys } from './keys.js';
export { callbackUrlOf } from './opened.js';
export { type Payment, paymentId } from './payment.model.js';
export { getPayment, listPayments, MarkPaid, markPaid } from './payments.js';
export { closePayment, pollOpenPayments } from './poll.js';
export { type Action, BadSignature } from './provider.js';
export { sharePayment } from './sharing.js';
export { PaymentStart, resumePayment, type StartedPayment, startPayment } from './start.js';
