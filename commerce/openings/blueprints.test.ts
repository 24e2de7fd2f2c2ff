import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createCollection, listCollections, listProducts, listProductsIn, productId } from '#commerce/catalog/index.js';
import { availableOf, createProduct } from '#commerce/inventory/index.js';
import { connectPaymentAccount, listPaymentAccounts, methodChoices, updatePaymentMethods } from '#commerce/payments/index.js';
import type { AgencyContext } from '#tenants/context.js';
import { outbox } from '#tenants/index.js';
import { connectForTest, disconnectAfterTest } from '#tests/support/database.js';
import { anAgencyContext } from '#tests/support/factories.js';
import { contextOf, idOf, newShop } from '#tests/support/openings.js';
import { updateShop } from './changes.js';
import { stockFromBlueprint } from './openings.jobs.js';
import { openShop } from './openings.js';
import { ShopChanges } from './shop.input.js';

beforeAll(connectForTest);
afterAll(disconnectAfterTest);

describe('a blueprint', () => {
  const aBlueprint = async (agency: AgencyContext) => {
    const shop = await openShop(agency, newShop({ timezone: 'Asia/Shanghai' }));
    const context = await contextOf(agency, shop);
    await connectPaymentAccount(context, { manual: { instructions: 'Pay the courier' } });
    await updateShop(context, ShopChanges.parse({ settings: { lowStock: 3, merchantEmail: 'hats@example.com' } }));
    return { id: idOf(shop), context };
  };

  test('gives its settings, its currency, its language and its manual way to pay, but not whose mails they are', async () => {
    const agency = anAgencyContext();
    const { id } = await aBlueprint(agency);
    const made = await openShop(agency, newShop({ blueprint: id, currency: null, locale: null }));
    expect(made).toMatchObject({
      currency: 'CNY',
      locale: 'zh-CN',
      timezone: 'Asia/Shanghai',
      settings: { lowStock: 3, merchantEmail: null },
    });
    expect(await listPaymentAccounts(await contextOf(agency, made))).toMatchObject([
      { provider: 'MANUAL', settings: { instructions: 'Pay the courier' } },
    ]);
  });

  test('gives the choice of its ways to pay, and not the cash that came to itself', async () => {
    const agency = anAgencyContext();
    const blueprint = await openShop(agency, newShop());
    await updatePaymentMethods(await contextOf(agency, blueprint), { methods: [{ provider: 'ALIPAY', enabled: false }] });
    const shop = await contextOf(agency, await openShop(agency, newShop({ blueprint: idOf(blueprint), locale: 'en' })));
    expect(await methodChoices(shop)).toMatchObject([{ provider: 'ALIPAY', enabled: false }]);
    expect(await listPaymentAccounts(shop)).toMatchObject([
      { provider: 'MANUAL', byDefault: true, settings: { instructions: expect.stringContaining('Cash on delivery') } },
    ]);
  });

  test('gives its collections, and its products with their stock and places once the worker has come by; twice is the same', async () => {
    const agency = anAgencyContext();
    const { id, context } = await aBlueprint(agency);
    const variants = [{ price: { amount: '9.90', currency: 'CNY' }, sku: 'HAT', available: 7 }];
    const hat = await createProduct(context, { title: 'Hat', variants } as never);
    await createCollection(context, { title: 'Summer', products: [productId.encode(hat._id)] });
    const made = await openShop(agency, newShop({ blueprint: id, blueprintProducts: true }));
    const shop = await contextOf(agency, made);
    const [summer] = (await listCollections(shop, {})).nodes;
    expect(summer).toMatchObject({ title: 'Summer', handle: 'summer' });
    expect((await listProducts(shop, {})).nodes).toEqual([]);
    const [task] = await outbox.in(shop).find({ type: 'shop.stock' });
    for (const _ of [1, 2]) {
      expect(await stockFromBlueprint(shop, task!)).toBeUndefined();
      const { nodes } = await listProducts(shop, {});
      expect(nodes).toMatchObject([{ title: 'Hat', shopId: made._id, variants: [{ sku: 'HAT', price: 990 }] }]);
      expect(await availableOf(shop, [nodes[0]!.variants[0]!.id])).toEqual([7]);
      expect((await listProductsIn(shop, summer!, {})).nodes).toHaveLength(1);
    }
  });

  test("never stocks another agency's shop", async () => {
    const { id } = await aBlueprint(anAgencyContext());
    const agency = anAgencyContext();
    const shop = await contextOf(agency, await openShop(agency, newShop()));
    await expect(stockFromBlueprint(shop, { data: { blueprint: id } })).rejects.toThrow('is no shop of this agency');
  });

  test("of another agency does not exist, and neither does one that isn't there", async () => {
    const { id } = await aBlueprint(anAgencyContext());
    for (const blueprint of [id, 'shop_000000000000000000000000', 'nonsense'])
      await expect(openShop(anAgencyContext(), newShop({ blueprint }))).rejects.toMatchObject({
        code: 'NOT_FOUND',
        message: `${blueprint} does not exist`,
        field: ['blueprint'],
      });
  });

  test('that sells in another currency is refused: its prices would be wrong', async () => {
    const agency = anAgencyContext();
    const { id } = await aBlueprint(agency);
    await expect(openShop(agency, newShop({ blueprint: id, currency: 'USD' }))).rejects.toMatchObject({ code: 'CURRENCY_MISMATCH' });
  });
});
