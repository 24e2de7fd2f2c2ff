import { Stripe } from 'stripe';
import type { Call } from './call.js';
import { newId, now } from './ids.js';
import type { KeptEndpoint, KeptEvent, StripeEvent } from './kept.js';
import type { Memory } from './memory.js';

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
