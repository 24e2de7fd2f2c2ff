/** The door of this noun. */
export { type PaymentAccount, paymentAccountId } from './account.model.js';
export {
  connectPaymentAccount,
  copyPaymentMethods,
  disablePaymentAccount,
  enablePaymentAccount,
  getPaymentAccount,
  listPaymentAccounts,
  NewPaymentAccount,
  PaymentAccountChange,
  updatePaymentAccount,
} from './accounts.js';
export { closePayments, openOnline } from './apply.js';
export { beginWithCash } from './begin.js';
export { accountsByIds, refundsByIds } from './by-ids.js';
export { type CallbackEvent, callbackEvents } from './callback.model.js';
export { applyCallback, callbackAnswers, receiveCallback } from './callbacks.js';
export { capturePayment } from './capture.js';
export { type Dispute, disputeId } from './dispute.model.js';
export { getDispute, listDisputes } from './disputes.js';
export { type PaidInWechat, paidInWechat } from './in-wechat.js';
export { refreshKeys } from './keys.js';
export { entriesOfOrders } from './ledger.js';
export { kindOf as ledgerKindOf, type LedgerEntry, ledgerEntryId } from './ledger.model.js';
export { balancesOf, listLedger } from './ledger-balances.js';
export { knownWays, methodChoices, methodsForOrder, offeredMethods, PaymentMethodChoices, updatePaymentMethods } from './methods.js';
export type { MethodChoice } from './methods.model.js';
export { NewOnboarding, OnboardingChange } from './onboarding/application.js';
export { followOnboardings } from './onboarding/follow.js';
export { type Onboarding, onboardingId } from './onboarding/onboarding.model.js';
export {
  cancelOnboarding,
  getOnboarding,
  linkOnboarding,
  listAgencyOnboardings,
  listOnboardings,
  onboardingProviders,
  resubmitOnboarding,
  resumeOnboarding,
  startOnboarding,
} from './onboarding/onboardings.js';
export { stepText } from './onboarding/words.js';
export { callbackUrlOf } from './opened.js';
export { type Payment, paymentId } from './payment.model.js';
export { namePayments } from './payment-names.js';
export { getPayment, listPayments, MarkPaid, markPaid, paymentsByIds } from './payments.js';
export { type BuyerPlace, placeOf } from './places.js';
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
export { closeFirst, closePayment, pollOpenPayments } from './poll.js';
export { PaymentProofGiven, submitProof } from './proofs.js';
export { type Action, BadSignature } from './provider.js';
export { paymentMethodTypesOf } from './providers/stripe/account.js';
export { reconcileBill } from './reconciliation/bill.jobs.js';
export { checkShopBooks } from './reconciliation/books.jobs.js';
export { type Difference, differenceId, type Side } from './reconciliation/difference.model.js';
export { getDifference, listDifferences } from './reconciliation/differences.js';
export { planReconciliations } from './reconciliation/plan.js';
export { type Reconciliation, reconciliationId } from './reconciliation/reconciliation.model.js';
export { getReconciliation, listReconciliations } from './reconciliation/reconciliations.js';
export { actionsOf, DifferenceResolution, resolveDifference } from './reconciliation/resolve.js';
export { type Refund, refundId } from './refund.model.js';
export { pollOpenRefunds, sendRefund } from './refund-send.js';
export { createRefund, getRefund, listRefunds, RefundCreate, refundWhole } from './refunds.js';
export { resealSecrets, sealedSecrets } from './reseal.js';
export { connectSandboxes } from './sandboxes.js';
export { sharePayment, unsharePayment } from './sharing.js';
export { PaymentStart, resumePayment, type StartedPayment, startPayment } from './start.js';
export { agencyStatementUrl, openStatement, StatementWish, shopStatementUrl } from './statements/statements.js';
export { returnSurplus, surplusOf, takeSurplus } from './surplus.js';
export {
  accountsWaiting,
  canBePaid,
  differencesWaiting,
  disputesWaiting,
  hasOwnAccount,
  mismatchesWaiting,
  onboardingsWaiting,
} from './waiting.js';
