import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Types } from 'mongoose';
import { connectForTest, disconnectAfterTest } from '#tests/support/database.js';
import { anAgencyContext, aShop } from '#tests/support/factories.js';
import { type Caller, openAgency, openListedShop, openShop, openStorefront, shopForJob, shopOfAgency } from './access.js';
import { agencyId } from './agency.model.js';
import type { ShopContext } from './context.js';
import { shopId, shops } from './shop.model.js';
import { listShops } from './shop-list.js';
import { changeShop, getShop } from './shops.js';

beforeAll(connectForTest);
afterAll(disconnectAfterTest);

const request = { requestId: 'req_test', locale: 'en' };
const idOf = (shop: ShopContext) => shopId.encode(shop.shopId);
const notFound = (id: string) => ({ code: 'NOT_FOUND', message: `${id} does not exist` });

/** A person with these memberships. */
const person = (...memberships: (Caller & { kind: 'person' })['memberships'][number][]): Caller => ({
  kind: 'person',
  sessionId: new Types.ObjectId(),
  personId: new Types.ObjectId(),
  memberships,
});
const ownerOf = (agency: Types.ObjectId) => person({ agencyId: agency, shopId: null, role: 'OWNER' });

describe('a shop', () => {
  test("opens for its agency's people, and for no other agency's", async () => {
    const shop = await aShop();
    const opened = await openShop(ownerOf(shop.agencyId), idOf(shop), request);
    expect(opened.context).toMatchObject({ shopId: shop.shopId, agencyId: shop.agencyId, actor: { kind: 'staff' } });
    await expect(openShop(ownerOf(new Types.ObjectId()), idOf(shop), request)).rejects.toMatchObject(notFound(idOf(shop)));
  });

  test("opens for its own staff with their role's scopes; a sister shop does not", async () => {
    const [shop, sister] = await aShop().then(async (one) => [one, await aShop({ agencyId: one.agencyId })] as const);
    const clerk = person({ agencyId: shop.agencyId, shopId: shop.shopId, role: 'READ_ONLY' });
    const { scopes } = await openShop(clerk, idOf(shop), request);
    expect(scopes).toContain('read_orders');
    expect(scopes).not.toContain('write_orders');
    await expect(openShop(clerk, idOf(sister), request)).rejects.toMatchObject(notFound(idOf(sister)));
    expect(() => openAgency(clerk, null, request)).toThrow('does not exist');
  });

  test('must be named by whoever has more than one', async () => {
    const shop = await aShop();
    await expect(openShop(ownerOf(shop.agencyId), null, request)).rejects.toMatchObject({ code: 'SHOP_REQUIRED' });
  });

  test('that was listed is opened only for who may see it', async () => {
    const shop = await aShop();
    const document = await getShop(shop);
    expect(openListedShop(ownerOf(shop.agencyId), document, request).context.shopId).toEqual(shop.shopId);
    expect(() => openListedShop(ownerOf(new Types.ObjectId()), document, request)).toThrow('does not exist');
  });

  test("is its agency's to reach for its own work, and no other's", async () => {
    const shop = await aShop();
    expect((await shopOfAgency(anAgencyContext(shop.agencyId), idOf(shop))).shopId).toEqual(shop.shopId);
    for (const id of [idOf(shop), 'shop_000000000000000000000000'])
      await expect(shopOfAgency(anAgencyContext(), id, ['blueprint'])).rejects.toMatchObject({ ...notFound(id), field: ['blueprint'] });
  });

  test('opens for jobs as long as it exists', async () => {
    const shop = await aShop();
    expect((await shopForJob(shop.shopId, 'import.slice')).actor).toEqual({ kind: 'system', job: 'import.slice' });
    await expect(shopForJob(new Types.ObjectId(), 'import.slice')).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});

describe('an agency', () => {
  test('opens for its people, and a wrong, a missing and another id get one answer', () => {
    const [ours, theirs] = [new Types.ObjectId(), new Types.ObjectId()];
    const owner = ownerOf(ours);
    expect(openAgency(owner, agencyId.encode(ours), request).context.agencyId).toEqual(ours);
    for (const id of [agencyId.encode(theirs), 'agency_000000000000000000000000', 'nonsense'])
      expect(() => openAgency(owner, id, request)).toThrow(`${id} does not exist`);
  });
});

describe('a storefront', () => {
  test('opens by id and by handle, in its own language unless the shopper names one', async () => {
    const shop = await aShop();
    const { handle } = await getShop(shop);
    for (const name of [idOf(shop), handle, handle.toUpperCase()])
      expect(await openStorefront(name, { requestId: 'req_test', locale: null })).toMatchObject({ shopId: shop.shopId, locale: 'zh-CN' });
    expect(await openStorefront(handle, request)).toMatchObject({ locale: 'en', actor: { kind: 'shopper' } });
  });

  test('is closed when the shop is, and looks like one that never was', async () => {
    const shop = await aShop();
    expect(await openStorefront(idOf(shop), request)).not.toBeNull();
    await changeShop(shop, { status: 'CLOSED' });
    for (const name of [idOf(shop), 'shop_000000000000000000000000', 'never-was', ''])
      expect(await openStorefront(name, request)).toBeNull();
  });
});

describe("an agency's list of shops", () => {
  test('has its own, the newest first, page by page', async () => {
    const agency = anAgencyContext();
    await aShop();
    const made: ShopContext[] = [];
    for (let n = 0; n < 5; n += 1) made.push(await aShop({ agencyId: agency.agencyId }));
    for (const [n, shop] of made.entries())
      await shops.documents().updateOne({ _id: shop.shopId }, { $set: { createdAt: new Date(Date.UTC(2026, 0, n + 1)) } });
    const ids = made.map(({ shopId: id }) => id.toHexString()).reverse();
    const first = await listShops(agency, { first: 3 });
    const rest = await listShops(agency, { first: 3, after: first.pageInfo.endCursor });
    expect([...first.nodes, ...rest.nodes].map(({ _id }) => _id.toHexString())).toEqual(ids);
    expect([first.pageInfo.hasNextPage, rest.pageInfo.hasNextPage]).toEqual([true, false]);
  });

  test('is searched by a part of the name or the beginning of the handle, never by an expression', async () => {
    const agency = anAgencyContext();
    const [hats, shoes] = [await aShop({ agencyId: agency.agencyId }), await aShop({ agencyId: agency.agencyId })];
    await changeShop(hats, { name: '夏季帽子 Hats (new)' });
    await changeShop(shoes, { name: 'Shoes' });
    const found = async (query: string) => (await listShops(agency, { query })).nodes.map(({ name }) => name);
    expect(await found('帽子')).toEqual(['夏季帽子 Hats (new)']);
    expect(await found('hats (')).toEqual(['夏季帽子 Hats (new)']);
    expect(await found('.*')).toEqual([]);
    const { handle } = await getShop(shoes);
    expect(await found(handle.slice(0, 12).toUpperCase())).toEqual(['Shoes']);
  });
});
