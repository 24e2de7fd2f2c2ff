import type { Import } from '#commerce/imports/index.js';
import type { ImportField } from '#commerce/imports/options.js';
import type { Source, SourcePart } from '#commerce/imports/source.model.js';
import type { ShopContext } from '#tenants/index.js';
import type { Item, ItemVariant, Wishes } from './sequences.js';

/** A product as the model has it. */
interface Known {
  externalId: string | null;
  handle: string;
  title: string;
  variants: readonly KnownVariant[];
  edited: string[];
  /** What came last; null once it was edited. */
  came: string | null;
  revision: number;
}

interface KnownVariant {
  sku: string;
  price: number;
  /** Null: it was never stocked. */
  stock: number | null;
}

/** An import as the model has it. */
export interface Running {
  real: Import;
  source: Source;
  parts: SourcePart[];
  /** By part. */
  items: Item[][];
  wishes: Wishes;
  status: Import['status'];
  next: number;
  /** Of a dry run: what the parts before would have brought. */
  tried: Item[];
  /** What came last was not refused, nor known by its id to be there as it is. */
  applied: boolean;
  counts: {
    productsCreated: number;
    productsUpdated: number;
    productsUnchanged: number;
    productsSkipped: number;
    rowsRead: number;
    rowsRejected: number;
  };
  /** What undoes it, the oldest first. */
  journal: { id: number; before: Known | null; revision: number; moved: ReadonlyMap<string, number> }[];
}

export interface World {
  shop: ShopContext;
  there: Map<number, Known>;
  made: number;
  imports: Running[];
  edits: number;
}

export const noCounts = (): Running['counts'] => ({
  productsCreated: 0,
  productsUpdated: 0,
  productsUnchanged: 0,
  productsSkipped: 0,
  rowsRead: 0,
  rowsRejected: 0,
});

/** The next part as the model does it. */
export function apply(world: World, running: Running): void {
  const items = running.items[running.next++]!;
  if (running.wishes.dryRun) tryOut(world, running, items);
  else for (const one of items) read(world, running, one);
}

/** In a copy of the shop as it is by now, behind all that came of the parts before. */
function tryOut(world: World, running: Running, items: readonly Item[]): void {
  const copy = { ...world, there: new Map(world.there) };
  for (const one of running.tried) read(copy, { ...running, counts: noCounts(), journal: [] }, one);
  for (const one of items) {
    const trying = { ...running, journal: [], applied: false };
    read(copy, trying, one);
    if (trying.applied) running.tried.push(one);
  }
}

function read(world: World, running: Running, one: Item): void {
  const { counts } = running;
  if (one.variants.some(({ price: said }) => said === 'free')) {
    // The reading thread leaves one row of it: the one that is to blame.
    counts.rowsRead++;
    counts.rowsRejected++;
    return;
  }
  counts.rowsRead += one.variants.length;
  const fitting = one.variants.filter(({ price: said }) => said !== '1.999');
  const left = fitting.length > 0 ? bring(world, running, one, fitting) : 0;
  counts.rowsRejected += one.variants.length - left;
}

/** Brings a product with those of its variants that may come, and answers how many did, or were passed over. */
function bring(world: World, running: Running, one: Item, fitting: readonly ItemVariant[]): number {
  const { there } = world;
  const { wishes: given, counts } = running;
  for (let variants = fitting; variants.length > 0; ) {
    const [id, known] = meant(there, one, variants) ?? [null, null];
    if (known ? given.mode === 'CREATE_ONLY' : given.mode === 'UPDATE_ONLY') {
      counts.productsSkipped++;
      return variants.length;
    }
    const isWhole = variants.length === one.variants.length;
    const came = JSON.stringify([{ ...one, variants }, isWhole, given.only, given.keep, given.keepEdits]);
    if (known?.came === came) {
      counts.productsUnchanged++;
      running.applied = one.externalId === null;
      return variants.length;
    }
    const others = [...there].flatMap(([other, product]) => (other === id ? [] : [product]));
    const taken = variants.find(({ sku }) => others.some((other) => has(other, sku)));
    // Where only other fields are wanted it stays at its handle.
    if (!taken && (!known || given.only === null) && others.some(({ handle }) => handle === one.handle)) return 0;
    // One that comes without its price.
    const priceless = given.only && !given.only.includes('PRICES') ? variants.find(({ sku }) => known && !has(known, sku)) : undefined;
    const refused = taken ?? priceless;
    if (refused) {
      variants = variants.filter((variant) => variant !== refused);
      continue;
    }
    running.applied = true;
    if (known)
      change(world, running, id!, changedBy(known, one, variants, isWhole, given), {
        ...known,
        externalId: known.externalId ?? one.externalId,
        came,
      });
    else create(world, running, one, variants, came);
    return variants.length;
  }
  return 0;
}

const has = ({ variants }: Known, sku: string): boolean => variants.some((variant) => variant.sku === sku);

/** By id, else by handle, else by SKUs, unless they are of several; what has an id of its own is not what bears another. */
function meant(there: World['there'], { externalId, handle }: Item, variants: readonly ItemVariant[]): [number, Known] | null {
  const all = [...there];
  const byId = all.find(([, known]) => externalId !== null && known.externalId === externalId);
  if (byId) return byId;
  const mayBe = ([, known]: [number, Known]) => externalId === null || known.externalId === null;
  const atHandle = all.find(([, known]) => known.handle === handle);
  if (atHandle && mayBe(atHandle)) return atHandle;
  const bySku = all.filter(([, known]) => variants.some(({ sku }) => has(known, sku)));
  return bySku.length === 1 && mayBe(bySku[0]!) ? bySku[0]! : null;
}

function create(world: World, { counts, journal }: Running, one: Item, variants: readonly ItemVariant[], came: string): void {
  counts.productsCreated++;
  const { externalId, handle, title } = one;
  const made = variants.map(({ sku, price: said, stock }) => ({ sku, price: Number(said) * 100, stock }));
  const id = ++world.made;
  world.there.set(id, { externalId, handle, title, variants: made, edited: [], came, revision: 1 });
  journal.push({ id, before: null, revision: 1, moved: new Map() });
}

/** `named`: what it is known by from now on, changed or not. */
function change({ there }: World, { counts, journal }: Running, id: number, next: Known, named: Known): void {
  const before = there.get(id)!;
  if (JSON.stringify(next) === JSON.stringify(before)) {
    counts.productsUnchanged++;
    if (named.externalId !== before.externalId) there.set(id, named);
    return;
  }
  counts.productsUpdated++;
  const { externalId, came } = named;
  const revision = before.revision + 1;
  there.set(id, { ...next, externalId, came, revision });
  const now = new Map(next.variants.map(({ sku, stock }) => [sku, stock]));
  const moved = new Map(before.variants.map(({ sku, stock }) => [sku, (now.get(sku) ?? 0) - (stock ?? 0)]));
  journal.push({ id, before, revision, moved });
}

function changedBy(known: Known, one: Item, variants: readonly ItemVariant[], isWhole: boolean, { only, keep, keepEdits }: Wishes): Known {
  const brings = (field: ImportField) => only === null || only.includes(field);
  const takes = (field: ImportField, name: string) => brings(field) && !keep.includes(field) && !(keepEdits && known.edited.includes(name));
  const old = new Map(known.variants.map((variant) => [variant.sku, variant]));
  const merged = variants.map(({ sku, price: said, stock }): KnownVariant => {
    const [now, asked] = [old.get(sku), Number(said) * 100];
    if (!now) return { sku, price: asked, stock: brings('STOCK') ? stock : null };
    return { sku, price: takes('PRICES', 'variants.price') ? asked : now.price, stock: takes('STOCK', 'stock') ? stock : now.stock };
  });
  const bySku = new Map(merged.map((variant) => [variant.sku, variant]));
  const besides = [...known.variants.map((variant) => bySku.get(variant.sku) ?? variant), ...merged.filter(({ sku }) => !old.has(sku))];
  return {
    ...known,
    ...(takes('TITLE', 'title') ? { title: one.title } : {}),
    ...(only === null ? { handle: one.handle } : {}),
    variants: only === null && isWhole ? merged : besides,
  };
}

/** Whether nothing else has taken its names meanwhile. */
export const isFree = (there: World['there'], product: number, { handle, variants }: Known): boolean =>
  ![...there].some(([id, other]) => id !== product && (other.handle === handle || variants.some(({ sku }) => has(other, sku))));

/** What was sold since stays sold. */
export function movedBack({ variants }: Known, sku: string, moved: number): number | null {
  const now = variants.find((variant) => variant.sku === sku)?.stock ?? null;
  return moved === 0 ? now : Math.max(0, (now ?? 0) - moved);
}

export const at = ({ there }: World, handle: string): [number, Known] | undefined =>
  [...there].find(([, known]) => known.handle === handle);
