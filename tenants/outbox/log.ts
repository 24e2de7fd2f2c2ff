import { UserError } from '#platform/errors.js';
import { type Page, type PageArgs, page } from '#platform/page.js';
import { acrossShops } from '../across-shops.js';
import { AgencyContext, type ShopContext } from '../context.js';
import { EVENT_TYPES, type EventType, type OutboxEvent, outbox } from './event.model.js';

/** Events in the order of their places, the newest first; a cursor never skips one that committed late. @throws {UserError} INVALID_INPUT */
export function listEvents(
  where: ShopContext | AgencyContext,
  { types, ...args }: PageArgs & { types?: readonly string[] | null | undefined },
): Promise<Page<OutboxEvent>> {
  const placed = { place: { $exists: true }, ...(types?.length ? { type: { $in: known(types) } } : {}) };
  const order = [['place', -1]] as const;
  if (where instanceof AgencyContext) {
    const events = acrossShops<OutboxEvent>(outbox.name, "an agency reads its shops' events");
    return page<OutboxEvent>(
      (filter, reading) => events.find({ $and: [{ agencyId: where.agencyId }, filter] }, reading),
      placed,
      order,
      args,
    );
  }
  return page<OutboxEvent>((filter, reading) => outbox.in(where).find(filter, reading), placed, order, args);
}

/** What happened to one thing, the oldest first. */
export function listEventsOf(shop: ShopContext, subject: string, args: PageArgs): Promise<Page<OutboxEvent>> {
  return page<OutboxEvent>(
    (filter, reading) => outbox.in(shop).find(filter, reading),
    { subject, type: { $in: [...EVENT_TYPES] } },
    [['_id', 1]],
    args,
  );
}

function known(types: readonly string[]): EventType[] {
  const strange = types.find((type) => !EVENT_TYPES.includes(type as EventType));
  if (strange !== undefined) throw new UserError('INVALID_INPUT', `types: there are ${EVENT_TYPES.join(', ')}`, ['types']);
  return types as EventType[];
}
