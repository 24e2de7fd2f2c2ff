import type { Again, EventType, OutboxEvent, ShopContext, TaskType } from '#tenants/index.js';

/** What follows from an event, or does a task. Idempotent: two runs of one event are normal. */
export type Reaction = (shop: ShopContext, event: OutboxEvent) => Promise<void> | Promise<Again | undefined>;

/** Everything that happens because something changed. An event that is not here is written into the log and nothing more. */
export const REACTIONS: Readonly<Partial<Record<EventType | TaskType, readonly Reaction[]>>> = {};

/**
 * Runs all reactions of an event, so that one that fails holds up no other; then the event is tried again as a whole.
 * @throws what the first failed one threw
 */
export async function react(shop: ShopContext, event: OutboxEvent, table = REACTIONS): Promise<Again | undefined> {
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
