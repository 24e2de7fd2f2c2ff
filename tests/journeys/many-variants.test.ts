import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Types } from 'mongoose';
import { createCart, getCart, readCart } from '#commerce/carts/index.js';
import {
  findProduct,
  MOST_EMBEDDED,
  type Product,
  productId,
  productsWithVariants,
  variantId,
  variantsApart,
} from '#commerce/catalog/index.js';
import { completeCheckout } from '#commerce/checkout/index.js';
import { bulkEditId } from '#commerce/inventory/bulk-edit.model.js';
import {
  adjustInventory,
  availableOf,
  copyProducts,
  createDefaultLocation,
  createProduct,
  editProducts,
  giveBack,
  levels,
  listStock,
  lookAtStock,
  reserve,
  setInventory,
  undoBulkEdit,
} from '#commerce/inventory/index.js';
import { outbox, type ShopContext, shopId } from '#tenants/index.js';
import { connectForTest, disconnectAfterTest } from '#tests/support/database.js';
import { aShop } from '#tests/support/factories.js';
import { startTestServer, type TestServer } from '#tests/support/server.js';
import { aBuyer, aProduct } from '#tests/support/shopping.js';
import { aToken } from '#tests/support/tokens.js';

let server: TestServer;
beforeAll(async () => {
  await connectForTest();
  server = await startTestServer();
});
afterAll(async () => {
  await server.close();
  await disconnectAfterTest();
});

const PIECES = 3;

/** What every caller sees of a product whose variants stand in its own document holds for one whose variants stand apart. */
describe.each([MOST_EMBEDDED, 260])('a product of %i variants', (count) => {
  const skuAt = (at: number) => `B-${String(at).padStart(3, '0')}`;
  const SKUS = Array.from({ length: count }, (_, at) => skuAt(at));
  const [LAST, BEFORE_LAST] = [count - 1, count - 2];

  /** A shop that sells it: each variant costs a cent more than the one before. */
  async function sold(available = (_at: number) => PIECES): Promise<{ shop: ShopContext; buttons: Product }> {
    const shop = await aShop({ settings: { lowStock: 1 } });
    await createDefaultLocation(shop);
    const buttons = await createProduct(shop, {
      title: 'Buttons',
      status: 'ACTIVE',
      options: [{ name: 'No.' }],
      variants: SKUS.map((sku, at) => ({
        sku,
        optionValues: [sku],
        price: { amount: priceAt(at), currency: 'CNY' },
        available: available(at),
      })),
    });
    expect(await variantsApart.in(shop).count({ productId: buttons._id })).toBe(count > MOST_EMBEDDED ? count : 0);
    return { shop, buttons };
  }
  const minorAt = (at: number) => 1000 + at;
  const priceAt = (at: number) => (minorAt(at) / 100).toFixed(2);

  const idAt = ({ variants }: Product, at: number) => variantId.encode(variants[at]!.id);
  const left = async (shop: ShopContext, { variants }: Product, at: number) => (await availableOf(shop, [variants[at]!.id]))[0];
  const wholeOf = async (shop: ShopContext, { _id }: Pick<Product, '_id'>) => (await productsWithVariants(shop, [_id]))[0]!;

  test('its last variant is put into a cart, ordered down to the last piece, and then sold out', async () => {
    const { shop, buttons } = await sold();
    const inCart = async () => (await createCart(shop, { lines: [{ variant: idAt(buttons, LAST), quantity: PIECES }] })).token;
    const [token, other] = [await inCart(), await inCart()];
    const [line] = (await readCart(shop, await getCart(shop, token))).lines;
    expect(line).toMatchObject({ goods: { product: { title: 'Buttons' }, variant: { sku: skuAt(LAST), price: minorAt(LAST) } } });
    const order = await completeCheckout(shop, token, aBuyer());
    expect(order).toMatchObject({
      subtotal: PIECES * minorAt(LAST),
      lines: [{ title: 'Buttons', sku: skuAt(LAST), variantTitle: skuAt(LAST), price: minorAt(LAST), quantity: PIECES }],
    });
    expect(order.lines[0]!.productId).toEqual(buttons._id);
    await expect(completeCheckout(shop, other, aBuyer())).rejects.toMatchObject({ code: 'OUT_OF_STOCK' });
    expect([await left(shop, buttons, LAST), await left(shop, buttons, BEFORE_LAST)]).toEqual([0, PIECES]);
  });

  test('its last variant is reserved, refused where more is wanted, and given back', async () => {
    const { shop, buttons } = await sold();
    const wanted = (quantity: number) => ({ variantId: buttons.variants[LAST]!.id, quantity, title: 'Buttons', field: ['cart'] });
    const by = () => ({ cart: { _id: new Types.ObjectId(), revision: 0 }, attempt: new Types.ObjectId() });
    const held = await reserve(shop, by(), [wanted(2)]);
    expect(held.held).toMatchObject([{ productId: buttons._id, before: PIECES, after: 1 }]);
    await expect(reserve(shop, by(), [wanted(2)])).rejects.toMatchObject({ message: 'Of Buttons only 1 are left' });
    await giveBack(shop, held);
    expect(await left(shop, buttons, LAST)).toBe(PIECES);
  });

  test('the stock of its last variant is counted and adjusted, and is its own alone', async () => {
    const { shop, buttons } = await sold();
    const variant = idAt(buttons, LAST);
    expect(await setInventory(shop, { variant, available: 9, changeFrom: PIECES })).toMatchObject({ productId: buttons._id, available: 9 });
    expect(await adjustInventory(shop, { variant, delta: -7, reason: 'Damaged' })).toMatchObject({ available: 2 });
    await expect(adjustInventory(shop, { variant, delta: -3, reason: 'Lost' })).rejects.toMatchObject({ code: 'NOT_ENOUGH_STOCK' });
    expect([await left(shop, buttons, LAST), await left(shop, buttons, BEFORE_LAST)]).toEqual([2, PIECES]);
  });

  test('it is in stock as long as any of its variants is', async () => {
    const { shop, buttons } = await sold((at) => (at === LAST ? 1 : 0));
    const inStock = async () => {
      for (const task of await outbox.in(shop).find({ type: 'products.stock' })) await lookAtStock(shop, task);
      return (await wholeOf(shop, buttons)).inStock;
    };
    const change = (delta: number) => adjustInventory(shop, { variant: idAt(buttons, LAST), delta, reason: 'Counted' });
    expect(await inStock()).toBe(true);
    await change(-1);
    expect(await inStock()).toBe(false);
    await change(1);
    expect(await inStock()).toBe(true);
  });

  test('the stock list has each of its variants once, between its neighbours, both ways', async () => {
    const { shop, buttons } = await sold();
    const hat = await aProduct(shop, { title: 'Hat', available: PIECES });
    await setInventory(shop, { variant: idAt(buttons, LAST), available: 1 });
    const names = new Map(buttons.variants.map(({ id }, at) => [id.toHexString(), skuAt(at)]));
    names.set(hat.variants[0]!.id.toHexString(), 'Hat');
    const rows = (page: Awaited<ReturnType<typeof listStock>>) =>
      page.nodes.map((level) => `${names.get(level.variantId.toHexString())} ${level.available}`);
    const expected = [`Hat ${PIECES}`, ...SKUS.map((sku, at) => `${sku} ${at === LAST ? 1 : PIECES}`)];
    for (const size of [7, 100, 250]) {
      expect(await readAll(async (args) => listed(await listStock(shop, args), rows), size)).toEqual({
        forwards: expected,
        backwards: expected,
      });
    }
    expect(rows(await listStock(shop, { low: true }))).toEqual([`${skuAt(LAST)} 1`]);
    expect(rows(await listStock(shop, { query: `sku:${skuAt(LAST)}`, last: 1 }))).toEqual([`${skuAt(LAST)} 1`]);
  });

  /** Of what an edit and its undo leave behind, all but that they have been there. */
  const said = ({ revision: _revision, updatedAt: _updatedAt, ...product }: Product) => product;

  test('a change of all its prices at once is taken back, and what was before stands again', async () => {
    const { shop, buttons } = await sold();
    const before = await wholeOf(shop, buttons);
    const stored = await findProduct(shop, { handle: 'buttons' });
    const { results, bulkEdit } = await editProducts(shop, [{ product: productId.encode(buttons._id), priceChange: { percent: '-50' } }]);
    expect(results).toMatchObject([{ outcome: 'updated', errors: [] }]);
    const cheaper = await wholeOf(shop, buttons);
    expect(cheaper.variants.map(({ price }) => price)).toEqual(SKUS.map((_, at) => Math.round(minorAt(at) / 2)));
    expect(cheaper).toMatchObject({ lowestPrice: 500, edited: ['variants.price'] });
    const { undone } = await undoBulkEdit(shop, bulkEditId.encode(bulkEdit!._id));
    expect(undone).toEqual({ removed: 0, restored: 1, kept: 0 });
    expect(said(await wholeOf(shop, buttons))).toEqual(said(before));
    expect(said((await findProduct(shop, { handle: 'buttons' }))!)).toEqual(said(stored!));
    expect(await left(shop, buttons, LAST)).toBe(PIECES);
  });

  test('an edit that takes away all but two of its variants is taken back, ids and stock included', async () => {
    const { shop, buttons } = await sold();
    await setInventory(shop, { variant: idAt(buttons, LAST), available: 8 });
    const before = await wholeOf(shop, buttons);
    const two = [BEFORE_LAST, 0].map((at) => ({ id: idAt(buttons, at) }));
    const { results, bulkEdit } = await editProducts(shop, [{ product: productId.encode(buttons._id), variants: two }]);
    expect(results).toMatchObject([{ outcome: 'updated', errors: [] }]);
    expect((await findProduct(shop, { handle: 'buttons' }))!.variants.map(({ sku }) => sku)).toEqual([skuAt(BEFORE_LAST), skuAt(0)]);
    expect(await levels.in(shop).count({ productId: buttons._id })).toBe(2);
    await undoBulkEdit(shop, bulkEditId.encode(bulkEdit!._id));
    expect(said(await wholeOf(shop, buttons))).toEqual(said(before));
    expect(await variantsApart.in(shop).count({ productId: buttons._id })).toBe(count > MOST_EMBEDDED ? count : 0);
    const stock = await availableOf(
      shop,
      buttons.variants.map(({ id }) => id),
    );
    expect(stock).toEqual(SKUS.map((_, at) => (at === LAST ? 8 : PIECES)));
  });

  test('another shop gets all of it from a blueprint, with variants of its own; twice is the same', async () => {
    const { shop: blueprint, buttons } = await sold();
    const shop = await aShop();
    await createDefaultLocation(shop);
    for (const _ of [1, 2]) {
      expect(await copyProducts(blueprint, shop, null)).toBeNull();
      const copy = await wholeOf(shop, (await findProduct(shop, { handle: 'buttons' }))!);
      const withoutIds = ({ variants }: Product) => variants.map(({ id: _id, ...variant }) => variant);
      expect(withoutIds(copy)).toEqual(withoutIds(await wholeOf(blueprint, buttons)));
      expect(new Set([...copy.variants, ...buttons.variants].map(({ id }) => id.toHexString())).size).toBe(2 * count);
      expect(await variantsApart.in(shop).count({})).toBe(count > MOST_EMBEDDED ? count : 0);
      const stock = await availableOf(
        shop,
        copy.variants.map(({ id }) => id),
      );
      expect(stock).toEqual(SKUS.map(() => PIECES));
    }
  });

  test('both APIs page through its variants forwards and backwards, with the same answers at either end', async () => {
    const { shop, buttons } = await sold();
    const fields = `variants(first: $first, after: $after, last: $last, before: $before) {
      nodes { id sku available } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } }`;
    const args = '$handle: String, $first: Int, $after: String, $last: Int, $before: String';
    const secret = await aToken(shop);
    const asked = {
      shop: async (given: object) => {
        const query = `query (${args}) { product(handle: $handle) { ${fields} } }`;
        const { data, errors } = await server.shop<{ product: ApiProduct }>(shopId.encode(shop.shopId), query, given);
        expect(errors).toBeUndefined();
        return data.product;
      },
      admin: async (given: object) => {
        const query = `query (${args}) { shop { product(handle: $handle) { variantsCount ${fields} } } }`;
        const { data, errors } = await server.admin<{ shop: { product: ApiProduct } }>(secret, query, given);
        expect(errors).toBeUndefined();
        expect(data.shop.product.variantsCount).toBe(count);
        return data.shop.product;
      },
    };
    const rows = ({ nodes }: ApiProduct['variants']) => nodes.map(({ id, sku, available }) => `${id} ${sku} ${available}`);
    const expected = SKUS.map((sku, at) => `${idAt(buttons, at)} ${sku} ${PIECES}`);
    for (const ask of Object.values(asked)) {
      const page = async (given: Asked) => listed((await ask({ handle: 'buttons', ...given })).variants, rows);
      expect(await readAll(page, 90)).toEqual({ forwards: expected, backwards: expected });
      const [first, last] = [await page({ first: 1 }), await page({ last: 1 })];
      const ends = [first, last, await page({ first: 1, after: first.endCursor }), await page({ last: 1, before: last.startCursor })];
      expect(ends.map(({ hasNextPage, hasPreviousPage }) => [hasNextPage, hasPreviousPage])).toEqual([
        [true, false],
        [false, true],
        [true, true],
        [true, true],
      ]);
    }
  });
});

interface ApiProduct {
  variantsCount?: number;
  variants: {
    nodes: { id: string; sku: string; available: number }[];
    pageInfo: PageInfo;
  };
}
interface PageInfo {
  hasNextPage: boolean;
  hasPreviousPage: boolean;
  startCursor: string | null;
  endCursor: string | null;
}
interface Asked {
  first?: number;
  after?: string | null;
  last?: number;
  before?: string | null;
}

const listed = <P extends { pageInfo: PageInfo }>(page: P, rows: (page: P) => string[]) => ({ rows: rows(page), ...page.pageInfo });

/** The whole list in pages of a size, from its beginning and from its end. */
async function readAll(ask: (args: Asked) => Promise<{ rows: string[] } & PageInfo>, size: number) {
  const [forwards, backwards]: [string[], string[]] = [[], []];
  for (let after: string | null = null; ; ) {
    const page = await ask({ first: size, after });
    forwards.push(...page.rows);
    if (!page.hasNextPage) break;
    after = page.endCursor;
  }
  for (let before: string | null = null; ; ) {
    const page = await ask({ last: size, before });
    backwards.unshift(...page.rows);
    if (!page.hasPreviousPage) break;
    before = page.startCursor;
  }
  return { forwards, backwards };
}
