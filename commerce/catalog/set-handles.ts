import type { ShopContext } from '#tenants/index.js';
import { freeHandle, handleStyle, numbered, slugOfTitle } from './handles.js';
import { type Product, products } from './product.model.js';

/** Of an item on its way to a product, what names it. */
interface Named {
  /** Made fit for an address; null: one is made from the title. */
  handle: string | null;
  item: { title?: string | undefined };
}

/** The handle that an item should have. */
export type WantedHandle = (plan: Named) => string;

/** The handle of each item: its own, or the one that the shop makes of its title. */
export async function handlesWanted(shop: ShopContext, batch: readonly Named[]): Promise<WantedHandle> {
  const style = await handleStyle(
    shop,
    batch.flatMap(({ handle, item }) => (handle === null && item.title) || []),
  );
  return ({ handle, item }) => handle ?? (slugOfTitle(item.title ?? '', style) || 'product');
}

/** Given handles are taken as they are; made ones step aside for whatever is at theirs. */
export async function handlesOf<Plan extends Named>(
  shop: ShopContext,
  created: readonly Plan[],
  taken: Set<string>,
  wantedHandle: WantedHandle,
  contested: boolean,
): Promise<Map<Plan, string>> {
  const made = created.filter(({ handle }) => handle === null);
  const crowded = new Set<string>();
  const seen = new Set<string>(taken);
  for (const plan of made) {
    const base = wantedHandle(plan);
    if (seen.has(base)) crowded.add(base);
    seen.add(base);
  }
  if (crowded.size > 0) {
    const there = await products.in(shop).find({ handle: { $in: [...crowded].flatMap(numbered) } }, { fields: ['handle'] });
    for (const { handle } of there) taken.add(handle);
  }
  const handles = new Map<Plan, string>();
  for (const plan of created) {
    const handle =
      plan.handle ?? freeHandle(wantedHandle(plan), (candidate) => taken.has(candidate), contested && crowded.has(wantedHandle(plan)));
    taken.add(handle);
    handles.set(plan, handle);
  }
  return handles;
}

/** What of products that exist is to stay: all but `only`, and `keep`, and what people have edited. */
export interface Keeping {
  only?: readonly string[];
  keep?: readonly string[];
  keepEdited?: boolean;
}

/** Whatever handle an item brings: its product, being there already, does not move to it. */
export const staysAtHandle = ({ edited }: Pick<Product, 'edited'>, { only, keep, keepEdited }: Keeping): boolean =>
  only?.includes('handle') === false || keep?.includes('handle') === true || (keepEdited === true && edited.includes('handle'));
