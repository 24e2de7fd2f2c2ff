import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { productId } from '#commerce/catalog/index.js';
import { connectForTest, disconnectAfterTest } from '#tests/support/database.js';
import { aShop } from '#tests/support/factories.js';
import { createDefaultLocation, createProduct, createProducts, editProducts, setPricedProducts, updateProduct } from './index.js';

beforeAll(connectForTest);
afterAll(disconnectAfterTest);

const price = { amount: '10', currency: 'CNY' };
const book = (taxClass: string | null, handle?: string) => ({
  title: 'Book',
  ...(handle ? { handle } : {}),
  variants: [{ price, taxClass }],
});

test('a variant names a tax class of its shop, or that it is exempt, whichever way it comes', async () => {
  const shop = await aShop({ settings: { taxClasses: [{ id: 'books', title: 'Books', rate: 900 }] } });
  await createDefaultLocation(shop);
  const made = await createProduct(shop, book('books', 'book'));
  expect(made.variants[0]!.taxClass).toBe('books');
  const product = productId.encode(made._id);
  expect((await updateProduct(shop, product, { variants: [{ taxClass: 'exempt' }] })).variants[0]!.taxClass).toBe('exempt');
  expect((await updateProduct(shop, product, { variants: [{ taxClass: null }] })).variants[0]!.taxClass).toBeNull();

  const refused = {
    code: 'INVALID_INPUT',
    message: 'variants.0.taxClass: the shop has no tax class stamps, only exempt, books',
    field: ['variants', '0', 'taxClass'],
  };
  await expect(createProduct(shop, book('stamps'))).rejects.toMatchObject(refused);
  await expect(updateProduct(shop, product, { variants: [{ taxClass: 'stamps' }] })).rejects.toMatchObject(refused);
  const one = { product, variants: [{ taxClass: 'stamps' }] };
  for (const results of [
    await createProducts(shop, [book('stamps'), book('books')]),
    await setPricedProducts(shop, [book('stamps', 'book'), book('books', 'other')]),
    (await editProducts(shop, [one, { ...one, product: productId.encode((await createProduct(shop, book(null)))._id), variants: [] }]))
      .results,
  ]) {
    expect(results.map(({ outcome }) => outcome === 'refused')).toEqual([true, false]);
    expect(results[0]!.errors).toEqual([refused]);
  }
});
