import { applyCallback, type CallbackEvent, callbackEvents } from '#commerce/payments/index.js';
import { config } from '#platform/config.js';
import { EXPRESS, type Lane, type OutboxEvent, outbox, type QueueName, type Source } from '#tenants/index.js';
import { react } from './reactions.js';

/** The collections whose rows make something happen. */
export const SOURCES: readonly Source[] = [
  { collection: outbox.name, handle: (shop, row) => react(shop, row as OutboxEvent) },
  { collection: callbackEvents.name, handle: (shop, row) => applyCallback(shop, row as CallbackEvent).then(() => undefined) },
];

/** How many jobs of a queue one process runs at once. They wait for MongoDB most of their time. */
export const CONCURRENCY: Readonly<Record<QueueName, number>> = {
  events: 32,
  callbacks: 100,
  imports: 2,
  media: 2,
  feeds: 4,
  notifications: 10,
};

/** Where rows of which collection go, and how many may be there at once. */
export function lanes(): Lane[] {
  const total = config().QUEUE_TOTAL;
  return [
    { queue: 'callbacks', total, sources: [callbackEvents.name] },
    { queue: 'events', total, sources: [outbox.name], express: EXPRESS },
    { queue: 'notifications', total, sources: [outbox.name] },
    // A slice of an import takes up to two seconds: few are handed, so that a newcomer waits for few.
    { queue: 'imports', total: Math.ceil(total / 32), sources: [outbox.name] },
    // A queue of their own: pictures come from slow places, and no import waits for them.
    { queue: 'media', total: Math.ceil(total / 32), sources: [outbox.name] },
    // A source may take two minutes to send a file: neither pictures nor imports wait for it, and a newcomer waits for few.
    { queue: 'feeds', total: Math.ceil(total / 128), sources: [outbox.name] },
  ];
}
