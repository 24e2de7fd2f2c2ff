import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { GraphQLResolveInfo } from 'graphql';
import { ShopRequest } from '#server/graphql/request.js';
import type { ShopContext } from '#tenants/index.js';
import { connectForTest, disconnectAfterTest } from '#tests/support/database.js';
import { aShop } from '#tests/support/factories.js';
import { aProduct, variantOf } from '#tests/support/shopping.js';
import { cartResolvers, type ShownCart } from './carts.js';

beforeAll(connectForTest);
afterAll(disconnectAfterTest);

/** A cart of one hat, as a shopper at this address asks for it under the key that everybody thinks of first. */
async function create(shop: ShopContext, address: string, variant: string): Promise<ShownCart> {
  const resolve = cartResolvers.Mutation!.cartCreate as unknown as (...given: unknown[]) => Promise<{ cart: ShownCart }>;
  const args = { input: { lines: [{ variant, quantity: 1 }], idempotencyKey: '1' } };
  const info = { fieldName: 'cartCreate' } as GraphQLResolveInfo;
  return (await resolve(null, args, new ShopRequest('req_test', address, shop), info)).cart;
}

test("a shopper's key finds his own cart again, never another shopper's", async () => {
  const shop = await aShop();
  const { id } = variantOf(await aProduct(shop));
  const mine = await create(shop, '203.0.113.1', id);
  const [again, another] = [await create(shop, '203.0.113.1', id), await create(shop, '203.0.113.2', id)];
  expect(again.cart._id).toEqual(mine.cart._id);
  expect(again.token).toBeNull();
  expect(another.cart._id).not.toEqual(mine.cart._id);
  expect(another.token).toMatch(/^sy_cart_/);
});
