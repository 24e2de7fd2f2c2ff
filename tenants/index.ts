/** The door of this room: other rooms import from here and from nowhere else in it, tests excepted. */
export {
  agencyForJob,
  authenticate,
  type Caller,
  type Opened,
  openAgency,
  openListedShop,
  openShop,
  openStorefront,
  requireScope,
  shopForJob,
  shopOfAgency,
} from './access.js';
export { acrossShops } from './across-shops.js';
export { AgencyChanges, changeAgency } from './agencies.js';
export { type Agency, agencyId, memberId, type Person, personId } from './agency.model.js';
export {
  actorIdOf,
  auditActorOf,
  beginAudit,
  endAudit,
  forgetAudit,
  listAudit,
  NOBODY_KNOWN,
  placesOf,
  placesOfContexts,
  placesOfInvitation,
  placesOfPerson,
  recordAttempt,
  recordAudit,
} from './audit.js';
export { type AuditChange, type AuditEntry, type AuditMany, auditId } from './audit.model.js';
export type { AgencyContext, ShopContext, ShopMode } from './context.js';
export { declaredCollections } from './declared.js';
export {
  cancelEmailChange,
  changeEmail,
  EmailChange,
  pendingEmail,
  requestEmailChange,
  requirePendingEmail,
  sendEmailChangeAgain,
} from './email-change.js';
export { confirmEmail, hasConfirmedOwner, sendConfirmationAgain } from './email-confirmation.js';
export { emailKey } from './email-key.js';
export { type ChangedEmail, undoEmailChange } from './email-undo.js';
export { claim, complete, release } from './idempotency.js';
export { type Invitation, invitationId } from './invitation.model.js';
export {
  acceptInvitation,
  findOffer,
  inviteMember,
  listInvitations,
  MemberInvite,
  revokeInvitation,
  signUpToJoin,
} from './invitations.js';
export { listMembers, type Member, MemberUpdate, removeMember, rolesToGive, updateMember } from './members.js';
export { inShopCurrency } from './money.js';
export { listDead, requeue } from './outbox/dead.js';
export { emit, note, plan } from './outbox/emit.js';
export { type EventType, eventId, type OutboxEvent, outbox, type TaskType } from './outbox/event.model.js';
export type { Lane } from './outbox/hand.js';
export { listEvents, listEventsOf } from './outbox/log.js';
export { Relay } from './outbox/relay.js';
export { EXPRESS, indexForRelay, newRow, type OutboxRow, QUEUES, type QueueName, RELAY_EXCEPTIONS, type RowState } from './outbox/row.js';
export { wakeRelay } from './outbox/wake.js';
export { type Again, isLastAttempt, type Source, Work } from './outbox/work.js';
export { type AgencyOwned, agencyOwned, type New, type ShopOwned, shopOwned } from './owned.js';
export {
  changePassword,
  PasswordChange,
  PasswordReset,
  PasswordResetRequest,
  provePassword,
  requestPasswordReset,
  resetPassword,
} from './passwords.js';
export {
  actorNames,
  contactOf,
  findAgency,
  findPerson,
  NewMember,
  SignIn,
  SignUp,
  signIn,
  signOut,
  signUp,
  updateViewer,
  ViewerChanges,
} from './people.js';
export { peopleSecrets } from './people-secrets.js';
export { allows, SCOPES, type Scope } from './permissions.js';
export { type PersonMail, type PersonMailKind, personMailId } from './person-mail.model.js';
export { claimDueMails, dropMail, endSending, linkTokenOf, listPersonMails, retryPersonMail } from './person-mails.js';
export { type SavedView, savedViewId } from './saved-view.model.js';
export { createSavedView, deleteSavedView, listSavedViews, NewSavedView } from './saved-views.js';
export {
  hasOlderKeys,
  openAgencySecret,
  openSecret,
  type SealedSecret,
  sealAgencySecret,
  sealingKey,
  sealSecret,
} from './secrets.js';
export { type Client, endSession, endSessionsOf, listSessions, type PersonCaller } from './sessions.js';
export { type HandleStyle, type ShippingMethod, type Shop, type ShopSettings, shopId, type TaxMode } from './shop.model.js';
export { countShops, findShopIds, listShops, listShopTags } from './shop-list.js';
export {
  changeShop,
  changeShops,
  claimShopHandle,
  contextForNewShop,
  findShop,
  findShops,
  getShop,
  getShops,
  insertShop,
  shopSettings,
  shopTimezone,
} from './shops.js';
export { EXEMPT, knownTaxClasses, taxRateOf } from './tax.js';
export { type AccessToken, accessTokenId, type Session, sessionId } from './token.model.js';
export { createAccessToken, getAccessToken, listAccessTokens, NewAccessToken, revokeAccessToken } from './tokens.js';
export { rolledBack, transaction } from './transaction.js';
export {
  confirmTwoFactor,
  disableTwoFactor,
  RecoveryCodesRenew,
  renewRecoveryCodes,
  startTwoFactor,
  TwoFactorConfirm,
  TwoFactorDisable,
  TwoFactorStart,
} from './two-factor.js';
