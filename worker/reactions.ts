import { projectOrder } from '#commerce/agency-orders/index.js';
import { refreshTerms } from '#commerce/catalog/index.js';
import { expireClosed, removeHolds, settleLate } from '#commerce/checkout/index.js';
import { fetchFeed, followImport } from '#commerce/feeds/index.js';
import { fetchMedia } from '#commerce/files/index.js';
import { endFulfillment } from '#commerce/fulfillment/index.js';
import { runImportSlice, runUndoSlice } from '#commerce/imports/index.js';
import { lookAtStock, runEditSlice, runEditUndoSlice, tellEachProduct } from '#commerce/inventory/index.js';
import { sendNotification, tellByMail } from '#commerce/notifications/index.js';
import { applyBlueprint, stockFromBlueprint, undoApplication } from '#commerce/openings/index.js';
import { linkCustomer } from '#commerce/orders/index.js';
import {
  checkShopBooks,
  closePayment,
  connectSandboxes,
  reconcileBill,
  sendRefund,
  sharePayment,
  unsharePayment,
} from '#commerce/payments/index.js';
import { countOlderSales, countSales } from '#commerce/sales/index.js';
import { planShippingUpload, sendShippingUpload } from '#commerce/shipping-info/index.js';
import type { Again, EventType, OutboxEvent, ShopContext, TaskType } from '#tenants/index.js';

/** What follows from an event, or does a task. Idempotent: two runs of one event are normal. */
type Reaction = (shop: ShopContext, event: OutboxEvent) => Promise<void> | Promise<Again | undefined>;

export type Reactions = Readonly<Partial<Record<EventType | TaskType, readonly Reaction[]>>>;

/** Everything that happens because something changed. An event that is not here is written into the log and nothing more. */
const REACTIONS: Reactions = {
  'shop.created': [connectSandboxes],
  'order.created': [removeHolds, linkCustomer, tellByMail, projectOrder, countSales],
  'order.paid': [tellByMail, projectOrder, countSales, planShippingUpload],
  'order.fulfilled': [tellByMail, projectOrder, planShippingUpload],
  'order.cancelled': [tellByMail, projectOrder],
  'order.expired': [tellByMail, projectOrder],
  'refund.succeeded': [tellByMail, endFulfillment, projectOrder, countSales],
  'refund.failed': [tellByMail, endFulfillment, projectOrder, countSales],
  'payment.mismatch': [tellByMail, countSales],
  'payment.lapsed': [tellByMail],
  'dispute.opened': [tellByMail],
  'dispute.closed': [tellByMail],
  'payment_account.updated': [tellByMail],
  'payment_onboarding.updated': [tellByMail],
  'inventory.low': [tellByMail],
  'import.completed': [tellByMail, followImport],
  'import.failed': [tellByMail, followImport],
  'feed.disabled': [tellByMail],

  'notification.send': [sendNotification],
  'import.slice': [runImportSlice],
  'import.undo': [runUndoSlice],
  'products.changed': [tellEachProduct],
  'products.edit': [runEditSlice],
  'products.undo': [runEditUndoSlice],
  'products.stock': [lookAtStock],
  'products.terms': [refreshTerms],
  'media.fetch': [fetchMedia],
  'feed.fetch': [(shop, event) => fetchFeed(shop, event)],
  'shop.stock': [stockFromBlueprint],
  'blueprint.apply': [applyBlueprint],
  'blueprint.undo': [undoApplication],
  'bill.reconcile': [reconcileBill],
  'books.check': [checkShopBooks],
  'callback.lost': [tellByMail],
  'order.changed': [projectOrder, countSales],
  'order.expire': [expireClosed],
  'order.sent_part': [tellByMail],
  'payment.cancel': [closePayment],
  'payment.proof': [tellByMail],
  'sales.count': [countOlderSales],
  'shipping.failed': [tellByMail],
  'wechat.shipping': [(shop, event) => sendShippingUpload(shop, event)],
  'payment.share': [sharePayment],
  'payment.uncaptured': [tellByMail],
  'payment.unshare': [unsharePayment],
  'payment.late': [settleLate, countSales],
  'refund.send': [sendRefund],
  'refund.waiting': [tellByMail],
};

/**
 * Runs all reactions of an event, so that one that fails holds up no other; then the event is tried again as a whole.
 * @throws what the first failed one threw
 */
export async function react(shop: ShopContext, event: OutboxEvent, table: Reactions = REACTIONS): Promise<Again | undefined> {
  const failed: unknown[] = [];
  let again: Again | undefined;
  for (const reaction of table[event.type] ?? []) {
    try {
      const answered = await reaction(shop, event);
      if (answered) again = answered;
    } catch (error) {
      failed.push(error);
    }
  }
  if (failed.length > 0) throw failed[0];
  return again;
}
