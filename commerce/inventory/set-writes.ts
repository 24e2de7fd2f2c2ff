import { Types } from 'mongoose';
import {
  changedFields,
  derived,
  embedded,
  freshOf,
  type GivenStock,
  merge,
  type Planned,
  type Product,
  type ProductContent,
  productId,
  products,
  sameContent,
  staysAtHandle,
  termsAbove,
  writeApart,
} from '#commerce/catalog/index.js';
import { planMedia } from '#commerce/files/index.js';
import { followHandle } from '#commerce/redirects/index.js';
import { forEachInBreaths } from '#platform/breaths.js';
import { UserError } from '#platform/errors.js';
import { emit, type ShopContext } from '#tenants/index.js';
import { inStockOf } from './in-stock.js';
import { keepForUndo } from './journal.js';
import { levels } from './level.model.js';
import type { Batch, Draft, Edit } from './set-options.js';
import { type LevelChange, setLevels } from './stock.js';
import { tellBatch } from './told.js';

/** A product that an item makes. @throws {UserError} as merge */
export function draft(planned: Planned, handle: string, item: Planned['item']): Draft {
  const { content, stock, derived: follows } = planned.fresh ?? freshOf(item);
  const { source, externalId } = planned.item;
  const { skus, terms, lowestPrice } = follows;
  const now = new Date();
  // Field by field: spread among others, an object of this size takes longer than everything else that is done here.
  const product: Draft['product'] = {
    _id: new Types.ObjectId(),
    handle,
    title: content.title,
    descriptionHtml: content.descriptionHtml,
    status: content.status,
    publishedAt: content.publishedAt,
    vendor: content.vendor,
    productType: content.productType,
    tags: content.tags,
    categories: content.categories,
    attributes: content.attributes,
    options: content.options,
    variants: content.variants,
    media: content.media,
    seo: content.seo,
    collectionIds: [],
    terms,
    lowestPrice,
    inStock: canSell(content, stock),
    contentHash: planned.hash,
    edited: [],
    revision: 1,
    createdAt: now,
    updatedAt: now,
  };
  if (externalId) {
    product.source = source!;
    product.externalId = externalId;
  }
  if (skus) product.skus = skus;
  return { planned, stock, product, terms };
}

/** Of a new product: stock is given for variants that track it, and only for them. */
const canSell = ({ variants }: Pick<ProductContent, 'variants'>, stock: readonly GivenStock[]): boolean =>
  stock.some(({ available }) => available > 0) || variants.some(({ tracksInventory }) => !tracksInventory);

/** What an item makes of a product that is there. @throws {UserError} as merge, and CHANGED_MEANWHILE for another revision than it expects */
export function edit(planned: Planned, before: Product, item: Planned['item'], options: Batch): Edit {
  const { expectedRevision } = planned.item;
  if (expectedRevision != null && expectedRevision !== before.revision) {
    throw new UserError('CHANGED_MEANWHILE', `Its revision is ${before.revision} now, not ${expectedRevision}: look again and decide`, [
      'expectedRevision',
    ]);
  }
  const chosen = options.only ? onlyFields(item, new Set(options.only)) : item;
  const locked = new Set([...(options.keep ?? []), ...(options.keepEdited ? before.edited : [])]);
  const { content, stock } = merge(before, chosen, locked);
  const handle = planned.handle === null || staysAtHandle(before, options) ? before.handle : planned.handle;
  const kept = options.keepEdited ? heldBack(planned, before, content, chosen, new Set(options.keep)) : [];
  return { planned, before, content, stock: locked.has('stock') ? stock.filter(({ opens }) => opens) : stock, handle, kept };
}

/** The fields of a person's that would be others without his edits. */
function heldBack(
  { handle }: Planned,
  before: Product,
  content: ProductContent,
  item: Planned['item'],
  locked: ReadonlySet<string>,
): string[] {
  if (before.edited.length === 0) return [];
  const moves = item.handle !== undefined && handle !== before.handle && !locked.has('handle');
  const fields = [...(moves ? ['handle'] : []), ...changedFields(content, merge(before, item, locked).content)];
  return fields.filter((field) => before.edited.includes(field));
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
  const above = await termsAbove(tx, [...drafts.map(({ product }) => product), ...changed.map(({ content }) => content)]);
  const made = await products.in(tx).inserting();
  if (drafts.length > 0) await options.rest?.();
  // Ready to be sent by the time that MongoDB has taken the levels, which alone speak to it here: a session bears one command at a time.
  const done = await Promise.allSettled([
    setLevels(tx, changes, options.reason ?? 'Set with its product'),
    forEachInBreaths(drafts, (one) => made.add(asKept(one, above(one.product)))),
  ]);
  for (const one of done) if (one.status === 'rejected') throw one.reason;
  await letGo(tx, lettingGo);
  await made.send();
  await writeApart(tx, [
    ...drafts.map(({ product }) => ({ productId: product._id, variants: product.variants })),
    ...changed.map(({ before, content }) => ({ productId: before._id, before, variants: content.variants })),
  ]);
  const removed = await removeLevels(tx, changed);
  const inStock = await inStockOf(
    tx,
    changed.map(({ before, content }) => ({ productId: before._id, variants: content.variants })),
  );
  const quiet = edits.filter((one) => !changed.includes(one) && adopts(one.planned, one.before));
  await products
    .in(tx)
    .bulkWrite([...changed.map((one, at) => writeOf(one, inStock[at]!, above(one.content), options)), ...quiet.map(adoption)]);
  const renamed = changed.filter(({ before, handle }) => handle !== before.handle);
  await followHandle(
    tx,
    renamed.map(({ before }) => ({ productId: before._id, from: before.handle })),
  );
  if (options.journal) await keepForUndo(tx, options.journal, { drafts, changed, changes: [...changes, ...removed] });
  await planMedia(tx, newPictures(drafts, changed));
  await tell(tx, drafts, changed, options);
}

/** As it is kept: with what stands above its categories among its terms, and many variants apart. The draft keeps its variants. */
function asKept({ product, terms }: Draft, above: readonly string[]): Draft['product'] {
  product.terms = above.length > 0 ? [...terms, ...above] : terms;
  const kept = embedded(product.variants);
  return kept.variants === product.variants ? product : { ...product, ...kept };
}

/** Addresses that were not among a product's pictures before. */
function newPictures(drafts: readonly Draft[], changed: readonly Edit[]): string[] {
  const added = changed.flatMap(({ before, content }) => {
    const known = new Set(before.media.map(({ url }) => url));
    return content.media.filter(({ url }) => !known.has(url));
  });
  return [...drafts.flatMap(({ product }) => product.media), ...added].map(({ url }) => url);
}

/** Before others take them. */
async function letGo(tx: ShopContext, ids: readonly Types.ObjectId[]): Promise<void> {
  await products
    .in(tx)
    .bulkWrite(ids.map((_id) => ({ update: { _id }, change: { $set: { handle: `~${_id.toHexString()}` }, $unset: { skus: 1 } } })));
}

function writeOf({ planned, before, content, handle }: Edit, inStock: boolean, above: readonly string[], { byHand }: Batch) {
  const { skus, ...rest } = derived(content, before.collectionIds);
  const { source, externalId } = planned.item;
  const { variants, variantsApart } = embedded(content.variants);
  const fields = handle === before.handle ? changedFields(before, content) : ['handle', ...changedFields(before, content)];
  const set: Partial<Product> = {
    ...content,
    ...rest,
    terms: [...rest.terms, ...above],
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

/** Takes away the stock of variants that are no more. Answers what went with them. */
async function removeLevels(tx: ShopContext, changed: readonly Edit[]): Promise<LevelChange[]> {
  const ids = (variants: ProductContent['variants']) => variants.map(({ id }) => id.toHexString());
  const gone = changed.flatMap(({ before, content }) => {
    const kept = new Set(ids(content.variants));
    return ids(before.variants).filter((id) => !kept.has(id));
  });
  if (gone.length === 0) return [];
  const theirs = { variantId: { $in: gone.map((id) => new Types.ObjectId(id)) } };
  const found = await levels.in(tx).find(theirs);
  await levels.in(tx).removeMany(theirs);
  return found.map(({ variantId, productId: product, locationId, available }) => ({
    variantId,
    productId: product,
    locationId,
    before: available,
    after: 0,
    opens: false,
  }));
}

async function tell(
  tx: ShopContext,
  drafts: readonly Draft[],
  changed: readonly Edit[],
  { events = 'each', expand }: Batch,
): Promise<void> {
  if (events === 'none' || drafts.length + changed.length === 0) return;
  if (events === 'batch') {
    const created = drafts.map(({ product }) => productId.encode(product._id));
    const updated = changed.map(({ before }) => productId.encode(before._id));
    return tellBatch(tx, { created, updated }, expand);
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
