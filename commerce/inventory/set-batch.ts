import type { Types } from 'mongoose';
import { cleaned, type Plan, type Planned, planBatch, productsWithVariants, refusalOf } from '#commerce/catalog/index.js';
import { flatMapInBreaths } from '#platform/breaths.js';
import { duplicateKeyFields, isDuplicateKey } from '#platform/mongo.js';
import { type ShopContext, transaction } from '#tenants/index.js';
import { getLocation } from './locations.js';
import type { Ahead, Batch, Draft, Edit, SetOptions, SetResult } from './set-options.js';
import { resultsOf } from './set-results.js';
import { draft, edit, isChanged, writeProducts } from './set-writes.js';
import { levelsToSet, type WantedLevel } from './stock.js';

/** Tells one manner of applying items from another: what came in one is not `unchanged` in the other. */
export const mannerOf = ({ only, keep, keepEdited }: SetOptions): string =>
  only || keep?.length || keepEdited ? JSON.stringify([only, keep, keepEdited]) : '';

/** A batch that another request crossed is planned anew so often before its items go one by one. */
const MOST_CROSSED = 5;

/**
 * Plans and writes one batch in one transaction. A crossing write shows as a duplicate key: the batch is planned anew and sees it.
 * `ahead`: how it was planned before, which is taken at its word the first time.
 */
export async function setBatch(shop: ShopContext, batch: readonly Planned[], options: Batch, ahead: Ahead | null = null): Promise<void> {
  for (let crossed = 0; ; ) {
    const { plan, drafts: made } = (crossed === 0 && ahead) || { plan: await planBatch(shop, batch, options, crossed), drafts: null };
    const again = meaningTheSame(plan);
    if (again.size > 0) {
      await setBatch(
        shop,
        batch.filter((planned) => !again.has(planned)),
        { ...options, last: false },
      );
      return setBatch(
        shop,
        batch.filter((planned) => again.has(planned)),
        options,
      );
    }
    const ready = readyIn(plan, options);
    const drafts = made ?? (await draftsOf(plan, ready));
    if (drafts.length < plan.created.length) continue;
    try {
      if (await writePlan(shop, plan, drafts, ready, options)) return;
    } catch (error) {
      if (shop.session || !(isDuplicateKey(error) || error instanceof Vanished)) throw error;
      if (++crossed < MOST_CROSSED) continue;
      if (batch.length === 1) refuseDuplicate(batch[0]!, error);
      else return oneByOne(shop, batch, options);
    }
  }
}

/** What each makes that is created; fewer than these where one was refused. */
export const draftsOf = ({ created, handles }: Plan, ready: Ready): Promise<Draft[]> =>
  flatMapInBreaths(created, (planned) => refusing(planned, () => draft(planned, handles.get(planned)!, ready(planned))));

/** Items that mean a product which one before them means too, by another of its names: they see what that one made of it. */
function meaningTheSame({ updated }: Plan): Set<Planned> {
  const met = new Set<string>();
  return new Set(
    updated.filter(({ match }) => {
      const id = match!._id.toHexString();
      return met.has(id) || !met.add(id);
    }),
  );
}

async function oneByOne(shop: ShopContext, batch: readonly Planned[], options: Batch): Promise<void> {
  for (const [at, planned] of batch.entries())
    await setBatch(shop, [planned], { ...options, last: options.last && at === batch.length - 1 });
}

/** A product that was there when the batch was planned is gone. */
class Vanished extends Error {}

function refuseDuplicate(planned: Planned, error: unknown): void {
  const fields = duplicateKeyFields(error);
  const [code, field] = fields.includes('skus')
    ? ['SKU_TAKEN', 'variants']
    : fields.includes('externalId')
      ? ['EXTERNAL_ID_TAKEN', 'externalId']
      : ['HANDLE_TAKEN', 'handle'];
  planned.refusal = [{ code, message: 'Another request has just taken it: try again', field: [field] }];
}

/** Runs `make`; what the caller can mend refuses the item. */
function refusing<T>(planned: Planned, make: () => T): T[] {
  try {
    return [make()];
  } catch (error) {
    planned.refusal = refusalOf(error);
    return [];
  }
}

type Ready = (planned: Planned) => Planned['item'];

/** Sanitises each description once, outside the transaction. */
function readyIn(plan: Plan, { cleaned: isClean }: Batch): Ready {
  if (isClean) return ({ item }) => item;
  const ready = new Map([...plan.created, ...plan.updated].map((planned) => [planned, cleaned(planned.item)]));
  return (planned) => ready.get(planned)!;
}

/** False where an item was refused on the way: nothing is written then, and the batch is to be planned anew without it. */
async function writePlan(shop: ShopContext, plan: Plan, drafts: readonly Draft[], ready: Ready, options: Batch): Promise<boolean> {
  const location = drafts.length + plan.updated.length > 0 ? (await getLocation(shop))._id : null;
  const nothing = location === null;
  if (nothing && !(options.last && options.settle)) {
    for (const result of resultsOf(plan, { drafts, changed: [], edits: [], refused: [] }, options)) options.results[result.index] = result;
    return true;
  }
  const done = await transaction(shop, async (tx) => {
    const edits = await editsOf(tx, plan, ready, options);
    if (edits.length < plan.updated.length) return null;
    const { changes, refused } = nothing ? NO_LEVELS : await levelsToSet(tx, wantedLevels(location, drafts, edits));
    const changed = edits.filter((one) => isChanged(one, changes));
    if (!nothing && !options.dryRun) await writeProducts(tx, { drafts, edits, changed, lettingGo: plan.lettingGo, changes }, options);
    const results = resultsOf(plan, { drafts, changed, edits, refused }, options);
    if (options.last) await options.settle?.(tx, merged(options.results, results));
    return results;
  });
  for (const result of done ?? []) options.results[result.index] = result;
  return done !== null;
}

const NO_LEVELS: Awaited<ReturnType<typeof levelsToSet>> = { changes: [], refused: [] };

const merged = (earlier: readonly SetResult[], now: readonly SetResult[]): SetResult[] => {
  const all = [...earlier];
  for (const result of now) all[result.index] = result;
  return all;
};

/** What each update makes of its product as it is in this transaction; fewer than asked for where one was refused. */
async function editsOf(tx: ShopContext, { updated }: Plan, ready: Ready, options: Batch): Promise<Edit[]> {
  if (updated.length === 0) return [];
  const found = await productsWithVariants(
    tx,
    updated.map(({ match }) => match!._id),
  );
  const byId = new Map(found.map((product) => [product._id.toHexString(), product]));
  return updated.flatMap((planned) => {
    const before = byId.get(planned.match!._id.toHexString());
    if (!before) throw new Vanished();
    return refusing(planned, () => edit(planned, before, ready(planned), options));
  });
}

function wantedLevels(locationId: Types.ObjectId, drafts: readonly Draft[], edits: readonly Edit[]): WantedLevel[] {
  const levelsOf = ({ _id: productId }: { _id: Types.ObjectId }, stock: Draft['stock']) =>
    stock.map(({ variantId, available, was, at, opens }): WantedLevel => ({ variantId, productId, locationId, available, was, at, opens }));
  return [
    ...drafts.flatMap(({ product, stock }) => levelsOf(product, stock)),
    ...edits.flatMap(({ before, stock }) => levelsOf(before, stock)),
  ];
}
