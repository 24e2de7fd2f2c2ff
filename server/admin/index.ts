import type { Resolvers as AdminResolvers } from '#server/generated/admin.js';
import { accountResolvers } from './account.js';
import { agencyResolvers } from './agency.js';
import { agencyOrderResolvers } from './agency-orders.js';
import { attentionResolvers } from './attention.js';
import { attributeResolvers } from './attributes.js';
import { auditResolvers } from './audit.js';
import { bulkEditResolvers } from './bulk-edits.js';
import { categoryResolvers } from './categories.js';
import { collectionResolvers } from './collections.js';
import { customerResolvers } from './customers.js';
import { disputeResolvers } from './disputes.js';
import { eventResolvers } from './events.js';
import { exportResolvers } from './exports.js';
import { feedResolvers } from './feeds.js';
import { fulfillmentResolvers } from './fulfillment.js';
import { importsResolvers } from './imports.js';
import { inventoryResolvers } from './inventory.js';
import { ledgerResolvers } from './ledger.js';
import { memberResolvers } from './members.js';
import { notificationResolvers } from './notifications.js';
import { onboardingResolvers } from './onboarding.js';
import { orderResolvers } from './orders.js';
import { paymentPlatformResolvers } from './payment-platforms.js';
import { paymentResolvers } from './payments.js';
import { peopleResolvers } from './people.js';
import { productResolvers } from './products.js';
import { reconciliationResolvers } from './reconciliation.js';
import { redirectResolvers } from './redirects.js';
import { refundResolvers } from './refunds.js';
import { rolloutResolvers } from './rollouts.js';
import { salesResolvers } from './sales.js';
import { savedViewResolvers } from './saved-views.js';
import { setupResolvers } from './setup.js';
import { shippingInfoResolvers } from './shipping-info.js';
import { shopResolvers } from './shop.js';
import { statementResolvers } from './statements.js';
import { tokenResolvers } from './tokens.js';
import { viewerResolvers } from './viewer.js';

/** The admin API's resolvers, a file a noun. */
export const adminResolvers: readonly AdminResolvers[] = [
  agencyResolvers,
  agencyOrderResolvers,
  auditResolvers,
  attentionResolvers,
  bulkEditResolvers,
  attributeResolvers,
  categoryResolvers,
  collectionResolvers,
  customerResolvers,
  eventResolvers,
  feedResolvers,
  exportResolvers,
  importsResolvers,
  inventoryResolvers,
  notificationResolvers,
  orderResolvers,
  peopleResolvers,
  viewerResolvers,
  accountResolvers,
  memberResolvers,
  productResolvers,
  shopResolvers,
  tokenResolvers,
  fulfillmentResolvers,
  paymentResolvers,
  ledgerResolvers,
  disputeResolvers,
  reconciliationResolvers,
  statementResolvers,
  paymentPlatformResolvers,
  onboardingResolvers,
  redirectResolvers,
  refundResolvers,
  rolloutResolvers,
  salesResolvers,
  setupResolvers,
  savedViewResolvers,
  shippingInfoResolvers,
];
