import { productId, products } from '#commerce/catalog/index.js';
import { type EventType, emit, note, type OutboxEvent, outbox, plan, type ShopContext, transaction } from '#tenants/index.js';

interface Changed {
  created?: string[];
  updated?: string[];
  removed?: string[];
}

/** Writes down in one row which products a batch has changed. `expand`: each of them becomes a public event of its own, by and by. */
export async function tellBatch(tx: ShopContext, ids: Changed, expand = false): Promise<void> {
  const { created = [], updated = [], removed = [] } = ids;
  if (created.length + updated.length + removed.length === 0) return;
  const task = { type: 'products.changed', queue: 'events' } as const;
  if (expand) await plan(tx, { ...task, data: { ...ids, expand } });
  else await note(tx, { ...task, data: { ...ids } });
}

/**
 * `products.changed`: becomes a public event for each product, where whoever changed them asked for that. The row is claimed in the
 * transaction that writes the events, so a second run writes none.
 */
export async function tellEachProduct(shop: ShopContext, { _id, data }: Pick<OutboxEvent, '_id' | 'data'>): Promise<void> {
  if (!data.expand) return;
  const { created = [], updated = [], removed = [] } = data as Changed;
  await transaction(shop, async (tx) => {
    if (!(await outbox.in(tx).set({ _id, 'data.expand': true }, { $unset: { 'data.expand': 1 } }))) return;
    const ids = [...created, ...updated].map((id) => productId.decode(id));
    const there = await products.in(tx).find({ _id: { $in: ids } }, { fields: ['handle'] });
    const handles = new Map<string, string>(there.map((product) => [productId.encode(product._id), product.handle]));
    const events = (type: EventType, subjects: readonly string[]) =>
      subjects.map((subject) => ({ type, subject, ...(handles.has(subject) ? { data: { handle: handles.get(subject)! } } : {}) }));
    await emit(tx, ...events('product.created', created), ...events('product.updated', updated), ...events('product.deleted', removed));
  });
}
