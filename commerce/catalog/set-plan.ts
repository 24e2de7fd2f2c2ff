import { hash } from 'node:crypto';
import type { Types } from 'mongoose';
import { z } from 'zod';
import { UserError } from '#platform/errors.js';
import type { ShopContext } from '#tenants/index.js';
import type { Fresh } from './product.content.js';
import type { ReadProduct } from './product.input.js';
import { type Product, products } from './product.model.js';
import { handlesOf, handlesWanted, type Keeping, staysAtHandle, type WantedHandle } from './set-handles.js';
import { externalKey, hashIn, type MatchedBy, USUAL_MATCH } from './set-met.js';
import { slug } from './slug.js';

/** What must be known of a product to tell whether an item means it, and what it holds that others may not. */
type Known = Pick<Product, '_id' | 'shopId' | 'source' | 'externalId' | 'handle' | 'skus' | 'contentHash' | 'edited'>;
const KNOWN = ['source', 'externalId', 'handle', 'skus', 'contentHash', 'edited'] as const;

/** One item on its way to a product. */
export interface Planned {
  index: number;
  item: ReadProduct;
  /** Digest of the item as it came. */
  hash: string;
  /** What it makes where no product is there. Found out before, where no product had any of its names a moment ago. */
  fresh?: Fresh | undefined;
  /** Made fit for an address; null: one is made from the title. */
  handle: string | null;
  skus: readonly string[];
  /** The product that is meant, where the caller named it. */
  target: Types.ObjectId | null;
  match: Known | null;
  refusal: Refusal[] | null;
  /** Refused because of what another has: to be judged again should the batch be planned anew. */
  beaten: boolean;
}

export interface Refusal {
  code: string;
  message: string;
  field: readonly string[];
}

/** @throws whatever is not the caller's to mend */
export function refusalOf(error: unknown): Refusal[] {
  if (error instanceof UserError) return [{ code: error.code, message: error.message, field: error.field }];
  if (!(error instanceof z.ZodError)) throw error;
  return error.issues.map(({ path, message }) => {
    const field = path.map(String);
    return { code: 'INVALID_INPUT', message: `${field.join('.') || 'product'}: ${message}`, field };
  });
}

/**
 * `manner`: how items are applied where that is not plainly; the same item in another manner is another item. `digest`: of the item's words,
 * where that is known.
 * @throws {UserError} INVALID_INPUT for a handle without a letter or digit
 */
export function planned(index: number, item: ReadProduct, target: Types.ObjectId | null = null, manner = '', digest?: string): Planned {
  const handle = item.handle === undefined ? null : slug(item.handle);
  if (handle === '') throw new UserError('INVALID_INPUT', 'handle: takes letters and digits, joined by hyphens', ['handle']);
  const skus = (item.variants ?? []).flatMap(({ sku }) => sku || []);
  // zod answers the fields in one order, whatever order they came in.
  return {
    index,
    item,
    fresh: undefined,
    hash: hashIn(digest ?? hash('sha1', JSON.stringify(item), 'base64'), manner),
    handle,
    skus,
    target,
    match: null,
    refusal: null,
    beaten: false,
  };
}

/** What two items of one product have in common. */
export const identitiesOf = ({ item, handle, skus }: Planned, by: readonly MatchedBy[] = USUAL_MATCH): string[] => [
  ...[externalKey(item), handle].flatMap((identity) => identity ?? []),
  ...(by.includes('SKU') ? skus.map((sku) => `sku\n${sku}`) : []),
];

/** `create`: what exists already is refused; `update`: what does not exist is. */
export type SetMode = 'upsert' | 'create' | 'update';

/** How a batch is planned. `matchBy`: the first name that finds one decides. */
interface Planning extends Keeping {
  mode?: SetMode;
  matchBy?: readonly MatchedBy[];
  /** No unique index will tell what this does not find. */
  dryRun?: boolean;
}

export interface Plan {
  created: Planned[];
  updated: Planned[];
  unchanged: Planned[];
  refused: Planned[];
  /** The handle of each that is created, made or given. */
  handles: Map<Planned, string>;
  /** Products that give up a SKU or handle which another of the batch takes: they let go first. */
  lettingGo: Types.ObjectId[];
}

/**
 * Decides what becomes of each item of a batch whose identities differ. Reads only keys; what other requests do meanwhile is held by the
 * unique indexes, and then the batch is planned anew. So is what a moment ago was not there (`fresh`), and SKUs that others have where they
 * name no products: who has them is read only once the batch was `crossed`, since hardly any meets one.
 */
export async function planBatch(
  shop: ShopContext,
  batch: readonly Planned[],
  { mode = 'upsert', matchBy = USUAL_MATCH, dryRun = false, ...keeping }: Planning,
  crossed: number,
): Promise<Plan> {
  const wantedHandle = await handlesWanted(shop, batch);
  const again = crossed > 0 || shop.session !== null || dryRun;
  const known = await readKnown(shop, batch, wantedHandle, { again, bySku: matchBy.includes('SKU') });
  for (const plan of batch) {
    if (plan.beaten) plan.refusal = null;
    plan.beaten = false;
  }
  const plans = batch.filter((plan) => !plan.refusal);
  const named = new Set(matchBy.includes('EXTERNAL_ID') ? plans.flatMap((plan) => foundBy('EXTERNAL_ID', plan, known) ?? []) : []);
  for (const plan of plans) {
    plan.match = matchOf(plan, known, matchBy, named);
    if (plan.match && mode === 'create') refuse(plan, ...existsAlready(plan, plan.match));
    else if (!plan.match && mode === 'update') refuse(plan, ...existsNot(plan));
    else if (plan.target && !plan.match) refuse(plan, 'NOT_FOUND', 'The product does not exist', ['product']);
    else if (!plan.match && !plan.item.title) refuse(plan, 'INVALID_INPUT', 'title: is missing', ['title']);
  }
  const isUnchanged = (plan: Planned) => !plan.target && plan.match !== null && plan.match.contentHash === plan.hash;
  const changing = plans.filter((plan) => !plan.refusal && !isUnchanged(plan));
  const lettingGo = refuseTaken(changing, known, ({ match, handle }) => (match && staysAtHandle(match, keeping) ? null : handle));
  const accepted = changing.filter((plan) => !plan.refusal);
  const created = accepted.filter(({ match }) => !match);
  return {
    created,
    updated: accepted.filter(({ match }) => match),
    unchanged: plans.filter((plan) => !plan.refusal && isUnchanged(plan)),
    refused: batch.filter(({ refusal }) => refusal),
    handles: await handlesOf(shop, created, takenBy(known, accepted), wantedHandle, crossed > 1),
    lettingGo,
  };
}

interface KnownProducts {
  byId: Map<string, Known>;
  byExternal: Map<string, Known>;
  byHandle: Map<string, Known>;
  bySku: Map<string, Known>;
}

/**
 * Most of a catalog that comes again is unchanged: what an id finds as it was needs no look at handles and SKUs.
 * `again`: nothing that was found out before is trusted. `bySku`: SKUs name products.
 */
async function readKnown(
  shop: ShopContext,
  batch: readonly Planned[],
  wantedHandle: WantedHandle,
  { again, bySku }: { again: boolean; bySku: boolean },
): Promise<KnownProducts> {
  const documents = products.in(shop);
  const known: KnownProducts = { byId: new Map(), byExternal: new Map(), byHandle: new Map(), bySku: new Map() };
  const doubted = again ? batch : batch.filter(({ fresh, handle }) => !fresh || handle === null);
  const read = async (field: '_id' | 'externalId' | 'handle' | 'skus', values: readonly unknown[]) => {
    if (values.length === 0) return;
    for (const product of await documents.find({ [field]: { $in: values } }, { fields: KNOWN })) {
      known.byId.set(product._id.toHexString(), product);
      known.byHandle.set(product.handle, product);
      if (product.externalId) known.byExternal.set(externalKey(product)!, product);
      for (const sku of product.skus ?? []) known.bySku.set(sku, product);
    }
  };
  await read(
    '_id',
    batch.flatMap(({ target }) => target ?? []),
  );
  await read(
    'externalId',
    doubted.flatMap(({ item }) => item.externalId ?? []),
  );
  const changed = ({ item, hash: came }: Planned) => !item.externalId || known.byExternal.get(externalKey(item)!)?.contentHash !== came;
  const rest = doubted.filter(changed);
  await read('handle', rest.map(wantedHandle));
  if (again || bySku) {
    await read(
      'skus',
      rest.flatMap(({ skus }) => skus),
    );
  }
  return known;
}

/** `named`: the products that items of the batch name by their ids elsewhere. */
function matchOf(plan: Planned, known: KnownProducts, by: readonly MatchedBy[], named: ReadonlySet<Known>): Known | null {
  if (plan.target) return known.byId.get(plan.target.toHexString()) ?? null;
  for (const name of by) {
    const match = foundBy(name, plan, known, named);
    if (match) return match;
  }
  return null;
}

function foundBy(
  name: MatchedBy,
  { item, handle, skus }: Planned,
  { byExternal, byHandle, bySku }: KnownProducts,
  named: ReadonlySet<Known> = new Set(),
): Known | undefined {
  const key = externalKey(item);
  if (name === 'EXTERNAL_ID') return key ? byExternal.get(key) : undefined;
  const found = name === 'HANDLE' ? (handle ? byHandle.get(handle) : undefined) : onlyOne(skus.flatMap((sku) => bySku.get(sku) ?? []));
  // Where handles are ids, as Shopify's files have it, a product that moved in the shop is the one at its handle.
  if (name === 'HANDLE' && found && item.externalId === item.handle && !named.has(found)) return found;
  // Under this name stands another product of the same source: not the one that is meant.
  return found && item.externalId && found.externalId && found.source === item.source ? undefined : found;
}

/** SKUs of several products mean none of them. */
const onlyOne = (found: readonly Known[]): Known | undefined =>
  new Set(found.map(({ _id }) => _id.toHexString())).size === 1 ? found[0] : undefined;

function existsNot({ item, handle, skus }: Planned): [string, string, string[]] {
  const [name, field] = item.externalId
    ? [`${item.externalId} of ${item.source}`, 'externalId']
    : handle
      ? [`at ${handle}`, 'handle']
      : [`with the SKU ${skus[0] ?? ''}`, 'variants'];
  return ['NOT_FOUND', `The shop has no product ${name}, and this import makes no new ones`, [field]];
}

function existsAlready({ item }: Planned, match: Known): [string, string, string[]] {
  return item.externalId && match.externalId === item.externalId && match.source === item.source
    ? ['EXTERNAL_ID_TAKEN', `The product ${item.externalId} of ${item.source} exists already`, ['externalId']]
    : ['HANDLE_TAKEN', `Another product is at ${match.handle}`, ['handle']];
}

function refuse(plan: Planned, code: string, message: string, field: readonly string[]): void {
  plan.refusal = [{ code, message, field }];
  plan.beaten = true;
}

/**
 * Refuses what would take a SKU, handle or external id that another product keeps. Two products of the batch may swap theirs. A refusal
 * leaves one more product as it was, so after each it begins again. Answers who lets go of something that another of the batch takes.
 */
function refuseTaken(changing: readonly Planned[], known: KnownProducts, movesTo: MovesTo): Types.ObjectId[] {
  const planOf = new Map(changing.flatMap((plan) => (plan.match ? [[plan.match._id.toHexString(), plan] as const] : [])));
  for (;;) {
    const lettingGo = new Map<string, Types.ObjectId>();
    const claimed = new Set<string>();
    /** False: another keeps it, or another of the batch was first. */
    const take = (plan: Planned, claim: string, holder: Known | undefined, letsGo: (other: Planned) => boolean): boolean => {
      if (claimed.has(claim)) return false;
      claimed.add(claim);
      if (!holder || (plan.match && holder._id.equals(plan.match._id))) return true;
      const other = planOf.get(holder._id.toHexString());
      if (!other || other.refusal || !letsGo(other)) return false;
      lettingGo.set(holder._id.toHexString(), holder._id);
      return true;
    };
    const beaten = changing.find((plan) => !plan.refusal && !takesAll(plan, known, movesTo, take));
    if (!beaten) return [...lettingGo.values()];
  }
}

type Take = (plan: Planned, claim: string, holder: Known | undefined, letsGo: (other: Planned) => boolean) => boolean;

/** The handle that an item brings; null where it brings none, or its product stays at its own. */
type MovesTo = (plan: Planned) => string | null;

/** Takes all that must be unique; refuses the item at the first that it cannot have. */
function takesAll(plan: Planned, { byHandle, bySku, byExternal }: KnownProducts, movesTo: MovesTo, take: Take): boolean {
  const { skus, item } = plan;
  const handle = movesTo(plan);
  for (const sku of skus) {
    if (take(plan, `sku\n${sku}`, bySku.get(sku), (other) => dropsSku(other, sku))) continue;
    const at = String(item.variants?.findLastIndex((variant) => variant.sku === sku));
    if (skus.indexOf(sku) === skus.lastIndexOf(sku))
      refuse(plan, 'SKU_TAKEN', `Another product has the SKU ${sku}`, ['variants', at, 'sku']);
    else refuse(plan, 'DUPLICATE_SKU', `Another variant of this product has the SKU ${sku}`, ['variants', at, 'sku']);
    return false;
  }
  if (handle && !take(plan, `handle\n${handle}`, byHandle.get(handle), (other) => ![null, handle].includes(movesTo(other)))) {
    refuse(plan, 'HANDLE_TAKEN', `Another product is at ${handle}`, ['handle']);
    return false;
  }
  const external = plan.match?.externalId ? null : externalKey(item); // the first source that names a product stays
  if (external && !take(plan, `external\n${external}`, byExternal.get(external), () => false)) {
    refuse(plan, 'EXTERNAL_ID_TAKEN', `Another product is ${item.externalId} of ${item.source}`, ['externalId']);
    return false;
  }
  return true;
}

/** Surely gives the SKU up: its variants are given anew, each with a SKU of its own or none. */
const dropsSku = ({ item, skus }: Planned, sku: string): boolean =>
  item.variants?.every((variant) => variant.sku !== undefined) === true && !skus.includes(sku);

/** Handles that no made one may take. */
const takenBy = ({ byHandle }: KnownProducts, accepted: readonly Planned[]): Set<string> =>
  new Set([...byHandle.keys(), ...accepted.flatMap(({ handle }) => handle ?? [])]);
