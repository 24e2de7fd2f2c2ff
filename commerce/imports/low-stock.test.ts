import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { productId, products, variantId } from '#commerce/catalog/index.js';
import { availableOf, createDefaultLocation, locationId } from '#commerce/inventory/index.js';
import { outbox, type ShopContext } from '#tenants/index.js';
import { connectForTest, disconnectAfterTest } from '#tests/support/database.js';
import { aShop } from '#tests/support/factories.js';
import { importText, runImport, startImporting } from '#tests/support/importing.js';
import { closeReader } from './reading/reader.js';

beforeAll(connectForTest);
afterAll(async () => {
  await closeReader();
  await disconnectAfterTest();
});

const aCatalog = (...rows: string[]) => ['Title,URL handle,Option1 name,Option1 value,SKU,Price,Inventory quantity', ...rows].join('\n');
const told = async (shop: ShopContext) =>
  (await outbox.in(shop).find({ type: 'inventory.low' }, { sort: { _id: 1 } })).map(({ subject, data }) => ({ subject, data }));

test('an import tells once of each level that it brings down to the limit, of none that was below it, and of no new one', async () => {
  const shop = await aShop({ settings: { lowStock: 3 } });
  const location = locationId.encode((await createDefaultLocation(shop))._id);
  await importText(
    shop,
    aCatalog(
      'To the limit,limit,,,limit,10,10',
      'Above it,above,,,above,10,10',
      'Low before,low,,,low,10,2',
      'Not counted,uncounted,,,uncounted,10,',
      'Sizes,sizes,Size,S,S,10,5',
      ',sizes,,M,M,10,3',
      ',sizes,,L,L,10,9',
    ),
  );
  expect(await told(shop)).toEqual([]);

  const lower = aCatalog(
    'To the limit,limit,,,limit,10,3',
    'Above it,above,,,above,10,4',
    'Low before,low,,,low,10,1',
    'Not counted,uncounted,,,uncounted,10,1',
    'Sizes,sizes,Size,S,S,10,0',
    ',sizes,,M,M,10,0',
    ',sizes,,L,L,10,2',
    ',sizes,,XL,XL,10,1',
    'New,new,,,new,10,1',
  );
  const [started] = await startImporting([shop], lower);
  await Promise.all([runImport(shop, started!), runImport(shop, started!)]);
  const found = await products.in(shop).find({});
  const variants = found.flatMap((product) => product.variants.map(({ id, sku }) => ({ id, sku, product: product._id })));
  const left = await availableOf(
    shop,
    variants.map(({ id }) => id),
  );
  expect(Object.fromEntries(variants.map(({ sku }, at) => [sku, left[at]]))).toEqual({
    limit: 3,
    above: 4,
    low: 1,
    uncounted: 1,
    S: 0,
    M: 0,
    L: 2,
    XL: 1,
    new: 1,
  });
  const level = (sku: string, available: number) => {
    const { id, product } = variants.find((one) => one.sku === sku)!;
    return { subject: variantId.encode(id), data: { product: productId.encode(product), location, available } };
  };
  const lowered = [level('limit', 3), level('S', 0), level('L', 2)];
  expect(await told(shop)).toEqual(lowered);

  await importText(shop, lower);
  expect(await told(shop)).toEqual(lowered);
});
