import { afterAll, beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { findProduct, productId, products } from '#commerce/catalog/index.js';
import { imports } from '#commerce/imports/import.model.js';
import { cancelImport, resumeImport } from '#commerce/imports/imports.js';
import { type Import, importId } from '#commerce/imports/index.js';
import type { ImportField, ImportMode } from '#commerce/imports/options.js';
import type { CanonicalLine } from '#commerce/imports/reading/canonical.js';
import { checked } from '#commerce/imports/reading/check.js';
import type { Source, SourcePart } from '#commerce/imports/source.model.js';
import { undoImport } from '#commerce/imports/undo.js';
import { Overtaken, writePart } from '#commerce/imports/write-part.js';
import { availableOf, createDefaultLocation, setInventory, updateProduct } from '#commerce/inventory/index.js';
import { type ShopContext, transaction } from '#tenants/index.js';
import { connectForTest, disconnectAfterTest } from '#tests/support/database.js';
import { aShop } from '#tests/support/factories.js';
import { aReadImport, runImport, runUndo } from '#tests/support/importing.js';
import { variantOf } from '#tests/support/shopping.js';

/**
 * Sequences of everything that agencies, merchants, buyers and dying processes may do to a shop that files go into, beside a plain model
 * of it in memory. Whatever the order was, both say the same: nothing twice, nothing lost, an undo returns, own edits stay. Eighty
 * in each run, thousands with `bin/test --long`.
 */
const SEQUENCES = process.env.LONG ? 2000 : 80;
/** So many at once, each in a shop of its own: alone, a sequence mostly waits for the database. */
const SIDE_BY_SIDE = 4;

beforeAll(connectForTest);
afterAll(disconnectAfterTest);

/** Two families of names: what bears names of one never meets what bears names of the other. */
const FAMILIES = ['hat', 'boot'];
const HANDLES = FAMILIES.flatMap((family) => [0, 1, 2].map((at) => `${family}-${at}`));

/** Digits that no currency here has room for leave their variant behind; what is no number at all leaves its product. */
const price = fc.oneof({ weight: 20, arbitrary: fc.constantFrom('1', '2', '3') }, { weight: 2, arbitrary: fc.constant('1.999') }, { weight: 1, arbitrary: fc.constant('free') }); // biome-ignore format: a table
const pieces = fc.record({ sku: fc.nat(3), price, stock: fc.nat(4) });
/** Three names, each drawn for itself: they may mean three products, and ask for what others have. */
const item = fc
  .record({
    family: fc.constantFrom(...FAMILIES),
    externalId: fc.option(fc.nat(2), { freq: 4 }),
    handle: fc.nat(2),
    title: fc.nat(2),
    variants: fc.uniqueArray(pieces, { minLength: 1, maxLength: 3, selector: ({ sku }) => sku }),
  })
  .map(({ family, externalId, handle, title, variants }) => ({
    family,
    externalId: externalId === null ? null : `${family}-id-${externalId}`,
    handle: `${family}-${handle}`,
    title: `${family} ${title}`,
    variants: variants.map((one) => ({ ...one, sku: `${family}-sku-${one.sku}` })),
  }));
type Item = typeof item extends fc.Arbitrary<infer One> ? One : never;
type ItemVariant = Item['variants'][number];

const wishes = fc.record({
  mode: fc.constantFrom<ImportMode>('UPSERT', 'UPSERT', 'CREATE_ONLY', 'UPDATE_ONLY'),
  dryRun: fc.constantFrom(false, false, false, true),
  keepEdits: fc.boolean(),
  only: fc.constantFrom<ImportField[] | null>(null, null, ['PRICES'], ['STOCK'], ['TITLE', 'PRICES']),
  keep: fc.constantFrom<ImportField[]>([], [], ['TITLE'], ['STOCK']),
});
type Wishes = typeof wishes extends fc.Arbitrary<infer One> ? One : never;

/** The first is there most of the time. */
const slot = fc.constantFrom(0, 0, 1, 2);
const starting = fc.record({ do: fc.constant('start' as const), items: fc.array(item, { minLength: 1, maxLength: 4 }), wishes });
const step = fc.oneof(
  { weight: 3, arbitrary: starting },
  { weight: 4, arbitrary: fc.record({ do: fc.constantFrom('part' as const, 'twice' as const, 'die' as const), at: slot }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constantFrom('run' as const, 'run' as const, 'cancel' as const, 'resume' as const, 'undo' as const, 'undo' as const), at: slot }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('edit' as const), handle: fc.constantFrom(...HANDLES), field: fc.constantFrom('title' as const, 'price' as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('sell' as const), handle: fc.constantFrom(...HANDLES) }) },
); // biome-ignore format: a table
type Step = typeof step extends fc.Arbitrary<infer One> ? One : never;

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
interface Running {
  real: Import;
  source: Source;
  parts: SourcePart[];
  /** By part. */
  items: Item[][];
  wishes: Wishes;
  status: Import['status'];
  next: number;
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

interface World {
  shop: ShopContext;
  there: Map<number, Known>;
  made: number;
  imports: Running[];
  edits: number;
}

test(
  'whatever comes in whatever order, the shop is what the model says',
  async () => {
    const sequence = fc.asyncProperty(starting, fc.array(step, { minLength: 4, maxLength: 15, size: 'max' }), async (first, steps) => {
      const shop = await aShop();
      await createDefaultLocation(shop);
      const world: World = { shop, there: new Map(), made: 0, imports: [], edits: 0 };
      for (const one of [first, ...steps]) await take(world, one);
      await expectTheSame(world);
      for (const one of world.imports) if (isOpen(one)) await run(world, one);
      await expectTheSame(world);
    });
    const share = { numRuns: SEQUENCES / SIDE_BY_SIDE, endOnFailure: true };
    await Promise.all(Array.from({ length: SIDE_BY_SIDE }, () => fc.assert(sequence, share)));
  },
  60_000 + SEQUENCES * 2000,
);

async function take(world: World, one: Step): Promise<void> {
  if (one.do === 'start') return start(world, one.items, one.wishes);
  if (one.do === 'edit') return edit(world, one.handle, one.field);
  if (one.do === 'sell') return sell(world, one.handle);
  const running = world.imports[one.at];
  if (!running) return;
  const { shop } = world;
  const id = importId.encode(running.real._id);
  switch (one.do) {
    case 'part':
      return writeNext(world, running, (work) => work());
    case 'twice':
      return writeNext(world, running, async (work) => {
        const came = await Promise.allSettled([work(), work()]);
        for (const result of came) if (result.status === 'rejected' && !(result.reason instanceof Overtaken)) throw result.reason;
        expect(came.some(({ status }) => status === 'fulfilled')).toBe(true);
      });
    case 'die':
      return dieInPart(world, running);
    case 'run':
      if (isOpen(running)) await run(world, running);
      return;
    case 'cancel':
      if (await allowed(running, ['QUEUED', 'RUNNING', 'CANCELLED'], () => cancelImport(shop, id))) running.status = 'CANCELLED';
      return;
    case 'resume':
      if ((await allowed(running, ['CANCELLED', 'QUEUED', 'RUNNING'], () => resumeImport(shop, id))) && running.status === 'CANCELLED')
        running.status = 'QUEUED';
      return;
    case 'undo':
      return undo(world, running, id);
  }
}

const isOpen = ({ status }: Running) => status === 'QUEUED' || status === 'RUNNING';

/** What is not possible from where the import is must be refused; true where it was done. */
async function allowed({ status }: Running, from: readonly Import['status'][], act: () => Promise<unknown>): Promise<boolean> {
  if (from.includes(status)) return Boolean(await act());
  await expect(act()).rejects.toMatchObject({ code: 'WRONG_STATE' });
  return false;
}

async function start({ shop, imports: all }: World, items: Item[], given: Wishes): Promise<void> {
  const parts = partsOf(items);
  let row = 2;
  const lines = parts.map((part) =>
    part.map((one) => {
      const line = lineOf(one, row);
      row += one.variants.length;
      return line;
    }),
  );
  const { started, source, parts: made } = await aReadImport(shop, lines, given);
  const counts = { productsCreated: 0, productsUpdated: 0, productsUnchanged: 0, productsSkipped: 0, rowsRead: 0, rowsRejected: 0 };
  all.push({ real: started, source, parts: made, items: parts, wishes: given, status: 'QUEUED', next: 0, counts, journal: [] });
}

/** In the file's order. Two of one family never share a part: there the model need not know who gives up what to whom at once. */
function partsOf(items: readonly Item[]): Item[][] {
  const parts: Item[][] = [];
  for (const one of items) {
    const last = parts.at(-1);
    if (last?.every(({ family }) => family !== one.family)) last.push(one);
    else parts.push([one]);
  }
  return parts;
}

const lineOf = ({ externalId, handle, title, variants }: Item, row: number): CanonicalLine =>
  checked({
    rows: variants.map((_variant, at) => row + at),
    partial: false,
    source: 'shopify',
    ...(externalId === null ? {} : { externalId }),
    handle,
    title,
    options: [{ name: 'No.' }],
    variants: variants.map(({ sku, price: said, stock }, at) => ({
      row: row + at,
      sku,
      price: said,
      optionValues: [sku],
      available: stock,
    })),
  });

/** A slice that takes the import up and writes one part of it, as often as `how` calls it. */
async function writeNext(world: World, running: Running, how: (work: () => Promise<unknown>) => Promise<unknown>): Promise<void> {
  const part = running.parts[running.next];
  if (!isOpen(running) || !part) return;
  const current = await begin(world, running);
  await how(() => writePart(world.shop, current, running.source, part));
  apply(world, running);
}

async function begin({ shop }: World, running: Running): Promise<Import> {
  const begun = { status: 'RUNNING' as const, startedAt: running.real.startedAt ?? new Date() };
  running.status = 'RUNNING';
  running.real = (await imports.in(shop).update({ _id: running.real._id }, { $set: begun }))!;
  return running.real;
}

class Died extends Error {}

async function dieInPart(world: World, running: Running): Promise<void> {
  const part = running.parts[running.next];
  if (!isOpen(running) || !part) return;
  const current = await begin(world, running);
  const dying = transaction(world.shop, async (tx) => {
    await writePart(tx, current, running.source, part);
    throw new Died();
  });
  await expect(dying).rejects.toBeInstanceOf(Died);
}

async function run(world: World, running: Running): Promise<void> {
  const done = await runImport(world.shop, running.real);
  while (running.next < running.parts.length) apply(world, running);
  running.status = 'COMPLETED';
  expect(done).toMatchObject({ status: 'COMPLETED', ...running.counts });
}

/** The next part as the model does it. */
function apply(world: World, running: Running): void {
  const { items, counts } = running;
  for (const one of items[running.next++]!) {
    if (one.variants.some(({ price: said }) => said === 'free')) {
      // The reading thread leaves one row of it: the one that is to blame.
      counts.rowsRead++;
      counts.rowsRejected++;
      continue;
    }
    counts.rowsRead += one.variants.length;
    const fitting = one.variants.filter(({ price: said }) => said !== '1.999');
    const left = fitting.length > 0 ? bring(world, running, one, fitting) : 0;
    counts.rowsRejected += one.variants.length - left;
  }
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
      return variants.length;
    }
    const others = [...there].flatMap(([other, product]) => (other === id ? [] : [product]));
    const taken = variants.find(({ sku }) => others.some((other) => has(other, sku)));
    const moves = !known || !staysAtHandle(known, given);
    if (!taken && moves && others.some(({ handle }) => handle === one.handle)) return 0;
    // One that comes without its price.
    const priceless = given.only && !given.only.includes('PRICES') ? variants.find(({ sku }) => known && !has(known, sku)) : undefined;
    const refused = taken ?? priceless;
    if (refused) {
      variants = variants.filter((variant) => variant !== refused);
      continue;
    }
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

/** Whatever handle comes: only other fields are wanted, or this one is kept. */
const staysAtHandle = ({ edited }: Known, { only, keep, keepEdits }: Running['wishes']): boolean =>
  Boolean(only && !(only as readonly string[]).includes('HANDLE')) ||
  (keep as readonly string[]).includes('HANDLE') ||
  (keepEdits && (edited as readonly string[]).includes('handle'));

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

function create(
  world: World,
  { wishes: given, counts, journal }: Running,
  one: Item,
  variants: readonly ItemVariant[],
  came: string,
): void {
  counts.productsCreated++;
  if (given.dryRun) return;
  const { externalId, handle, title } = one;
  const made = variants.map(({ sku, price: said, stock }) => ({ sku, price: Number(said) * 100, stock }));
  const id = ++world.made;
  world.there.set(id, { externalId, handle, title, variants: made, edited: [], came, revision: 1 });
  journal.push({ id, before: null, revision: 1, moved: new Map() });
}

/** `named`: what it is known by from now on, changed or not. */
function change({ there }: World, { wishes: given, counts, journal }: Running, id: number, next: Known, named: Known): void {
  const before = there.get(id)!;
  if (JSON.stringify(next) === JSON.stringify(before)) {
    counts.productsUnchanged++;
    if (!given.dryRun && named.externalId !== before.externalId) there.set(id, named);
    return;
  }
  counts.productsUpdated++;
  if (given.dryRun) return;
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

async function undo({ shop, there }: World, running: Running, id: string): Promise<void> {
  const { dryRun } = running.wishes;
  const from = dryRun ? [] : (['COMPLETED', 'CANCELLED', 'UNDONE'] as const);
  const isFirst = running.status !== 'UNDONE';
  if (!(await allowed(running, from, () => undoImport(shop, id))) || !isFirst) return;
  const undone = { removed: 0, restored: 0, kept: 0 };
  for (const { id: product, before, revision, moved } of running.journal.toReversed()) {
    const known = there.get(product);
    if (known?.revision !== revision || (before && !isFree(there, product, before))) undone.kept++;
    else if (before) {
      undone.restored++;
      const variants = before.variants.map((variant) => ({ ...variant, stock: movedBack(known, variant.sku, moved.get(variant.sku)!) }));
      // Where it comes from is known now, and stays so.
      there.set(product, { ...before, externalId: known.externalId, variants, revision: known.revision + 1 });
    } else {
      undone.removed++;
      there.delete(product);
    }
  }
  running.status = 'UNDONE';
  expect(await runUndo(shop, running.real)).toMatchObject({ status: 'UNDONE', undo: undone });
}

/** Whether nothing else has taken its names meanwhile. */
const isFree = (there: World['there'], product: number, { handle, variants }: Known): boolean =>
  ![...there].some(([id, other]) => id !== product && (other.handle === handle || variants.some(({ sku }) => has(other, sku))));

/** What was sold since stays sold. */
function movedBack({ variants }: Known, sku: string, moved: number): number | null {
  const now = variants.find((variant) => variant.sku === sku)?.stock ?? null;
  return moved === 0 ? now : Math.max(0, (now ?? 0) - moved);
}

const at = ({ there }: World, handle: string): [number, Known] | undefined => [...there].find(([, known]) => known.handle === handle);

async function edit(world: World, handle: string, field: 'title' | 'price'): Promise<void> {
  const { shop, there } = world;
  const [id, known] = at(world, handle) ?? [];
  if (!id || !known) return;
  const found = (await findProduct(shop, { handle }))!;
  const number = ++world.edits;
  const amount = { amount: `${100 + number}`, currency: shop.currency };
  const changed =
    field === 'title' ? { title: `Mine ${number}` } : { keepOtherVariants: true, variants: [{ id: variantOf(found).id, price: amount }] };
  await updateProduct(shop, productId.encode(found._id), changed);
  const name = field === 'title' ? 'title' : 'variants.price';
  const [first, ...others] = known.variants;
  there.set(id, {
    ...known,
    ...(field === 'title' ? { title: `Mine ${number}` } : { variants: [{ ...first!, price: (100 + number) * 100 }, ...others] }),
    edited: [...new Set([...known.edited, name])],
    came: null,
    revision: known.revision + 1,
  });
}

async function sell(world: World, handle: string): Promise<void> {
  const [id, known] = at(world, handle) ?? [];
  const [first, ...others] = known?.variants ?? [];
  if (!id || !known || !first?.stock) return;
  const found = (await findProduct(world.shop, { handle }))!;
  const stock = first.stock - 1;
  await setInventory(world.shop, { variant: variantOf(found).id, available: stock });
  world.there.set(id, { ...known, variants: [{ ...first, stock }, ...others] });
}

async function expectTheSame({ shop, there, imports: all }: World): Promise<void> {
  const found = await products.in(shop).find({}, { sort: { handle: 1 } });
  const stock = await availableOf(
    shop,
    found.flatMap(({ variants }) => variants.map(({ id }) => id)),
  );
  const said = found.map(({ externalId = null, handle, title, variants }) => ({
    externalId,
    handle,
    title,
    variants: variants.map(({ sku, price: asked }) => ({ sku, price: asked, stock: stock.shift() })),
  }));
  const meanings = [...there.values()].map(({ externalId, handle, title, variants }) => ({
    externalId,
    handle,
    title,
    variants: variants.map((variant) => ({ ...variant, stock: variant.stock ?? 0 })),
  }));
  expect(said).toEqual(meanings.toSorted((a, b) => (a.handle < b.handle ? -1 : 1)));
  for (const { real, status, next, counts } of all) {
    expect(await imports.in(shop).findOne({ _id: real._id })).toMatchObject({ status, nextPart: next, ...counts });
  }
}
