import type { Stripe } from 'stripe';
import { z } from 'zod';
import { type Call, invalid, Metadata, missing, read } from './call.js';
import type { House } from './house.js';
import { newId, now } from './ids.js';
import type { KeptEndpoint } from './kept.js';
import type { Memory } from './memory.js';

const EndpointUrl = z.url({ protocol: /^https?$/, error: 'Invalid URL: An explicit scheme (such as https) must be provided' });

const NewEndpoint = z.object({
  url: EndpointUrl,
  enabled_events: z.array(z.string()).min(1),
  api_version: z.string().nullable().default(null),
  connect: z.stringbool().default(false),
  description: z.string().nullable().default(null),
  metadata: Metadata.default({}),
});

const EndpointChange = z.object({
  url: EndpointUrl.optional(),
  enabled_events: z.array(z.string()).min(1).optional(),
  description: z.string().optional(),
  disabled: z.stringbool().optional(),
  metadata: Metadata.optional(),
});

/** Stripe's own bound, for each account and mode. */
const MOST = 16;

/** The secret is in this answer and in no later one. */
export function createEndpoint({ memory }: House, call: Call, skeleton: Stripe.WebhookEndpoint): Stripe.WebhookEndpoint {
  const { connect, ...given } = read(NewEndpoint, call.params);
  if (memory.endpoints.newestFirst().filter(({ owner }) => owner === call.owner).length >= MOST) {
    throw invalid(`You have reached the maximum of ${MOST} test webhook endpoints.`);
  }
  const object = { ...skeleton, ...given, id: newId.endpoint(), created: now(), livemode: false, status: 'enabled' };
  const { secret } = keepEndpoint(memory, { owner: call.owner, object, connect, secret: newId.signingSecret() });
  return { ...object, secret };
}

export function keepEndpoint(memory: Memory, endpoint: KeptEndpoint): KeptEndpoint {
  memory.endpoints.put(endpoint);
  memory.changed();
  return endpoint;
}

/** @throws {Refusal} 404 for another account's too */
export function findEndpoint(memory: Memory, { owner, id }: Call): KeptEndpoint {
  const kept = memory.endpoints.find(id);
  if (kept?.owner !== owner) throw missing('webhook endpoint', id, 'webhook_endpoint');
  return kept;
}

export function updateEndpoint({ memory }: House, call: Call): Stripe.WebhookEndpoint {
  const { object } = findEndpoint(memory, call);
  const { disabled, ...change } = read(EndpointChange, call.params);
  Object.assign(object, change, disabled === undefined ? {} : { status: disabled ? 'disabled' : 'enabled' });
  memory.changed();
  return object;
}

export function deleteEndpoint({ memory }: House, call: Call): object {
  const { object } = findEndpoint(memory, call);
  memory.endpoints.remove(object.id);
  memory.changed();
  return { id: object.id, object: 'webhook_endpoint', deleted: true };
}
