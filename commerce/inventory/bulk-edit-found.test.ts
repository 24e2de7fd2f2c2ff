import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import {
  collectionId,
  createCollection,
  deleteCollection,
  getProduct,
  listProducts,
  newestProduct,
  nextProducts,
  productId,
  updateCollection,
} from '#commerce/catalog/index.js';
import { outbox, type ShopContext } from '#tenants/index.js';
import { connectForTest, disconnectAfterTest } from '#tests/support/database.js';
import { aShop } from '#tests/support/factories.js';
import { runInside, stepsOf, watchSteps } from '#tests/support/interleave.js';
import { type BulkEdit, bulkEditId, bulkEdits } from './bulk-edit.model.js';
import {
  cancelBulkEdit,
  createDefaultLocation,
  editFound,
  editProducts,
  getBulkEdit,
  isUndoable,
  ProductsUpdateFound,
  runEditSlice,
  runEditUndoSlice,
  setProducts,
  statusOfEdit,
  undoBulkEdit,
} from './index.js';
import { journal } from './journal.model.js';

beforeAll(connectForTest);
afterAll(disconnectAfterTest);

let shop: ShopContext;
beforeEach(async () => {
  shop = await aShop();
  await createDefaultLocation(shop);
});

/** Hats at 10.00, 11.00, …; every second one is on sale. */
const hats = (count: number, from = 0) =>
  setProducts(
    shop,
    Array.from({ length: count }, (_, at) => ({
      title: `Hat ${from + at}`,
      handle: `hat-${from + at}`,
      tags: at % 2 === 0 ? ['sale'] : [],
      variants: [{ price: 1000 + 100 * at, available: 5 }],
    })),
  );
const begin = (query: string, change: ProductsUpdateFound['change']) => editFound(shop, ProductsUpdateFound.parse({ query, change }));
const jobOf = ({ _id }: BulkEdit, attempts = 0) => ({ data: { bulkEdit: bulkEditId.encode(_id) }, attempts });
const now = (edit: BulkEdit) => getBulkEdit(shop, bulkEditId.encode(edit._id));

/** As the worker does it, slice after slice. */
async function toTheEnd(edit: BulkEdit, slice = runEditSlice): Promise<BulkEdit> {
  while (await slice(shop, jobOf(edit)));
  return now(edit);
}
const count = async (query: string) => (await listProducts(shop, { first: 250, query })).nodes.length;
const undo = async (edit: BulkEdit) => {
  await undoBulkEdit(shop, bulkEditId.encode(edit._id));
  return toTheEnd(edit, runEditUndoSlice);
};

describe('an edit of all that a query finds', () => {
  test('changes those, in portions, and no other', async () => {
    await hats(230);
    const edit = await begin('tag:sale', { status: 'ARCHIVED', tagsAdd: ['old'] });
    expect(edit.search).toMatchObject({ status: 'RUNNING', found: 115, seen: 0 });
    const done = await toTheEnd(edit);
    expect(done).toMatchObject({ count: 115, search: { status: 'COMPLETED', found: 115, seen: 115, refused: 0, problems: [] } });
    expect([await count('status:ARCHIVED tag:old'), await count('status:ACTIVE')]).toEqual([115, 115]);
    expect(await journal.in(shop).count({ changeId: edit._id })).toBe(2);
    expect(await outbox.in(shop).count({ type: 'products.edit' })).toBe(1);
  });

  test('comes to each once, also where the change makes others fit or itself fit no more', async () => {
    await hats(120);
    const dearer = await toTheEnd(await begin('price:<=20', { priceChange: { percent: '100' } }));
    expect(dearer).toMatchObject({ count: 11, search: { found: 11, seen: 11 } });
    expect(await count('price:20..40')).toBe(11 + 21 - 1);
    const off = await toTheEnd(await begin('tag:sale', { tagsRemove: ['Sale'] }));
    expect([off.count, await count('tag:sale')]).toEqual([60, 0]);
  });

  test('takes fewer at once where their descriptions are long', async () => {
    const descriptionHtml = `<p>${'x'.repeat(450_000)}</p>`;
    for (let n = 0; n < 12; n += 4)
      await setProducts(
        shop,
        Array.from({ length: 4 }, (_, at) => ({ title: `Tale ${n + at}`, descriptionHtml, variants: [{ price: 100 }] })),
      );
    const portion = await nextProducts(shop, 'tale', { after: null, upTo: (await newestProduct(shop))! });
    expect(portion!.map(({ title }) => title)).toEqual(Array.from({ length: 8 }, (_, at) => `Tale ${at}`));
    expect(await toTheEnd(await begin('tale', { vendor: 'Loom' }))).toMatchObject({ count: 12, search: { seen: 12 } });
  });

  test('leaves alone what is made after it began', async () => {
    await hats(4);
    const edit = await begin('', { vendor: 'Loom' });
    await hats(2, 10);
    expect(await toTheEnd(edit)).toMatchObject({ count: 4, search: { found: 4, seen: 4 } });
    expect(await count('vendor:Loom')).toBe(4);
  });

  test('of nothing is done at once', async () => {
    expect(await toTheEnd(await begin('', { vendor: 'Loom' }))).toMatchObject({ count: 0, search: { status: 'COMPLETED', found: 0 } });
  });

  test('tells of those that it could not change, and changes the others', async () => {
    await hats(30);
    const done = await toTheEnd(await begin('', { priceChange: { amount: '-12' } }));
    expect(done).toMatchObject({ count: 28, search: { status: 'COMPLETED', seen: 30, refused: 2 } });
    expect(done.search!.problems).toEqual([
      { title: 'Hat 0', message: expect.any(String) },
      { title: 'Hat 1', message: expect.any(String) },
    ]);
  });

  test('changes nothing twice where two slices run at once', async () => {
    await hats(150);
    const edit = await begin('', { priceChange: { amount: '1' } });
    await Promise.all([toTheEnd(edit), toTheEnd(edit)]);
    expect(await now(edit)).toMatchObject({ count: 150, search: { seen: 150, status: 'COMPLETED' } });
    expect(await count('price:<11')).toBe(0);
    expect(await count('price:11')).toBe(1);
  });
});

describe('an edit of a collection', () => {
  const aCollection = async (handle: string, value: string) => {
    const { _id } = await createCollection(shop, {
      title: handle,
      handle,
      rules: { match: 'ALL', conditions: [{ field: 'TAG', relation: 'EQUALS', value }] },
    });
    return collectionId.encode(_id);
  };

  test('stays with it where its name moves on to another', async () => {
    await hats(6);
    const id = await aCollection('sale', 'sale');
    const edit = await begin('collection:sale', { vendor: 'Loom' });
    expect(edit.search).toMatchObject({ query: `collection:${id}`, found: 3 });
    await updateCollection(shop, id, { handle: 'old-sale' });
    await aCollection('sale', 'nothing');
    expect(await toTheEnd(edit)).toMatchObject({ count: 3, search: { status: 'COMPLETED' } });
  });

  test('fails where it is gone', async () => {
    await hats(6);
    const id = await aCollection('sale', 'sale');
    const edit = await begin('stock:in collection:"sale"', { vendor: 'Loom' });
    expect(edit.search).toMatchObject({ query: `stock:in collection:${id}`, found: 3 });
    await deleteCollection(shop, id);
    expect(await toTheEnd(edit)).toMatchObject({ count: 0, search: { status: 'FAILED' } });
    await expect(begin('collection:sale', { vendor: 'Loom' })).rejects.toMatchObject({ code: 'NOT_FOUND', field: ['query'] });
  });
});

describe('such an edit is taken back', () => {
  test('by the worker, but for what was edited since', async () => {
    await hats(130);
    const edit = await toTheEnd(await begin('', { status: 'DRAFT' }));
    const [first] = (await listProducts(shop, { first: 1 })).nodes;
    await editProducts(shop, [{ product: `prod_${first!._id.toHexString()}`, title: 'Mine' }]);
    const begun = await undoBulkEdit(shop, bulkEditId.encode(edit._id));
    expect([statusOfEdit(begun.bulkEdit), begun.undone]).toEqual(['UNDOING', { removed: 0, restored: 0, kept: 0 }]);
    expect(await undo(edit)).toMatchObject({
      undoneAt: expect.any(Date),
      undone: { restored: 129, kept: 1 },
      search: { status: 'UNDONE' },
    });
    expect([await count('status:ACTIVE'), await count('status:DRAFT')]).toEqual([129, 1]);
    expect(await undo(edit)).toMatchObject({ undone: { restored: 129, kept: 1 } });
  });

  test('after it was cancelled, as far as it came; not while it runs, nor after its day', async () => {
    await hats(3);
    const edit = await begin('', { status: 'DRAFT' });
    const id = bulkEditId.encode(edit._id);
    await expect(undoBulkEdit(shop, id)).rejects.toMatchObject({ code: 'WRONG_STATE', field: ['bulkEdit'] });
    expect(statusOfEdit(await cancelBulkEdit(shop, id))).toBe('CANCELLED');
    expect(await toTheEnd(edit)).toMatchObject({ count: 0 });
    const done = await toTheEnd(await begin('', { status: 'DRAFT' }));
    expect(statusOfEdit(await cancelBulkEdit(shop, bulkEditId.encode(done._id)))).toBe('COMPLETED');
    expect([isUndoable(done), isUndoable(done, Date.now() + 25 * 3600_000)]).toEqual([true, false]);
  });
});

describe('such an edit is refused', () => {
  test('without a change, with a query that would be cut, and with an amount that is none', async () => {
    expect(ProductsUpdateFound.safeParse({ query: '', change: {} }).success).toBe(false);
    expect(ProductsUpdateFound.safeParse({ query: 'x'.repeat(501), change: { status: 'DRAFT' } }).success).toBe(false);
    await expect(begin('', { priceChange: { amount: 'much' } })).rejects.toMatchObject({ field: ['change', 'priceChange', 'amount'] });
  });

  test.each([
    ['21 words', `${Array.from({ length: 21 }, (_, at) => `w${at}x`).join(' ')} tag:keep`],
    ['21 tags', Array.from({ length: 21 }, (_, at) => `tag:${at}`).join(' ')],
    ['a long title', '复古法式碎花连衣裙女夏季新款小众设计感收腰显瘦气质长裙温柔风度假海边沙滩裙百搭高腰大摆仙女裙子修身连身裙'],
    ['a name of many parts', 'a-b-c-d-e-f-g-h-i'],
  ])('where not all of the query would be looked for: %s', async (_name, query) => {
    await expect(begin(query, { status: 'DRAFT' })).rejects.toMatchObject({ code: 'INVALID_INPUT', field: ['query'] });
  });

  test('only where something is passed over', async () => {
    const query = `${Array.from({ length: 19 }, (_, at) => `w${at}x`).join(' ')} tag:keep`;
    expect(await begin(query, { status: 'DRAFT' })).toMatchObject({ search: { found: 0 } });
  });

  test('while five of the shop are running', async () => {
    await hats(1);
    const begun: BulkEdit[] = [];
    for (let n = 0; n < 5; n += 1) begun.push(await begin('', { status: 'DRAFT' }));
    await expect(begin('', { status: 'DRAFT' })).rejects.toMatchObject({ code: 'WRONG_STATE' });
    await cancelBulkEdit(shop, bulkEditId.encode(begun[0]!._id));
    await begin('', { status: 'DRAFT' });
  });

  test('while five are running or taken back, however many ask at once', async () => {
    await hats(1);
    const done = await toTheEnd(await begin('', { status: 'DRAFT' }));
    await undoBulkEdit(shop, bulkEditId.encode(done._id));
    const asked = await Promise.allSettled(Array.from({ length: 8 }, () => begin('', { status: 'DRAFT' })));
    const refused = asked.filter((one) => one.status === 'rejected');
    expect(refused.map(({ reason }) => reason.code)).toEqual(Array(4).fill('WRONG_STATE'));
    expect(await bulkEdits.in(shop).count({ 'search.status': 'RUNNING' })).toBe(4);
    await toTheEnd(done, runEditUndoSlice);
    await begin('', { status: 'DRAFT' });
  });
});

/** Something in the edit that no step can be written beside. */
const spoil = ({ _id }: BulkEdit, field: 'search.problems' | 'undone.restored') =>
  bulkEdits.in(shop).set({ _id }, { $set: { [field]: 'spoilt' } as never });

test('an edit is given up after errors of our own, again and again', async () => {
  await hats(2);
  const edit = await begin('', { status: 'DRAFT' });
  await spoil(edit, 'search.problems');
  for (let n = 0; n < 4; n += 1) await expect(runEditSlice(shop, jobOf(edit))).rejects.toThrow();
  expect(statusOfEdit(await now(edit))).toBe('RUNNING');
  expect(await runEditSlice(shop, jobOf(edit))).toBeUndefined();
  expect([statusOfEdit(await now(edit)), await count('status:DRAFT')]).toEqual(['FAILED', 0]);
});

test('an edit whose job is not tried again has ended with it', async () => {
  await hats(2);
  const edit = await begin('', { status: 'DRAFT' });
  await spoil(edit, 'search.problems');
  await expect(runEditSlice(shop, jobOf(edit, 8))).rejects.toThrow();
  expect(await runEditSlice(shop, jobOf(edit, 9))).toBeUndefined();
  expect(statusOfEdit(await now(edit))).toBe('FAILED');
});

test('an undo that was given up is begun again, and goes on where it was', async () => {
  await hats(130);
  const edit = await toTheEnd(await begin('', { status: 'DRAFT' }));
  await undoBulkEdit(shop, bulkEditId.encode(edit._id));
  await spoil(edit, 'undone.restored');
  for (let n = 0; n < 4; n += 1) await expect(runEditUndoSlice(shop, jobOf(edit))).rejects.toThrow();
  expect(await runEditUndoSlice(shop, jobOf(edit))).toBeUndefined();
  const failed = await now(edit);
  expect([statusOfEdit(failed), failed.undoneAt, isUndoable(failed)]).toEqual(['FAILED', null, true]);
  await bulkEdits.in(shop).set({ _id: edit._id }, { $set: { 'undone.restored': 0 } });
  expect(await undo(edit)).toMatchObject({ undone: { restored: 130 }, search: { status: 'UNDONE', failures: 0 } });
  expect(await count('status:ACTIVE')).toBe(130);
});

test('a product that a person takes out of what is found, at whichever moment, is changed before that or not at all', async () => {
  const aHatOnSale = async () => {
    shop = await aShop();
    await createDefaultLocation(shop);
    await hats(1);
    const [hat] = (await listProducts(shop, {})).nodes;
    return { hat: productId.encode(hat!._id), edit: await begin('tag:sale', { vendor: 'Loom' }) };
  };
  const unwatch = watchSteps();
  const solo = await aHatOnSale();
  const steps = await stepsOf(() => toTheEnd(solo.edit));
  for (let at = 0; at < steps; at += 1) {
    const { hat, edit } = await aHatOnSale();
    const seen: unknown[] = [];
    const takeOut = async () => {
      await editProducts(shop, [{ product: hat, tagsRemove: ['sale'] }]);
      seen.push((await getProduct(shop, hat)).vendor);
    };
    await runInside(at, () => toTheEnd(edit), takeOut, steps);
    expect([at, (await getProduct(shop, hat)).vendor]).toEqual([at, seen[0]]);
    expect(await now(edit)).toMatchObject({ search: { status: 'COMPLETED' } });
  }
  unwatch();
}, 60_000);
