import { Types } from 'mongoose';
import {
  cleaned,
  derived,
  type GivenStock,
  type Merged,
  merge,
  type Plan,
  type Planned,
  type Product,
  type ProductContent,
  planBatch,
  productId,
  products,
  type Refusal,
  refusalOf,
  sameContent,
} from '#commerce/catalog/index.js';
import { duplicateKeyFields, isDuplicateKey } from '#platform/mongo.js';
import { emit, type New, type ShopContext, transaction } from '#tenants/index.js';
import { levels } from './level.model.js';
import { getLocation } from './locations.js';
import { type LevelChange, levelsToSet, setLevels, type WantedLevel } from './stock.js';

export interface SetResult {
  /** The item's place in what was handed over. */
  index: number;
  outcome: 'created' | 'updated' | 'unchanged' | 'refused';
  /** Null where refused. */
  productId: Types.ObjectId | null;
  /** Fields are relative to the item: `['variants', '0', 'sku']`. */
  errors: readonly Refusal[];
}

export interface SetOptions {
  /** `create`: what exists already is refused. */
  mode?: 'upsert' | 'create';
  /** `none`: the caller tells of the whole batch with an event of his own. */
  events?: 'each' | 'none';
  /** The descriptions have been through cleanHtml. */
  cleaned?: boolean;
  /** What the ledger says of stock that changes. */
  reason?: string;
  /** Runs last in the last transaction, with all results: what must stand or fall with them. */
  settle?: (tx: ShopContext, results: readonly SetResult[]) => Promise<void>;
}

interface Batch extends SetOptions {
  /** By index; filled as batches are done. */
  results: SetResult[];
  last: boolean;
}

/** A batch that another request crossed is planned anew so often before its items go one by one. */
const MOST_CROSSED = 5;

/** Plans and writes one batch in one transaction. A crossing write shows as a duplicate key: the batch is planned anew and sees it. */
export async function setBatch(shop: ShopContext, batch: readonly Planned[], options: Batch): Promise<void> {
  for (let crossed = 0; ; ) {
    const plan = await planBatch(shop, batch, options.mode ?? 'upsert', crossed);
    const ready = readyIn(plan, options);
    const drafts = plan.created.flatMap((planned) => refusing(planned, () => draft(planned, plan, ready)));
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

interface Draft {
  planned: Planned;
  product: New<Product, 'shopId'> & { _id: Types.ObjectId };
  stock: GivenStock[];
}

function draft(planned: Planned, plan: Plan, ready: Ready): Draft {
  const { content, stock } = merge(null, ready(planned));
  const { source, externalId } = planned.item;
  const { skus, ...rest } = derived(content);
  const now = new Date();
  return {
    planned,
    stock,
    product: {
      _id: new Types.ObjectId(),
      ...(externalId ? { source: source!, externalId } : {}),
      handle: plan.handles.get(planned)!,
      ...content,
      ...(skus ? { skus } : {}),
      ...rest,
      contentHash: planned.hash,
      createdAt: now,
      updatedAt: now,
    },
  };
}

interface Edit extends Merged {
  planned: Planned;
  before: Product;
}

/** False where an item was refused on the way: nothing is written then, and the batch is to be planned anew without it. */
async function writePlan(shop: ShopContext, plan: Plan, drafts: readonly Draft[], ready: Ready, options: Batch): Promise<boolean> {
  const location = drafts.length + plan.updated.length > 0 ? (await getLocation(shop))._id : null;
  const nothing = location === null;
  if (nothing && !(options.last && options.settle)) {
    for (const result of resultsOf(plan, drafts, [])) options.results[result.index] = result;
    return true;
  }
  const done = await transaction(shop, async (tx) => {
    const edits = await editsOf(tx, plan, ready);
    if (edits.length < plan.updated.length) return null;
    const changes = nothing ? [] : await levelsToSet(tx, wantedLevels(location, drafts, edits));
    const changed = edits.filter((edit) => isChanged(edit, changes));
    await setLevels(tx, changes, options.reason ?? 'Set with its product');
    await letGo(tx, plan);
    await products.in(tx).insertMany(drafts.map(({ product }) => product));
    await products.in(tx).bulkWrite(changed.map(writeOf));
    await removeLevels(tx, changed);
    const results = resultsOf(plan, drafts, changed);
    if (options.events !== 'none') await emitEach(tx, drafts, changed);
    if (options.last) await options.settle?.(tx, merged(options.results, results));
    return results;
  });
  for (const result of done ?? []) options.results[result.index] = result;
  return done !== null;
}

const merged = (earlier: readonly SetResult[], now: readonly SetResult[]): SetResult[] => {
  const all = [...earlier];
  for (const result of now) all[result.index] = result;
  return all;
};

/** What each update makes of its product as it is in this transaction; fewer than asked for where one was refused. */
async function editsOf(tx: ShopContext, { updated }: Plan, ready: Ready): Promise<Edit[]> {
  if (updated.length === 0) return [];
  const found = await products.in(tx).find({ _id: { $in: updated.map(({ match }) => match!._id) } });
  const byId = new Map(found.map((product) => [product._id.toHexString(), product]));
  return updated.flatMap((planned) => {
    const before = byId.get(planned.match!._id.toHexString());
    if (!before) throw new Vanished();
    return refusing(planned, () => ({ planned, before, ...merge(before, ready(planned)) }));
  });
}

function wantedLevels(location: Types.ObjectId, drafts: readonly Draft[], edits: readonly Edit[]): WantedLevel[] {
  const wanted = (product: Types.ObjectId, stock: readonly GivenStock[]) =>
    stock.map((level) => ({ ...level, productId: product, locationId: location }));
  return [
    ...drafts.flatMap(({ product, stock }) => wanted(product._id, stock)),
    ...edits.flatMap(({ before, stock }) => wanted(before._id, stock)),
  ];
}

const isChanged = ({ planned, before, content }: Edit, changes: readonly LevelChange[]): boolean =>
  !sameContent(before, content) ||
  (planned.handle !== null && planned.handle !== before.handle) ||
  adopts(planned, before) ||
  changes.some(({ productId: changed }) => changed.equals(before._id));

/** A product that was made here and is now known to come from a source. The first source that names a product stays. */
const adopts = ({ item }: Planned, before: Product): boolean => item.externalId !== undefined && before.externalId === undefined;

/** Before others take them. */
async function letGo(tx: ShopContext, { lettingGo }: Plan): Promise<void> {
  await products
    .in(tx)
    .bulkWrite(lettingGo.map((_id) => ({ update: { _id }, change: { $set: { handle: `~${_id.toHexString()}` }, $unset: { skus: 1 } } })));
}

function writeOf({ planned, before, content }: Edit) {
  const { skus, ...rest } = derived(content);
  const { source, externalId } = planned.item;
  const set: Partial<Product> = {
    ...content,
    ...rest,
    handle: planned.handle ?? before.handle,
    ...(adopts(planned, before) ? { source: source!, externalId: externalId! } : {}),
    ...(skus ? { skus } : {}),
    contentHash: planned.target ? null : planned.hash,
    updatedAt: new Date(),
  };
  return { update: { _id: before._id }, change: { $set: set, ...(skus ? {} : { $unset: { skus: 1 as const } }) } };
}

/** The stock of variants that are no more. */
async function removeLevels(tx: ShopContext, changed: readonly Edit[]): Promise<void> {
  const ids = (variants: ProductContent['variants']) => variants.map(({ id }) => id.toHexString());
  const gone = changed.flatMap(({ before, content }) => {
    const kept = new Set(ids(content.variants));
    return ids(before.variants).filter((id) => !kept.has(id));
  });
  if (gone.length > 0) await levels.in(tx).removeMany({ variantId: { $in: gone.map((id) => new Types.ObjectId(id)) } });
}

async function emitEach(tx: ShopContext, drafts: readonly Draft[], changed: readonly Edit[]): Promise<void> {
  const events = [
    ...drafts.map(({ product }) => ({
      type: 'product.created' as const,
      subject: productId.encode(product._id),
      data: { handle: product.handle },
    })),
    ...changed.map(({ planned, before }) => ({
      type: 'product.updated' as const,
      subject: productId.encode(before._id),
      data: { handle: planned.handle ?? before.handle },
    })),
  ];
  if (events.length > 0) await emit(tx, ...events);
}

function resultsOf(plan: Plan, drafts: readonly Draft[], changed: readonly Edit[]): SetResult[] {
  const edited = new Set(changed.map(({ planned }) => planned));
  const stayed = [...plan.unchanged, ...plan.updated.filter((planned) => !edited.has(planned))];
  const result = (planned: Planned, outcome: SetResult['outcome'], id: Types.ObjectId | null): SetResult => ({
    index: planned.index,
    outcome,
    productId: id,
    errors: planned.refusal ?? [],
  });
  return [
    ...drafts.map(({ planned, product }) => result(planned, 'created', product._id)),
    ...changed.map(({ planned, before }) => result(planned, 'updated', before._id)),
    ...stayed.map((planned) => result(planned, 'unchanged', planned.match!._id)),
    ...plan.refused.map((planned) => result(planned, 'refused', null)),
  ];
}
