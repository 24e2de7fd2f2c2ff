import { config } from '#platform/config.js';
import { type Lane, type OutboxEvent, outbox, type QueueName, type Source } from '#tenants/index.js';
import { react } from './reactions.js';

/** The collections whose rows make something happen. */
export const SOURCES: readonly Source[] = [{ collection: outbox.name, handle: (shop, row) => react(shop, row as OutboxEvent) }];

/** How many jobs of a queue one process runs at once. */
export const CONCURRENCY: Readonly<Record<QueueName, number>> = { events: 50, callbacks: 50, imports: 2, notifications: 10 };

/** Where rows of which collection go, and how many may be there at once. */
export function lanes(): Lane[] {
  const total = config().QUEUE_TOTAL;
  const events = [outbox.name];
  return [
    { queue: 'callbacks', total, sources: events },
    { queue: 'events', total, sources: events },
    { queue: 'notifications', total, sources: events },
    // A slice of an import takes up to two seconds: few are handed, so that a newcomer waits for few.
    { queue: 'imports', total: Math.ceil(total / 32), sources: events },
  ];
}
