import type { Types } from 'mongoose';
import {
  cleaned,
  type MatchedBy,
  type Plan,
  type Planned,
  planBatch,
  productsWithVariants,
  type Refusal,
  refusalOf,
  type SetMode,
} from '#commerce/catalog/index.js';
import { duplicateKeyFields, isDuplicateKey } from '#platform/mongo.js';
import { type ShopContext, transaction } from '#tenants/index.js';
import { getLocation } from './locations.js';
import { type Draft, draft, type Edit, edit, isChanged, writeProducts } from './set-writes.js';
import { levelsToSet, type WantedLevel } from './stock.js';

export interface SetResult {
  /** The item's place in what was handed over. */
  index: number;
  outcome: 'created' | 'updated' | 'unchanged' | 'refused';
  /** Null where refused. */
  productId: Types.ObjectId | null;
  /** Fields are relative to the item: `['variants', '0', 'sku']`. */
  errors: readonly Refusal[];
  /** Refused by the mode alone: it is there already, or is not there. */
  passedOver?: true;
  /** What of an item that was applied did not fit all the same. */
  warnings?: readonly Refusal[];
}

export interface SetOptions {
  mode?: SetMode;
  matchBy?: readonly MatchedBy[];
  /** Of a product that exists only these fields change, `variants.price` among them. A new one takes all. */
  only?: readonly string[];
  /** Of a product that exists these fields stay as they are. */
  keep?: readonly string[];
  /** The same for the fields that a person has changed in this shop. */
  keepEdited?: boolean;
  /** A person does it: what he changes is remembered as his. */
  byHand?: boolean;
  /** Finds out what would happen, and writes nothing. */
  dryRun?: boolean;
  /** Keeps what was there before under this id, so that it can be undone: see undo.ts. */
  journal?: Types.ObjectId;
  /** `batch`: one task bears the ids of all (`products.changed`). `none`: the caller tells in his own way. */
  events?: 'each' | 'batch' | 'none';
  /** With `batch`: the task becomes one public event for each product. */
  expand?: boolean | undefined;
  /** The descriptions have been through cleanHtml. */
  cleaned?: boolean;
  /** What the ledger says of stock that changes. */
  reason?: string;
  /** Runs last in the last transaction, with all results: what must stand or fall with them. */
  settle?: (tx: ShopContext, results: readonly SetResult[]) => Promise<void>;
}

export interface Batch extends SetOptions {
  /** By index; filled as batches are done. */
  results: SetResult[];
  last: boolean;
}

/** Tells one manner of applying items from another: what came in one is not `unchanged` in the other. */
export const mannerOf = ({ only, keep, keepEdited }: SetOptions): string =>
  only || keep?.length || keepEdited ? JSON.stringify([only, keep, keepEdited]) : '';

/** A batch that another request crossed is planned anew so often before its items go one by one. */
const MOST_CROSSED = 5;

/** Plans and writes one batch in one transaction. A crossing write shows as a duplicate key: the batch is planned anew and sees it. */
export async function setBatch(shop: ShopContext, batch: readonly Planned[], options: Batch): Promise<void> {
  for (let crossed = 0; ; ) {
    const plan = await planBatch(shop, batch, options, crossed);
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
    const drafts = plan.created.flatMap((planned) => refusing(planned, () => draft(planned, plan.handles.get(planned)!, ready(planned))));
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
    for (const result of resultsOf(plan, drafts, [], [], options)) options.results[result.index] = result;
    return true;
  }
  const done = await transaction(shop, async (tx) => {
    const edits = await editsOf(tx, plan, ready, options);
    if (edits.length < plan.updated.length) return null;
    const { changes, refused } = nothing ? NO_LEVELS : await levelsToSet(tx, wantedLevels(location, drafts, edits));
    const changed = edits.filter((one) => isChanged(one, changes));
    if (!nothing && !options.dryRun) await writeProducts(tx, { drafts, edits, changed, lettingGo: plan.lettingGo, changes }, options);
    const results = resultsOf(plan, drafts, changed, refused, options);
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

function wantedLevels(location: Types.ObjectId, drafts: readonly Draft[], edits: readonly Edit[]): WantedLevel[] {
  return [
    ...drafts.map(({ product, stock }) => ({ product, stock })),
    ...edits.map(({ before, stock }) => ({ product: before, stock })),
  ].flatMap(({ product, stock }) => stock.map((level) => ({ ...level, productId: product._id, locationId: location })));
}

function resultsOf(
  plan: Plan,
  drafts: readonly Draft[],
  changed: readonly Edit[],
  levels: Awaited<ReturnType<typeof levelsToSet>>['refused'],
  { mode }: Batch,
): SetResult[] {
  const edited = new Set(changed.map(({ planned }) => planned));
  const stayed = [...plan.unchanged, ...plan.updated.filter((planned) => !edited.has(planned))];
  const warned = new Map<string, Refusal[]>();
  for (const level of levels) {
    const key = level.productId.toHexString();
    warned.set(key, [...(warned.get(key) ?? []), tooFew(level)]);
  }
  const result = (planned: Planned, outcome: SetResult['outcome'], id: Types.ObjectId | null): SetResult => {
    const warnings = id && warned.get(id.toHexString());
    const isOver = outcome === 'refused' && ((mode === 'create' && planned.match) || (mode === 'update' && !planned.match));
    return {
      index: planned.index,
      outcome,
      productId: id,
      errors: planned.refusal ?? [],
      ...(isOver ? { passedOver: true } : {}),
      ...(warnings ? { warnings } : {}),
    };
  };
  return [
    ...drafts.map(({ planned, product }) => result(planned, 'created', product._id)),
    ...changed.map(({ planned, before }) => result(planned, 'updated', before._id)),
    ...stayed.map((planned) => result(planned, 'unchanged', planned.match!._id)),
    ...plan.refused.map((planned) => result(planned, 'refused', null)),
  ];
}

const tooFew = ({ available, was, left, at }: Awaited<ReturnType<typeof levelsToSet>>['refused'][number]): Refusal => ({
  code: 'CHANGED_MEANWHILE',
  message: `Only ${left} are left by now: ${was! - available} cannot be taken away. Count again and set how many there are`,
  field: ['variants', String(at), 'available'],
});
