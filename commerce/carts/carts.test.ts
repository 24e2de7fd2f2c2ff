import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { productId } from '#commerce/catalog/index.js';
import { deleteProduct } from '#commerce/inventory/index.js';
import { connectForTest, disconnectAfterTest } from '#tests/support/database.js';
import { aShop } from '#tests/support/factories.js';
import { aCart, aProduct, variantOf } from '#tests/support/shopping.js';
import {
  addCartLines,
  carts,
  createCart,
  findCart,
  getCart,
  previewCart,
  readCart,
  removeCartLines,
  shippingMethodsFor,
  updateCartLines,
} from './index.js';

beforeAll(connectForTest);
afterAll(disconnectAfterTest);

test('a variant on two lines is one line of their sum', async () => {
  const shop = await aShop();
  const { id, _id } = variantOf(await aProduct(shop));
  const { token, cart } = await createCart(shop, {
    lines: [
      { variant: id, quantity: 1 },
      { variant: id, quantity: 2 },
    ],
  });
  expect(cart.lines).toEqual([{ variantId: _id, quantity: 3, title: 'Hat' }]);
  expect((await addCartLines(shop, token, { lines: [{ variant: id, quantity: 4 }] })).lines).toMatchObject([{ quantity: 7 }]);
});

test('ten additions at once are all there', async () => {
  const shop = await aShop();
  const hats = await aProduct(shop);
  const token = await aCart(shop, [hats, 1]);
  await Promise.all(Array.from({ length: 10 }, () => addCartLines(shop, token, { lines: [{ variant: variantOf(hats).id, quantity: 1 }] })));
  expect((await getCart(shop, token)).lines).toMatchObject([{ quantity: 11 }]);
});

test('quantities are set, and 0 takes a line out', async () => {
  const shop = await aShop();
  const [hats, scarves] = [await aProduct(shop), await aProduct(shop, { title: 'Scarf' })];
  const token = await aCart(shop, [hats, 1], [scarves, 1]);
  const lines = [
    { variant: variantOf(hats).id, quantity: 5 },
    { variant: variantOf(scarves).id, quantity: 0 },
  ];
  expect((await updateCartLines(shop, token, { lines })).lines).toMatchObject([{ title: 'Hat', quantity: 5 }]);
  await expect(updateCartLines(shop, token, { lines })).rejects.toMatchObject({ code: 'NOT_FOUND', field: ['lines', '1', 'variant'] });
  expect((await removeCartLines(shop, token, { variants: [variantOf(hats).id] })).lines).toEqual([]);
});

test("another shop's variant, a draft and a made-up one are not found", async () => {
  const [shop, other] = [await aShop(), await aShop()];
  const theirs = variantOf(await aProduct(other)).id;
  for (const variant of [theirs, 'var_65f1c0ffee65f1c0ffee65f1', 'nonsense']) {
    await expect(createCart(shop, { lines: [{ variant, quantity: 1 }] })).rejects.toMatchObject({
      code: 'NOT_FOUND',
      field: ['lines', '0', 'variant'],
    });
  }
});

test('a cart is held by its token alone, in its shop alone, and the token is not stored', async () => {
  const [shop, other] = [await aShop(), await aShop()];
  const token = await aCart(shop, [await aProduct(shop), 1]);
  expect(await findCart(other, token)).toBeNull();
  expect(await findCart(shop, `${token}x`)).toBeNull();
  expect(JSON.stringify(await carts.in(shop).find({}))).not.toContain(token);
});

test('more than 9,999 of one variant and more than 100 lines are refused', async () => {
  const shop = await aShop();
  const { id } = variantOf(await aProduct(shop));
  const lines = [
    { variant: id, quantity: 9999 },
    { variant: id, quantity: 1 },
  ];
  await expect(createCart(shop, { lines })).rejects.toMatchObject({ code: 'INVALID_INPUT', field: ['lines', '1', 'quantity'] });
});

test('what is not sold any more stays in the cart, named, and costs nothing', async () => {
  const shop = await aShop({ settings: { tax: { mode: 'INCLUDED', rate: 0, shipping: false } } });
  const [hats, scarves] = [await aProduct(shop, { price: 1000 }), await aProduct(shop, { title: 'Scarf', price: 500 })];
  const token = await aCart(shop, [hats, 2], [scarves, 1]);
  await deleteProduct(shop, productId.encode(scarves._id));
  const inShop = await readCart(shop, await getCart(shop, token));
  expect(inShop.lines).toMatchObject([{ goods: { product: { title: 'Hat' } } }, { line: { title: 'Scarf' }, goods: null }]);
  expect(previewCart(inShop, 'CN', null)).toMatchObject({ subtotal: 2000, shipping: 800, total: 2800 });
  expect(shippingMethodsFor(inShop, 'CN')).toEqual([{ id: 'standard', title: '快递', price: 800 }]);
});
