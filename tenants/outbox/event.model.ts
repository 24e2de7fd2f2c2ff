import { Schema } from 'mongoose';
import { idType } from '#platform/ids.js';
import { type ShopOwned, shopOwned } from '../owned.js';
import { indexForRelay, type OutboxRow, QUEUES, RELAY_EXCEPTIONS } from './row.js';

/** The public events: the shop's event log, webhooks and mails know these. Names are fixed in the API's contract. */
export const EVENT_TYPES = [
  'shop.created',
  'product.created',
  'product.updated',
  'product.deleted',
  'inventory.low',
  'import.completed',
  'import.failed',
  'feed.disabled',
  'order.created',
  'order.paid',
  'order.fulfilled',
  'order.cancelled',
  'order.expired',
  'payment.failed',
  'payment.mismatch',
  'payment.lapsed',
  'payment_account.updated',
  'payment_onboarding.updated',
  'refund.succeeded',
  'refund.failed',
  'dispute.opened',
  'dispute.closed',
] as const;
export type EventType = (typeof EVENT_TYPES)[number];

/** Work that follows from a change but is nobody else's business. */
export type TaskType =
  | 'bill.reconcile'
  | 'blueprint.apply'
  | 'blueprint.undo'
  | 'books.check'
  | 'callback.lost'
  | 'feed.fetch'
  | 'import.slice'
  | 'import.undo'
  | 'media.fetch'
  | 'notification.send'
  | 'order.changed'
  | 'order.expire'
  | 'order.sent_part'
  | 'payment.cancel'
  | 'payment.late'
  | 'payment.proof'
  | 'payment.share'
  | 'payment.uncaptured'
  | 'payment.unshare'
  | 'products.changed'
  | 'products.edit'
  | 'products.stock'
  | 'products.terms'
  | 'products.undo'
  | 'refund.send'
  | 'refund.waiting'
  | 'sales.count'
  | 'shipping.failed'
  | 'shop.stock'
  | 'wechat.shipping';

export interface OutboxEvent extends OutboxRow, ShopOwned {
  type: EventType | TaskType;
  /** Ids and the few facts that a reader of the log wants; never personal data or secrets. */
  data: Record<string, unknown>;
  /** The public id of what it is about: `ord_…`. */
  subject: string | null;
  /** The rising place in the event log, given by the relay; absent for tasks and until then. */
  place?: number;
  /** Waits for its place. */
  unplaced?: true;
}

const schema = new Schema<OutboxEvent>(
  {
    shopId: { type: Schema.Types.ObjectId, required: true },
    agencyId: { type: Schema.Types.ObjectId, required: true },
    queue: { type: String, enum: QUEUES, required: true },
    type: { type: String, required: true },
    data: { type: Schema.Types.Mixed, required: true },
    subject: { type: String, default: null },
    state: { type: String, enum: ['PENDING', 'HANDED', 'DONE', 'DEAD'], required: true },
    later: { type: Boolean, required: true },
    attempts: { type: Number, required: true },
    nextAttemptAt: { type: Date, required: true },
    handedAt: { type: Date, default: null },
    lastError: { type: String, default: null },
    place: Number,
    unplaced: Boolean,
    createdAt: { type: Date, required: true },
    expiresAt: Date,
  },
  { collection: 'outbox' },
);
schema.index({ shopId: 1, place: 1 }, { partialFilterExpression: { place: { $exists: true } } });
schema.index({ shopId: 1, subject: 1, _id: 1 });
schema.index({ agencyId: 1, place: 1 }, { partialFilterExpression: { place: { $exists: true } } });
schema.index({ unplaced: 1, _id: 1 }, { partialFilterExpression: { unplaced: true } });
indexForRelay(schema);

export const eventId = idType('evt');
export const outbox = shopOwned<OutboxEvent>('OutboxEvent', schema, {
  exceptions: {
    agencyId_1_place_1: "an agency reads its shops' events as one log",
    ...RELAY_EXCEPTIONS,
    unplaced_1__id_1: 'the relay gives places over all shops',
  },
});
