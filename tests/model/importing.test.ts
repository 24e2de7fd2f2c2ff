import { afterAll, beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { findProduct, productId, products } from '#commerce/catalog/index.js';
import { Overtaken } from '#commerce/imports/account.js';
import { imports } from '#commerce/imports/import.model.js';
import { cancelImport, resumeImport } from '#commerce/imports/imports.js';
import { type Import, importId } from '#commerce/imports/index.js';
import type { CanonicalLine } from '#commerce/imports/reading/canonical.js';
import { checked } from '#commerce/imports/reading/check.js';
import { undoImport } from '#commerce/imports/undo.js';
import { takePart } from '#commerce/imports/write-part.js';
import { availableOf, createDefaultLocation, setInventory, updateProduct } from '#commerce/inventory/index.js';
import { transaction } from '#tenants/index.js';
import { connectForTest, disconnectAfterTest } from '#tests/support/database.js';
import { aShop } from '#tests/support/factories.js';
import { aReadImport, runImport, runUndo } from '#tests/support/importing.js';
import { variantOf } from '#tests/support/shopping.js';
import { apply, at, isFree, movedBack, noCounts, type Running, type World } from './importing/model.js';
import { type Item, type Step, starting, step, type Wishes } from './importing/sequences.js';

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
  const nothing = { next: 0, tried: [], applied: false, counts: noCounts(), journal: [] };
  all.push({ real: started, source, parts: made, items: parts, wishes: given, status: 'QUEUED', ...nothing });
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
  await how(() => takePart(world.shop, current, running.source, part));
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
  if (running.wishes.dryRun) return; // it writes its account alone, at its end
  const dying = transaction(world.shop, async (tx) => {
    await takePart(tx, current, running.source, part);
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
