import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Types } from 'mongoose';
import { connectForTest, disconnectAfterTest } from '#tests/support/database.js';
import { anAgencyContext, aShop } from '#tests/support/factories.js';
import { actingFor, aMember, somebody } from '#tests/support/people.js';
import { authenticate, openAgency, openShop } from './access.js';
import { AgencyContext } from './context.js';
import { claim } from './idempotency.js';
import { allows, SCOPES, type Scope, scopesOf } from './permissions.js';
import { shopId } from './shop.model.js';
import { accessTokenId, accessTokens } from './token.model.js';
import { createAccessToken, getAccessToken, listAccessTokens, NewAccessToken, revokeAccessToken } from './tokens.js';

beforeAll(connectForTest);
afterAll(disconnectAfterTest);

const wish = (scopes: Scope[] = ['read_products'], given: object = {}) => NewAccessToken.parse({ name: 'Importer', scopes, ...given });
const request = { requestId: 'req_test', locale: 'en' };

describe('an access token', () => {
  test('opens what it was made for, with its scopes and no others; its secret is stored as a hash', async () => {
    const agency = anAgencyContext();
    const shop = await aShop({ agencyId: agency.agencyId });
    const { secret, accessToken } = await createAccessToken(agency, SCOPES, wish(['write_products']));
    const caller = (await authenticate(secret))!;
    const opened = await openShop(caller, shopId.encode(shop.shopId), request);
    expect([allows(opened.scopes, 'read_products'), allows(opened.scopes, 'write_products')]).toEqual([true, true]);
    expect(allows(opened.scopes, 'read_orders')).toBe(false);
    expect(openAgency(caller, null, request).context.agencyId).toEqual(agency.agencyId);
    expect(JSON.stringify(await accessTokens.documents().findOne({ _id: accessToken._id }))).not.toContain(secret.slice(0, -4));
  });

  test('that is bound to a shop opens that shop by itself, no other shop, and never the agency', async () => {
    const agency = anAgencyContext();
    const [ours, sister] = [await aShop({ agencyId: agency.agencyId }), await aShop({ agencyId: agency.agencyId })];
    const { secret } = await createAccessToken(ours, SCOPES, wish([...SCOPES]));
    const caller = (await authenticate(secret))!;
    expect((await openShop(caller, null, request)).context.shopId).toEqual(ours.shopId);
    await expect(openShop(caller, shopId.encode(sister.shopId), request)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(() => openAgency(caller, null, request)).toThrow('does not exist');
  });

  test('may do no more than whoever makes it', async () => {
    const agency = anAgencyContext();
    const held: Scope[] = ['write_settings', 'write_products', 'read_orders'];
    await expect(createAccessToken(agency, held, wish(['read_products', 'write_orders', 'read_customers']))).rejects.toMatchObject({
      code: 'SCOPE_NOT_HELD',
      message: 'A token may do no more than whoever makes it: you lack write_orders, read_customers',
      field: ['scopes'],
    });
    await expect(createAccessToken(agency, held, wish(['read_products', 'read_settings']))).resolves.toBeDefined();
  });

  test('has a name, at least one scope, and an end that is still to come', () => {
    for (const wrong of [{ name: ' ' }, { scopes: [] }, { scopes: ['everything'] }, { expiresAt: new Date(Date.now() - 1000) }])
      expect(NewAccessToken.safeParse({ name: 'Importer', scopes: ['read_products'], ...wrong }).success).toBe(false);
  });

  test('opens nothing once it has expired or was revoked', async () => {
    const agency = anAgencyContext();
    const short = await createAccessToken(agency, SCOPES, wish(['read_products'], { expiresAt: new Date(Date.now() + 60_000) }));
    expect(await authenticate(short.secret)).not.toBeNull();
    await accessTokens.documents().updateOne({ _id: short.accessToken._id }, { $set: { expiresAt: new Date(Date.now() - 1) } });
    const { secret, accessToken } = await createAccessToken(agency, SCOPES, wish());
    expect(await authenticate(secret)).not.toBeNull();
    const id = accessTokenId.encode(accessToken._id);
    const { revokedAt } = await revokeAccessToken(agency, id);
    expect(revokedAt).toBeInstanceOf(Date);
    expect(await authenticate(secret)).toBeNull();
    expect(await authenticate(short.secret)).toBeNull();
    expect(await revokeAccessToken(agency, id)).toMatchObject({ revokedAt }); // again: it stays revoked since then
  });

  test("is listed where it belongs, and nowhere once it is revoked; an agency revokes its shop's", async () => {
    const agency = anAgencyContext();
    const shop = await aShop({ agencyId: agency.agencyId });
    const [whole, bound] = [await createAccessToken(agency, SCOPES, wish()), await createAccessToken(shop, SCOPES, wish())];
    expect((await listAccessTokens(agency)).map(({ _id }) => _id)).toEqual([whole.accessToken._id]);
    expect((await listAccessTokens(shop)).map(({ _id }) => _id)).toEqual([bound.accessToken._id]);
    await revokeAccessToken(agency, accessTokenId.encode(bound.accessToken._id));
    expect(await listAccessTokens(shop)).toEqual([]);
  });

  test("another agency's, a sister shop's and a missing one get the same answer", async () => {
    const agency = anAgencyContext();
    const [ours, sister] = [await aShop({ agencyId: agency.agencyId }), await aShop({ agencyId: agency.agencyId })];
    const { accessToken } = await createAccessToken(ours, SCOPES, wish());
    const id = accessTokenId.encode(accessToken._id);
    for (const where of [anAgencyContext(), sister, await aShop()])
      for (const asked of [id, 'token_000000000000000000000000', 'nonsense'])
        for (const attempt of [revokeAccessToken, getAccessToken])
          await expect(attempt(where, asked)).rejects.toMatchObject({ code: 'NOT_FOUND', message: `${asked} does not exist` });
    expect(await getAccessToken(ours, id)).toMatchObject({ revokedAt: null });
  });

  test('that was made under an idempotency key is found by its repeat, without its secret', async () => {
    const agency = anAgencyContext();
    const keyed = { caller: 'person', mutation: 'accessTokenCreate', key: 'k', input: 1 };
    const first = await claim(agency, keyed);
    const { accessToken } = await createAccessToken(first.kind === 'first' ? first.context : agency, SCOPES, wish());
    expect(await claim(agency, keyed)).toEqual({ kind: 'repeat', result: [accessTokenId.encode(accessToken._id)] });
  });

  test('has a name of one line', () => {
    expect(NewAccessToken.safeParse({ name: 'Importer\nof mails', scopes: ['read_products'] }).success).toBe(false);
  });

  test('is made by rights that its maker has now, not by those the door knew', async () => {
    const { agency } = await somebody();
    const staff = await aMember(agency, 'STAFF');
    const mint = (where: AgencyContext) => createAccessToken(where, SCOPES, wish(['read_products']));
    await expect(mint(staff.agency)).rejects.toMatchObject({ code: 'SCOPE_NOT_HELD', message: expect.stringContaining('write_settings') });
    const stranger = await somebody();
    await expect(mint(actingFor(agency.agencyId, stranger.person._id))).rejects.toMatchObject({ code: 'SCOPE_NOT_HELD' });
    expect((await mint(agency)).accessToken.madeBy).toMatchObject({ kind: 'person' });
  });

  test('that an app makes ends with the app: no later by itself, and as soon as that is revoked', async () => {
    const { agency } = await somebody();
    const asApp = ({ accessToken: { _id } }: { accessToken: { _id: Types.ObjectId } }) =>
      new AgencyContext(agency.agencyId, { kind: 'app', tokenId: _id }, 'req_test', 'en');
    const [soon, later] = [new Date(Date.now() + 60_000), new Date(Date.now() + 120_000)];
    const first = await createAccessToken(agency, SCOPES, wish(['write_settings'], { expiresAt: later }));
    const second = await createAccessToken(asApp(first), SCOPES, wish(['write_settings']));
    const third = await createAccessToken(asApp(second), SCOPES, wish(['read_settings'], { expiresAt: soon }));
    const fourth = await createAccessToken(asApp(second), SCOPES, wish(['write_settings'], { expiresAt: new Date(Date.now() + 240_000) }));
    const beside = await createAccessToken(agency, SCOPES, wish());
    expect([first, second, third, fourth].map(({ accessToken }) => accessToken.expiresAt)).toEqual([later, later, soon, later]);
    expect(second.accessToken.madeBy).toEqual({ kind: 'app', id: first.accessToken._id });
    await expect(createAccessToken(asApp(third), SCOPES, wish(['read_settings']))).rejects.toMatchObject({ code: 'SCOPE_NOT_HELD' });
    const known = async () =>
      (await Promise.all([first, second, third, fourth, beside].map(({ secret }) => authenticate(secret)))).map(Boolean);
    expect(await known()).toEqual([true, true, true, true, true]);
    await revokeAccessToken(agency, accessTokenId.encode(first.accessToken._id));
    expect(await known()).toEqual([false, false, false, false, true]);
    await expect(createAccessToken(asApp(fourth), SCOPES, wish(['read_settings']))).rejects.toMatchObject({ code: 'SCOPE_NOT_HELD' });
  });

  test('that is made while its maker is revoked does not outlive it', async () => {
    const { agency } = await somebody();
    const { accessToken } = await createAccessToken(agency, SCOPES, wish(['write_settings']));
    const app = new AgencyContext(agency.agencyId, { kind: 'app', tokenId: accessToken._id }, 'req_test', 'en');
    const minting = Array.from({ length: 3 }, () => createAccessToken(app, SCOPES, wish(['read_settings'])));
    await Promise.allSettled([...minting, revokeAccessToken(agency, accessTokenId.encode(accessToken._id))]);
    expect(await accessTokens.documents().countDocuments({ agencyId: agency.agencyId, revokedAt: null })).toBe(0);
  });

  test('of before its maker was kept goes on working, and makes others', async () => {
    const { agency } = await somebody();
    const { accessToken, secret } = await createAccessToken(agency, SCOPES, wish(['write_settings']));
    await accessTokens.documents().updateOne({ _id: accessToken._id }, { $unset: { madeBy: 1, given: 1 } });
    expect((await authenticate(secret))?.kind).toBe('app');
    const app = new AgencyContext(agency.agencyId, { kind: 'app', tokenId: accessToken._id }, 'req_test', 'en');
    await expect(createAccessToken(app, SCOPES, wish(['read_settings']))).resolves.toBeDefined();
  });

  test('is refused where 250 are in use', async () => {
    const agency = anAgencyContext();
    const { accessToken } = await createAccessToken(agency, SCOPES, wish());
    const { _id, tokenHash, ...rest } = accessToken;
    const more = Array.from({ length: 249 }, (_, n) => ({ ...rest, tokenHash: `${tokenHash}-${n}` }));
    await accessTokens.documents().insertMany(more as never);
    await expect(createAccessToken(agency, SCOPES, wish())).rejects.toMatchObject({ code: 'TOO_MANY_TOKENS' });
    await revokeAccessToken(agency, accessTokenId.encode(_id));
    await expect(createAccessToken(agency, SCOPES, wish())).resolves.toBeDefined();
  });
});

test('writing something includes reading it, and reading never includes writing', () => {
  for (const scope of SCOPES) {
    const [, noun] = scope.split('_');
    expect(allows([`write_${noun}` as Scope], scope)).toBe(true);
    expect(allows([`read_${noun}` as Scope], scope)).toBe(scope.startsWith('read_'));
  }
});

test('every role reads; only owners and managers handle settings and payments', () => {
  for (const role of ['OWNER', 'MANAGER', 'STAFF', 'READ_ONLY'] as const) {
    const may = (scope: Scope) => allows(scopesOf(role), scope);
    expect(SCOPES.filter((scope) => scope.startsWith('read_')).every(may)).toBe(true);
    expect([may('write_settings'), may('write_payments')]).toEqual(role === 'OWNER' || role === 'MANAGER' ? [true, true] : [false, false]);
    expect(may('write_products')).toBe(role !== 'READ_ONLY');
  }
});
