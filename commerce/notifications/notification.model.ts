import { Schema, type Types } from 'mongoose';
import { idType } from '#platform/ids.js';
import { type ShopOwned, shopOwned } from '#tenants/index.js';

export const TEMPLATES = [
  'order-created',
  'order-received',
  'order-paid',
  'payment-received',
  'order-sent-part',
  'order-fulfilled',
  'order-cancelled',
  'order-expired',
  'order-refunded',
  'refund-failed',
  'refund-waiting',
  'payment-mismatch',
  'payment-proof',
  'payment-lapsed',
  'payment-uncaptured',
  'shipping-failed',
  'dispute-opened',
  'dispute-closed',
  'payment-account',
  'onboarding-step',
  'inventory-low',
  'import-completed',
  'import-failed',
  'feed-disabled',
  'callback-lost',
] as const;
export type Template = (typeof TEMPLATES)[number];

const FOR_BUYERS: readonly Template[] = [
  'order-created',
  'order-paid',
  'order-sent-part',
  'order-fulfilled',
  'order-cancelled',
  'order-expired',
  'order-refunded',
];
/** Buyers read these mails; all others are their merchant's. */
export const isForBuyer = (template: Template): boolean => FOR_BUYERS.includes(template);

/** PENDING waits; SENDING is with the mail server; KEPT: no mail server is configured, it can be read here; FAILED: given up. */
const STATUSES = ['PENDING', 'SENDING', 'SENT', 'FAILED', 'KEPT'] as const;

/** One message to one person about one event, as it was written then. */
export interface Notification extends ShopOwned {
  /** A sample's is its own. */
  eventId: Types.ObjectId;
  /** The order that it tells of. */
  orderId?: Types.ObjectId;
  template: Template;
  recipient: string;
  channel: 'EMAIL';
  locale: string;
  subject: string;
  html: string;
  text: string;
  status: (typeof STATUSES)[number];
  attempts: number;
  /** Why the last attempt failed. */
  error: string | null;
  /** The same for every attempt: a mail that arrives twice is known as one. */
  messageId: string;
  /** When the mail server was called last. */
  sendingAt: Date | null;
  sentAt: Date | null;
  createdAt: Date;
  /** Mails hold personal data: they go after a while. */
  expiresAt: Date;
}

const text = { type: String, required: true } as const;
const date = { type: Date, required: true } as const;
const optionalDate = { type: Date, default: null } as const;

const schema = new Schema<Notification>({
  shopId: { type: Schema.Types.ObjectId, required: true },
  eventId: { type: Schema.Types.ObjectId, required: true },
  orderId: Schema.Types.ObjectId,
  template: { type: String, enum: TEMPLATES, required: true },
  recipient: text,
  channel: { type: String, enum: ['EMAIL'], required: true },
  locale: text,
  subject: text,
  html: text,
  text,
  status: { type: String, enum: STATUSES, required: true },
  attempts: { type: Number, required: true },
  error: { type: String, default: null },
  messageId: text,
  sendingAt: optionalDate,
  sentAt: optionalDate,
  createdAt: date,
  expiresAt: date,
});
schema.index({ shopId: 1, eventId: 1, template: 1, recipient: 1 }, { unique: true });
schema.index({ shopId: 1, _id: -1 });
schema.index({ shopId: 1, status: 1, _id: -1 });
schema.index({ shopId: 1, orderId: 1, _id: -1 }, { partialFilterExpression: { orderId: { $exists: true } } });
schema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 });

export const notificationId = idType('ntf');
export const notifications = shopOwned<Notification>('Notification', schema, { exceptions: { expiresAt_1: 'TTL' } });
