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
 * of it in memory. Whatever the order was, both say the same: nothing twice, nothing lost, an undo returns, own edits stay. A hundred
 * in each run, thousands with `bin/test --long`.
 */
const SEQUENCES = process.env.LONG ? 2000 : 100;
/** So many at once, each in a shop of its own: alone, a sequence mostly waits for the database. */
const SIDE_BY_SIDE = 4;

beforeAll(connectForTest);
afterAll(disconnectAfterTest);

const HANDLES = ['hat', 'scarf', 'cap', 'boot', 'belt', 'sock'];
const PRODUCTS_A_PART = 2;

const item = fc.record({ handle: fc.constantFrom(...HANDLES), title: fc.nat(2), price: fc.integer({ min: 1, max: 3 }), stock: fc.nat(4) });
type Item = typeof item extends fc.Arbitrary<infer One> ? One : never;

const wishes = fc.record({
  mode: fc.constantFrom<ImportMode>('UPSERT', 'UPSERT', 'CREATE_ONLY', 'UPDATE_ONLY'),
  dryRun: fc.constantFrom(false, false, false, true),
  keepEdits: fc.boolean(),
  only: fc.constantFrom<ImportField[] | null>(null, null, ['PRICES'], ['STOCK'], ['TITLE', 'PRICES']),
  keep: fc.constantFrom<ImportField[]>([], [], ['TITLE'], ['STOCK']),
});
type Wishes = typeof wishes extends fc.Arbitrary<infer One> ? One : never;

const slot = fc.nat(2);
const step = fc.oneof(
  { weight: 3, arbitrary: fc.record({ do: fc.constant('start' as const), items: fc.uniqueArray(item, { minLength: 1, selector: ({ handle }) => handle }), wishes }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constantFrom('part' as const, 'twice' as const, 'die' as const), at: slot }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constantFrom('run' as const, 'cancel' as const, 'resume' as const, 'undo' as const), at: slot }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('edit' as const), handle: fc.constantFrom(...HANDLES), field: fc.constantFrom('title' as const, 'price' as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('sell' as const), handle: fc.constantFrom(...HANDLES) }) },
); // biome-ignore format: a table
type Step = typeof step extends fc.Arbitrary<infer One> ? One : never;

/** A product as the model has it. */
interface Known {
  title: string;
  price: number;
  stock: number;
  edited: string[];
  /** What came last; null once it was edited. */
  came: string | null;
  revision: number;
}

/** An import as the model has it. */
interface Running {
  real: Import;
  source: Source;
  parts: SourcePart[];
  items: Item[];
  wishes: Wishes;
  status: Import['status'];
  next: number;
  counts: { productsCreated: number; productsUpdated: number; productsUnchanged: number; productsSkipped: number };
  /** What undoes it, the oldest first. */
  journal: { handle: string; before: Known | null; revision: number; moved: number }[][];
}

interface World {
  shop: ShopContext;
  there: Map<string, Known>;
  imports: Running[];
  edits: number;
}

test(
  'whatever comes in whatever order, the shop is what the model says',
  async () => {
    const sequence = fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 16 }), async (steps) => {
      const shop = await aShop();
      await createDefaultLocation(shop);
      const world: World = { shop, there: new Map(), imports: [], edits: 0 };
      for (const one of steps) await take(world, one);
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
  const lines = items.map(lineOf);
  const parts = Array.from({ length: Math.ceil(lines.length / PRODUCTS_A_PART) }, (_, at) =>
    lines.slice(at * PRODUCTS_A_PART, (at + 1) * PRODUCTS_A_PART),
  );
  const { started, source, parts: made } = await aReadImport(shop, parts, given);
  const counts = { productsCreated: 0, productsUpdated: 0, productsUnchanged: 0, productsSkipped: 0 };
  all.push({ real: started, source, parts: made, items, wishes: given, status: 'QUEUED', next: 0, counts, journal: [] });
}

const titleOf = ({ handle, title }: Item) => `${handle} ${title}`;
const lineOf = (one: Item, at: number): CanonicalLine =>
  checked({
    rows: [at + 2],
    partial: false,
    source: 'shopify',
    externalId: one.handle,
    handle: one.handle,
    title: titleOf(one),
    options: [],
    variants: [{ row: at + 2, sku: one.handle.toUpperCase(), price: String(one.price), optionValues: [], available: one.stock }],
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
  expect(done).toMatchObject({ status: 'COMPLETED', rowsRead: running.items.length, rowsRejected: 0, ...running.counts });
}

/** The next part as the model does it. */
function apply({ there }: World, running: Running): void {
  const { items, wishes: given, counts } = running;
  const begin = running.next++ * PRODUCTS_A_PART;
  const [made, changed]: Running['journal'] = [[], []];
  for (const one of items.slice(begin, begin + PRODUCTS_A_PART)) {
    const known = there.get(one.handle);
    if (known ? given.mode === 'CREATE_ONLY' : given.mode === 'UPDATE_ONLY') {
      counts.productsSkipped++;
      continue;
    }
    const came = JSON.stringify([one, given.only, given.keep, given.keepEdits]);
    if (!known) {
      counts.productsCreated++;
      if (given.dryRun) continue;
      there.set(one.handle, { title: titleOf(one), price: one.price * 100, stock: one.stock, edited: [], came, revision: 1 });
      made!.push({ handle: one.handle, before: null, revision: 1, moved: 0 });
      continue;
    }
    const next = changedBy(known, one, given);
    if (known.came === came || (next.title === known.title && next.price === known.price && next.stock === known.stock)) {
      counts.productsUnchanged++;
      continue;
    }
    counts.productsUpdated++;
    if (given.dryRun) continue;
    there.set(one.handle, { ...next, came, revision: known.revision + 1 });
    changed!.push({ handle: one.handle, before: known, revision: known.revision + 1, moved: next.stock - known.stock });
  }
  for (const entry of [made!, changed!]) if (entry.length > 0) running.journal.push(entry);
}

function changedBy(known: Known, one: Item, { only, keep, keepEdits }: Wishes): Known {
  const takes = (field: ImportField, name: string) =>
    (only === null || only.includes(field)) && !keep.includes(field) && !(keepEdits && known.edited.includes(name));
  return {
    ...known,
    ...(takes('TITLE', 'title') ? { title: titleOf(one) } : {}),
    ...(takes('PRICES', 'variants.price') ? { price: one.price * 100 } : {}),
    ...(takes('STOCK', 'stock') ? { stock: one.stock } : {}),
  };
}

async function undo({ shop, there }: World, running: Running, id: string): Promise<void> {
  const { dryRun } = running.wishes;
  const from = dryRun ? [] : (['COMPLETED', 'CANCELLED', 'UNDONE'] as const);
  const isFirst = running.status !== 'UNDONE';
  if (!(await allowed(running, from, () => undoImport(shop, id))) || !isFirst) return;
  const undone = { removed: 0, restored: 0, kept: 0 };
  for (const entry of running.journal.toReversed()) {
    for (const { handle, before, revision, moved } of entry) {
      const known = there.get(handle);
      if (known?.revision !== revision) undone.kept++;
      else if (before) {
        undone.restored++;
        there.set(handle, { ...before, stock: Math.max(0, known.stock - moved), revision: known.revision + 1 });
      } else {
        undone.removed++;
        there.delete(handle);
      }
    }
  }
  running.status = 'UNDONE';
  expect(await runUndo(shop, running.real)).toMatchObject({ status: 'UNDONE', undo: undone });
}

async function edit(world: World, handle: string, field: 'title' | 'price'): Promise<void> {
  const { shop, there } = world;
  const known = there.get(handle);
  if (!known) return;
  const found = (await findProduct(shop, { handle }))!;
  const number = ++world.edits;
  const price = { amount: `${100 + number}`, currency: shop.currency };
  const change = field === 'title' ? { title: `Mine ${number}` } : { variants: [{ id: variantOf(found).id, price }] };
  await updateProduct(shop, productId.encode(found._id), change);
  const name = field === 'title' ? 'title' : 'variants.price';
  there.set(handle, {
    ...known,
    ...(field === 'title' ? { title: `Mine ${number}` } : { price: (100 + number) * 100 }),
    edited: [...new Set([...known.edited, name])],
    came: null,
    revision: known.revision + 1,
  });
}

async function sell({ shop, there }: World, handle: string): Promise<void> {
  const known = there.get(handle);
  if (!known || known.stock === 0) return;
  const found = (await findProduct(shop, { handle }))!;
  await setInventory(shop, { variant: variantOf(found).id, available: known.stock - 1 });
  there.set(handle, { ...known, stock: known.stock - 1 });
}

async function expectTheSame({ shop, there, imports: all }: World): Promise<void> {
  const found = await products.in(shop).find({}, { sort: { handle: 1 } });
  const stock = await availableOf(
    shop,
    found.map(({ variants }) => variants[0]!.id),
  );
  const said = found.map(({ handle, title, variants }, at) => ({ handle, title, price: variants[0]!.price, stock: stock[at] }));
  const meant = [...there].map(([handle, { title, price, stock: pieces }]) => ({ handle, title, price, stock: pieces }));
  expect(said).toEqual(meant.toSorted((a, b) => (a.handle < b.handle ? -1 : 1)));
  for (const { real, status, next, counts } of all) {
    expect(await imports.in(shop).findOne({ _id: real._id })).toMatchObject({ status, nextPart: next, ...counts });
  }
}
