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
export { closePayments, openOnline } from './apply.js';
export { type CallbackEvent, callbackEvents } from './callback.model.js';
export { applyCallback, callbackAnswers, receiveCallback } from './callbacks.js';
export { capturePayment } from './capture.js';
export { refreshKeys } from './keys.js';
export { callbackUrlOf } from './opened.js';
export { type Payment, paymentId } from './payment.model.js';
export { namePayments } from './payment-names.js';
export { getPayment, listPayments, MarkPaid, markPaid, paymentsByIds } from './payments.js';
export { closeFirst, closePayment, pollOpenPayments } from './poll.js';
export { type Action, BadSignature } from './provider.js';
export { paymentMethodTypesOf } from './providers/stripe/account.js';
export { type Refund, refundId } from './refund.model.js';
export { pollOpenRefunds, sendRefund } from './refund-send.js';
export { createRefund, getRefund, listRefunds, RefundCreate, refundWhole } from './refunds.js';
export { sharePayment } from './sharing.js';
export { PaymentStart, resumePayment, type StartedPayment, startPayment } from './start.js';
export { returnSurplus, surplusOf, takeSurplus } from './surplus.js';
