import { Schema, type Types } from 'mongoose';
import { indexForRelay, type OutboxRow, QUEUES, RELAY_EXCEPTIONS, type ShopOwned, shopOwned } from '#tenants/index.js';
import { PROVIDERS, type ProviderName } from './account.model.js';

/**
 * What a provider told, as it came: written before it is acknowledged, and itself the row that the relay hands to a worker.
 * `type` is the provider's own word for the event.
 */
export interface CallbackEvent extends OutboxRow, ShopOwned {
  accountId: Types.ObjectId;
  provider: ProviderName;
  /** The provider's id: the same event comes twice under the same one. */
  eventId: string;
  /** The bytes that were verified, as text. */
  body: string;
  /** What came of it; null until it was applied. */
  outcome: 'APPLIED' | 'IGNORED' | 'REFUSED' | null;
  /** Why it was ignored or refused; GIVEN_UP, without an outcome: it failed too often, and waits for a person. */
  reason: string | null;
}

const id = { type: Schema.Types.ObjectId, required: true } as const;
const text = { type: String, required: true } as const;

const schema = new Schema<CallbackEvent>(
  {
    shopId: id,
    agencyId: id,
    accountId: id,
    provider: { type: String, enum: PROVIDERS, required: true },
    eventId: text,
    queue: { type: String, enum: QUEUES, required: true },
    type: text,
    body: text,
    outcome: { type: String, enum: ['APPLIED', 'IGNORED', 'REFUSED', null], default: null },
    reason: { type: String, default: null },
    state: { type: String, enum: ['PENDING', 'HANDED', 'DONE', 'DEAD'], required: true },
    later: { type: Boolean, required: true },
    attempts: { type: Number, required: true },
    nextAttemptAt: { type: Date, required: true },
    handedAt: { type: Date, default: null },
    lastError: { type: String, default: null },
    createdAt: { type: Date, required: true },
    expiresAt: Date,
  },
  { collection: 'callback_events' },
);
schema.index({ accountId: 1, eventId: 1 }, { unique: true });
indexForRelay(schema);

/** Belongs to its payment account, which a callback names and which belongs to one shop. */
export const callbackEvents = shopOwned<CallbackEvent>('CallbackEvent', schema, {
  shardKey: { accountId: 1 },
  exceptions: { accountId_1_eventId_1: 'an event is unique in its payment account', ...RELAY_EXCEPTIONS },
});
