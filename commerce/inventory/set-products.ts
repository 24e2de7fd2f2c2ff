import {
  checkReferences,
  type Fresh,
  identitiesOf,
  type Planned,
  planBatch,
  planned,
  type ReadProduct,
  refusalOf,
  SetProduct,
} from '#commerce/catalog/index.js';
import type { ShopContext } from '#tenants/index.js';
import { draftsOf, mannerOf, setBatch } from './set-batch.js';
import type { Ahead, SetOptions, SetResult } from './set-options.js';

const MOST_A_BATCH = 500;
/** Of descriptions in one transaction, and of variants: a batch of long ones is split. */
const MOST_BATCH_CHARACTERS = 8_000_000;
const MOST_BATCH_VARIANTS = 5000;

/**
 * Makes or changes products and their stock, each found by (source, externalId), then by handle. An item that equals the last one applied
 * to its product is `unchanged` and writes nothing, its stock included: what was sold since stays sold. One that cannot be applied is
 * `refused` and spoils no other.
 * Product, stock, ledger and events of a batch stand in one transaction, so a process that dies leaves whole batches behind it, and the same
 * call again completes the rest.
 */
export const setProducts = (shop: ShopContext, items: readonly SetProduct[], options: SetOptions = {}): Promise<SetResult[]> =>
  setAll(shop, items, (item) => SetProduct.parse(item), options);

/** The same for items of any form, each read by `read`; what it throws refuses its item alone. */
export async function setAll<Item>(
  shop: ShopContext,
  items: readonly Item[],
  read: (item: Item) => ReadProduct,
  options: SetOptions = {},
): Promise<SetResult[]> {
  const manner = mannerOf(options);
  return setPlanned(shop, items, (item, index) => planned(index, read(item), null, manner), options);
}

/** The same for items whose products `planOf` may name. No two of them mean one product by its id. */
export async function setPlanned<Item>(
  shop: ShopContext,
  items: readonly Item[],
  planOf: (item: Item, index: number) => Planned,
  options: SetOptions,
): Promise<SetResult[]> {
  const results: SetResult[] = [];
  let waiting: Planned[] = [];
  for (const [index, item] of items.entries()) {
    try {
      waiting.push(planOf(item, index));
    } catch (error) {
      results[index] = { index, outcome: 'refused', productId: null, errors: refusalOf(error) };
    }
  }
  const refused = await checkReferences(
    shop,
    waiting.map(({ item }) => item),
    { toBeMade: options.dryRun ?? false },
  );
  for (const [at, errors] of refused) {
    const { index } = waiting[at]!;
    results[index] = { index, outcome: 'refused', productId: null, errors };
  }
  if (refused.size > 0) waiting = waiting.filter((_, at) => !refused.has(at));
  if (waiting.length === 0) await options.settle?.(shop, results);
  while (waiting.length > 0) {
    const { batch, rest } = nextBatch(waiting, options);
    await setBatch(shop, batch, { ...options, results, last: rest.length === 0 });
    waiting = rest;
  }
  return results;
}

/** What an importer has read and checked, descriptions cleaned. */
export interface CheckedItem {
  item: SetProduct;
  /** Of the words that it came in; null where some were left out on the way. */
  digest: string | null;
  /**
   * What `item` makes where no product is there. Given only where none had a name of it a moment ago by which it would be found: it is not
   * looked for again, and one that came since shows as a duplicate key.
   */
  fresh?: Fresh | undefined;
}

/** As setProducts, for items that were checked before, once for all shops that they go into. `ahead`: what planAhead made of them. */
export async function setChecked(
  shop: ShopContext,
  items: readonly CheckedItem[],
  options: SetOptions,
  ahead: Ahead | null = null,
): Promise<SetResult[]> {
  // What they name may be gone since.
  const stands = ahead && (await allReferred(shop, ahead.plan.created));
  if (!stands) return setPlanned(shop, items, planIn(options), options);
  const results: SetResult[] = [];
  await setBatch(shop, ahead.plan.created, { ...options, results, last: true }, ahead);
  return results;
}

/**
 * Does all of setChecked that comes before its transaction, while another is still under way. Null where that is for its own moment to
 * decide: unless all items are new to the shop, fit, and go in at once. A name that one of them loses meanwhile shows as a duplicate key.
 */
export async function planAhead(shop: ShopContext, items: readonly CheckedItem[], options: SetOptions): Promise<Ahead | null> {
  if (options.dryRun || items.length === 0 || !items.every(({ fresh }) => fresh)) return null;
  const wanted = plannedOf(items, options);
  if (!wanted) return null;
  // Handles that are made depend on those of the part before.
  if (wanted.some(({ handle }) => handle === null)) return null;
  if (!(await allReferred(shop, wanted)) || nextBatch(wanted, options).rest.length > 0) return null;
  const plan = await planBatch(shop, wanted, options, 0);
  const drafts = await draftsOf(plan, ({ item }) => item);
  return drafts.length === items.length ? { plan, drafts } : null;
}

const allReferred = async (shop: ShopContext, plans: readonly Planned[]): Promise<boolean> =>
  (
    await checkReferences(
      shop,
      plans.map(({ item }) => item),
    )
  ).size === 0;

/** Null where one cannot be applied, which is told where it is written. */
function plannedOf(items: readonly CheckedItem[], options: SetOptions): Planned[] | null {
  try {
    return items.map(planIn(options));
  } catch (error) {
    refusalOf(error);
    return null;
  }
}

/** @throws {UserError} as `planned` */
const planIn = (options: SetOptions) => {
  const manner = mannerOf(options);
  return ({ item, digest, fresh }: CheckedItem, index: number): Planned => {
    const plan = planned(index, item as ReadProduct, null, manner, digest ?? undefined);
    plan.fresh = fresh;
    return plan;
  };
};

/** As many as one transaction bears. Items that mean the same product go one after the other, as if they had come in two calls. */
function nextBatch(waiting: readonly Planned[], { mode, matchBy }: SetOptions): { batch: Planned[]; rest: Planned[] } {
  const [batch, rest]: [Planned[], Planned[]] = [[], []];
  const met = new Set<string>();
  let [characters, variants] = [0, 0];
  for (const plan of waiting) {
    const identities = mode === 'create' ? [] : identitiesOf(plan, matchBy);
    const full = batch.length >= MOST_A_BATCH || characters > MOST_BATCH_CHARACTERS || variants > MOST_BATCH_VARIANTS;
    if (full || identities.some((identity) => met.has(identity))) rest.push(plan);
    else {
      batch.push(plan);
      characters += plan.item.descriptionHtml?.length ?? 0;
      variants += plan.item.variants?.length ?? 0;
    }
    for (const identity of identities) met.add(identity);
  }
  return { batch, rest };
}
