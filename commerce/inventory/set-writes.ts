import { Types } from 'mongoose';
import {
  changedFields,
  derived,
  embedded,
  type GivenStock,
  type Merged,
  merge,
  type Planned,
  type Product,
  type ProductContent,
  productId,
  products,
  sameContent,
  writeApart,
} from '#commerce/catalog/index.js';
import { emit, type New, plan, type ShopContext } from '#tenants/index.js';
import { inStockOf } from './in-stock.js';
import { keepForUndo } from './journal.js';
import { levels } from './level.model.js';
import type { Batch } from './set-batch.js';
import { type LevelChange, setLevels } from './stock.js';

export interface Draft {
  planned: Planned;
  product: New<Product, 'shopId'> & { _id: Types.ObjectId };
  stock: GivenStock[];
}

/** A product that an item makes. @throws {UserError} as merge */
export function draft(planned: Planned, handle: string, item: Planned['item']): Draft {
  const { content, stock } = merge(null, item);
  const { source, externalId } = planned.item;
  const { skus, ...rest } = derived(content);
  const now = new Date();
  return {
    planned,
    stock,
    product: {
      _id: new Types.ObjectId(),
      ...(externalId ? { source: source!, externalId } : {}),
      handle,
      ...content,
      collectionIds: [],
      ...(skus ? { skus } : {}),
      ...rest,
      inStock: canSell(content, new Map(stock.map((level) => [level.variantId.toHexString(), level.available]))),
      contentHash: planned.hash,
      edited: [],
      revision: 1,
      createdAt: now,
      updatedAt: now,
    },
  };
}

const canSell = ({ variants }: Pick<ProductContent, 'variants'>, available: ReadonlyMap<string, number>): boolean =>
  variants.some(({ id, tracksInventory }) => !tracksInventory || (available.get(id.toHexString()) ?? 0) > 0);

export interface Edit extends Merged {
  planned: Planned;
  before: Product;
  /** It stays at its handle. */
  handle: string;
}

/** What an item makes of a product that is there. @throws {UserError} as merge */
export function edit(planned: Planned, before: Product, item: Planned['item'], options: Batch): Edit {
  const chosen = options.only ? onlyFields(item, new Set(options.only)) : item;
  const locked = new Set([...(options.keep ?? []), ...(options.keepEdited ? before.edited : [])]);
  const { content, stock } = merge(before, chosen, locked);
  const handle = planned.handle === null || locked.has('handle') || chosen.handle === undefined ? before.handle : planned.handle;
  return { planned, before, content, stock: locked.has('stock') ? stock.filter(({ opens }) => opens) : stock, handle };
}

/** Of variants what names them stays too. */
function onlyFields(item: Planned['item'], only: ReadonlySet<string>): Planned['item'] {
  const kept = Object.entries(item).filter(([field]) => only.has(field) || field === 'keepOtherVariants');
  const wantsVariants = [...only].some((field) => field === 'stock' || field.startsWith('variants.'));
  if (!item.variants || only.has('variants') || !wantsVariants) return Object.fromEntries(kept) as Planned['item'];
  const variants = item.variants.map((variant) =>
    Object.fromEntries(
      Object.entries(variant).filter(
        ([field]) => ['id', 'sku', 'optionValues'].includes(field) || only.has(field === 'available' ? 'stock' : `variants.${field}`),
      ),
    ),
  );
  return { ...Object.fromEntries(kept), variants, keepOtherVariants: true } as Planned['item'];
}

/** Whether anything of it is to be written and told. */
export const isChanged = ({ before, content, handle }: Edit, changes: readonly LevelChange[]): boolean =>
  !sameContent(before, content) || handle !== before.handle || changes.some(({ productId: changed }) => changed.equals(before._id));

/** A product that was made here and is now known to come from a source. The first source that names a product stays. */
const adopts = ({ item }: Planned, before: Product): boolean => item.externalId !== undefined && before.externalId === undefined;

interface Writes {
  drafts: readonly Draft[];
  edits: readonly Edit[];
  /** Those of the edits that change something. */
  changed: readonly Edit[];
  /** Products that give up what another of the batch takes. */
  lettingGo: readonly Types.ObjectId[];
  changes: readonly LevelChange[];
}

/** Writes a batch, in its transaction: products, stock, ledger, what undoes it, and what follows. */
export async function writeProducts(
  tx: ShopContext,
  { drafts, edits, changed, lettingGo, changes }: Writes,
  options: Batch,
): Promise<void> {
  await setLevels(tx, changes, options.reason ?? 'Set with its product');
  await letGo(tx, lettingGo);
  await products.in(tx).insertMany(drafts.map(({ product }) => ({ ...product, ...embedded(product.variants) })));
  await writeApart(tx, [
    ...drafts.map(({ product }) => ({ productId: product._id, variants: product.variants })),
    ...changed.map(({ before, content }) => ({ productId: before._id, before, variants: content.variants })),
  ]);
  await removeLevels(tx, changed);
  const inStock = await inStockOf(
    tx,
    changed.map(({ before, content }) => ({ productId: before._id, variants: content.variants })),
  );
  const quiet = edits.filter((one) => !changed.includes(one) && adopts(one.planned, one.before));
  await products.in(tx).bulkWrite([...changed.map((one, at) => writeOf(one, inStock[at]!, options)), ...quiet.map(adoption)]);
  if (options.journal) await keepForUndo(tx, options.journal, { drafts, changed, changes });
  await tell(tx, drafts, changed, options);
}

/** Before others take them. */
async function letGo(tx: ShopContext, ids: readonly Types.ObjectId[]): Promise<void> {
  await products
    .in(tx)
    .bulkWrite(ids.map((_id) => ({ update: { _id }, change: { $set: { handle: `~${_id.toHexString()}` }, $unset: { skus: 1 } } })));
}

function writeOf({ planned, before, content, handle }: Edit, inStock: boolean, { byHand }: Batch) {
  const { skus, ...rest } = derived(content, before.collectionIds);
  const { source, externalId } = planned.item;
  const { variants, variantsApart } = embedded(content.variants);
  const fields = handle === before.handle ? changedFields(before, content) : ['handle', ...changedFields(before, content)];
  const set: Partial<Product> = {
    ...content,
    ...rest,
    variants,
    inStock,
    handle,
    ...(adopts(planned, before) ? { source: source!, externalId: externalId! } : {}),
    ...(skus ? { skus } : {}),
    ...(variantsApart ? { variantsApart } : {}),
    ...(byHand ? { edited: [...new Set([...before.edited, ...fields])] } : {}),
    contentHash: planned.target ? null : planned.hash,
    revision: before.revision + 1,
    updatedAt: new Date(),
  };
  const unset = { ...(skus ? {} : { skus: 1 as const }), ...(variantsApart ? {} : { variantsApart: 1 as const }) };
  return { update: { _id: before._id }, change: { $set: set, ...(Object.keys(unset).length > 0 ? { $unset: unset } : {}) } };
}

/** What came says what is there already: from now on it is known by the name that it came with. */
const adoption = ({ planned: { item, hash }, before }: Edit) => ({
  update: { _id: before._id },
  change: { $set: { source: item.source!, externalId: item.externalId!, contentHash: hash } },
});

/** The stock of variants that are no more. */
async function removeLevels(tx: ShopContext, changed: readonly Edit[]): Promise<void> {
  const ids = (variants: ProductContent['variants']) => variants.map(({ id }) => id.toHexString());
  const gone = changed.flatMap(({ before, content }) => {
    const kept = new Set(ids(content.variants));
    return ids(before.variants).filter((id) => !kept.has(id));
  });
  if (gone.length > 0) await levels.in(tx).removeMany({ variantId: { $in: gone.map((id) => new Types.ObjectId(id)) } });
}

async function tell(
  tx: ShopContext,
  drafts: readonly Draft[],
  changed: readonly Edit[],
  { events = 'each', expand }: Batch,
): Promise<void> {
  if (events === 'none' || drafts.length + changed.length === 0) return;
  if (events === 'batch') {
    const ids = {
      created: drafts.map(({ product }) => productId.encode(product._id)),
      updated: changed.map(({ before }) => productId.encode(before._id)),
      ...(expand ? { expand } : {}),
    };
    await plan(tx, { type: 'products.changed', queue: 'events', data: ids });
    return;
  }
  await emit(
    tx,
    ...drafts.map(({ product }) => ({
      type: 'product.created' as const,
      subject: productId.encode(product._id),
      data: { handle: product.handle },
    })),
    ...changed.map(({ before, handle }) => ({ type: 'product.updated' as const, subject: productId.encode(before._id), data: { handle } })),
  );
}
