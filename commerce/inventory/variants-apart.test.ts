import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { findVariants, listVariantsApart, type Product, productId, productsWithVariants, variantId } from '#commerce/catalog/index.js';
import { variantsApart } from '#commerce/catalog/variant.model.js';
import type { ShopContext } from '#tenants/index.js';
import { connectForTest, disconnectAfterTest } from '#tests/support/database.js';
import { aShop } from '#tests/support/factories.js';
import { createDefaultLocation, createProduct, deleteProduct, setProducts, updateProduct } from './index.js';
import { levels } from './level.model.js';

let shop: ShopContext;
beforeAll(async () => {
  await connectForTest();
  shop = await aShop();
  await createDefaultLocation(shop);
});
afterAll(disconnectAfterTest);

const cny = (amount: string) => ({ amount, currency: 'CNY' });
const variants = (count: number, from = 0) =>
  Array.from({ length: count }, (_, at) => ({
    optionValues: [String(from + at)],
    sku: `V-${from + at}`,
    price: cny('2.50'),
    available: 1,
  }));
const wholeOf = async ({ _id }: Product) => (await productsWithVariants(shop, [_id]))[0]!;
const apartOf = ({ _id }: Product) => variantsApart.in(shop).find({ productId: _id }, { sort: { position: 1 } });

test('a product of 2,048 variants is the same to every caller as one of two', async () => {
  const made = await createProduct(shop, { title: 'Buttons', options: [{ name: 'No.' }], variants: variants(2048) });
  expect(made.variants).toHaveLength(2048);
  expect(await apartOf(made)).toHaveLength(2048);
  expect(made.skus).toHaveLength(2048);
  expect(await levels.in(shop).count({ productId: made._id })).toBe(2048);
  const [first, last] = await findVariants(shop, [made.variants[0]!.id, made.variants[2047]!.id]);
  expect(first).toMatchObject({ product: { title: 'Buttons', handle: 'buttons' }, variant: { sku: 'V-0', price: 250 } });
  expect(last?.variant.sku).toBe('V-2047');
  const { nodes, pageInfo } = await listVariantsApart(shop, made._id, { first: 2 });
  expect(nodes.map(({ sku }) => sku)).toEqual(['V-0', 'V-1']);
  const next = await listVariantsApart(shop, made._id, { first: 1, after: pageInfo.endCursor! });
  expect(next.nodes.map(({ sku }) => sku)).toEqual(['V-2']);
  await expect(createProduct(shop, { title: 'Another', variants: [{ sku: 'V-2000', price: cny('1') }] })).rejects.toMatchObject({
    code: 'SKU_TAKEN',
  });
  await deleteProduct(shop, productId.encode(made._id));
  expect(await apartOf(made)).toEqual([]);
});

test('variants keep their ids while a product grows past what its document embeds, shrinks, and changes', async () => {
  const made = await createProduct(shop, { title: 'Beads', options: [{ name: 'No.' }], variants: variants(3, 5000) });
  const id = productId.encode(made._id);
  const ids = made.variants.map((variant) => variantId.encode(variant.id));
  const grown = await updateProduct(shop, id, { variants: variants(300, 5000) });
  expect(grown.variants.slice(0, 3).map((variant) => variantId.encode(variant.id))).toEqual(ids);
  expect((await wholeOf(made)).variants).toHaveLength(300);
  const dearer = await updateProduct(shop, id, { keepOtherVariants: true, variants: [{ id: ids[1]!, price: cny('9') }] });
  expect(dearer.variants.filter(({ price }) => price === 900).map(({ sku }) => sku)).toEqual(['V-5001']);
  expect(dearer.variants).toHaveLength(300);
  const shrunk = await updateProduct(shop, id, { variants: variants(2, 5001) });
  expect(shrunk.variants.map((variant) => variantId.encode(variant.id)).slice(0, 2)).toEqual(ids.slice(1));
  expect(await apartOf(made)).toEqual([]);
  expect((await wholeOf(made)).variantsApart).toBeUndefined();
  expect(await levels.in(shop).count({ productId: made._id })).toBe(2);
});

test('the same item again is unchanged, however many variants it has', async () => {
  const item = {
    source: 'shopify',
    externalId: 'pearls',
    title: 'Pearls',
    options: [{ name: 'No.' }],
    variants: variants(400, 9000).map((one) => ({ ...one, price: 250 })),
  };
  expect((await setProducts(shop, [item])).map(({ outcome }) => outcome)).toEqual(['created']);
  expect((await setProducts(shop, [item])).map(({ outcome }) => outcome)).toEqual(['unchanged']);
  const other = { ...item, variants: item.variants.map((one, at) => (at === 399 ? { ...one, price: 300 } : one)) };
  expect((await setProducts(shop, [other])).map(({ outcome }) => outcome)).toEqual(['updated']);
});
