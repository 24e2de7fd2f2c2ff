import { Stripe } from 'stripe';
import { z } from 'zod';
import type { Call } from './call.js';
import { newId, now } from './ids.js';
import type { Kept, KeptEndpoint, Memory } from './memory.js';

interface StripeEvent {
  id: string;
  object: 'event';
  api_version: string;
  created: number;
  data: { object: Record<string, unknown> };
  livemode: boolean;
  pending_webhooks: number;
  request: { id: string | null; idempotency_key: string | null };
  type: string;
  /** The connected account it happened on; only in what a platform receives. */
  account?: string;
}

export interface Delivery {
  event: string;
  /** The endpoint's id; null where the sender named an address. */
  endpoint: string | null;
  url: string;
  attempt: number;
  /** The HTTP status; null when there was no answer. */
  status: number | null;
  error?: string;
}

export interface KeptEvent extends Kept<StripeEvent> {
  /** The account it happened on. */
  account: string;
  /** The newest attempts. */
  deliveries: Delivery[];
  /** What the sent event says otherwise than the truth. */
  lies: Lies;
}

/** Where the event that is sent differs from what happened: every check of a receiver can be tried. */
export const Lies = z.strictObject({
  /** Minor units. */
  amount: z.int().optional(),
  currency: z.string().optional(),
  livemode: z.boolean().optional(),
  metadata: z.record(z.string(), z.string()).optional(),
  /** The connected account that the event names. */
  account: z.string().optional(),
});
export type Lies = z.infer<typeof Lies>;

/** Writes down that something happened, with the object as it is at this moment. Sending it is `Post`'s. */
export function happened(memory: Memory, of: { owner: string }, type: string, object: { id: string }, by?: Call): KeptEvent {
  const account = of.owner.split('/').at(-1)!;
  const event: StripeEvent = {
    id: newId.event(),
    object: 'event',
    api_version: by?.version ?? Stripe.API_VERSION,
    created: now(),
    data: { object: structuredClone({ ...object }) },
    livemode: false,
    pending_webhooks: 0,
    request: { id: by?.requestId ?? null, idempotency_key: by?.idempotencyKey ?? null },
    type,
  };
  const kept = memory.events.put({ owner: of.owner, account, object: event, deliveries: [], lies: {} });
  event.pending_webhooks = receivers(memory, kept).length;
  memory.changed();
  return kept;
}

/** Whose endpoints hear of it: the account's own, and for a connected account those of its platform that were made for Connect. */
export function receivers(memory: Memory, event: KeptEvent): KeptEndpoint[] {
  const [platform, connected] = event.owner.split('/');
  return memory.endpoints
    .newestFirst()
    .filter(
      ({ owner, connect, object }) =>
        object.status === 'enabled' &&
        (connect ? connected !== undefined && owner === platform : owner === event.owner) &&
        object.enabled_events.some((wanted) => wanted === '*' || wanted === event.object.type),
    );
}

/** The bytes to sign and send, indented as Stripe's are: a receiver that parses and prints again fails on them. */
export function payloadOf(event: KeptEvent, toPlatform: boolean): string {
  const { amount, currency, livemode, metadata, account = toPlatform ? event.account : undefined } = event.lies;
  const object = { ...event.object.data.object };
  for (const field of ['amount', 'amount_received', 'amount_total', 'amount_subtotal']) {
    if (amount !== undefined && object[field]) object[field] = amount;
  }
  if (currency !== undefined) object.currency = currency;
  if (metadata) object.metadata = metadata;
  if (livemode !== undefined) object.livemode = livemode;
  const sent = { ...event.object, data: { object }, livemode: livemode ?? event.object.livemode, ...(account ? { account } : {}) };
  return JSON.stringify(sent, null, 2);
}
