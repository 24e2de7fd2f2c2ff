import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Types } from 'mongoose';
import { ShopContext } from '#tenants/context.js';
import { createSavedView, deleteSavedView, listSavedViews, savedViewId } from '#tenants/index.js';
import { connectForTest, disconnectAfterTest } from '#tests/support/database.js';
import { aShopContext } from '#tests/support/factories.js';

beforeAll(connectForTest);
afterAll(disconnectAfterTest);

const inShop = aShopContext();
const somebody = (): ShopContext =>
  new ShopContext(inShop, { actor: { kind: 'staff', userId: new Types.ObjectId() }, requestId: 'req_test', locale: 'en' });
const view = (name: string, query = 'show=unpaid') => ({ screen: 'ORDERS', name, query }) as const;

test('a view is its person’s alone: another sees it as little as he can delete it', async () => {
  const [one, other] = [somebody(), somebody()];
  const kept = await createSavedView(one, view('To call'));
  expect(await listSavedViews(other, 'ORDERS')).toEqual([]);
  await expect(deleteSavedView(other, savedViewId.encode(kept._id))).rejects.toMatchObject({ code: 'NOT_FOUND' });
  expect(await listSavedViews(one, 'ORDERS')).toEqual([kept]);
  await deleteSavedView(one, savedViewId.encode(kept._id));
  expect(await listSavedViews(one, 'ORDERS')).toEqual([]);
});

test('the same name again, or twice at once, is one view with the newest filters', async () => {
  const one = somebody();
  await Promise.all([createSavedView(one, view('Mine', 'a=1')), createSavedView(one, view('Mine', 'a=1'))]);
  await createSavedView(one, view('Mine', 'a=2'));
  expect((await listSavedViews(one, 'ORDERS')).map(({ name, query }) => [name, query])).toEqual([['Mine', 'a=2']]);
});

test('a person keeps thirty of a screen, and may go on changing them', async () => {
  const one = somebody();
  for (let at = 0; at < 30; at++) await createSavedView(one, view(`View ${at}`));
  await expect(createSavedView(one, view('One more'))).rejects.toMatchObject({ code: 'TOO_MANY_VIEWS' });
  await createSavedView(one, view('View 7', 'show=sent'));
  await createSavedView(one, { ...view('One more'), screen: 'PRODUCTS' });
});
