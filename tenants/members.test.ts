import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Types } from 'mongoose';
import { connectForTest, disconnectAfterTest } from '#tests/support/database.js';
import { aShop } from '#tests/support/factories.js';
import {
  aConfirmedSomebody,
  actingFor,
  aMember,
  anEmail,
  confirmAddress,
  mailsTo,
  PASSWORD,
  personNow,
  somebody,
  tokenMailed,
} from '#tests/support/people.js';
import { authenticate, openAgency, openShop } from './access.js';
import { memberId, memberships } from './agency.model.js';
import { AgencyContext, ShopContext } from './context.js';
import { invitationId, invitations } from './invitation.model.js';
import { acceptInvitation, findOffer, inviteMember, listInvitations, revokeInvitation, signUpToJoin } from './invitations.js';
import { links } from './link.model.js';
import { listMembers, removeMember, rolesToGive, updateMember } from './members.js';
import { ROLES, type Role, SCOPES, type Scope, scopesOf } from './permissions.js';
import { UNKNOWN_CLIENT } from './sessions.js';
import { shopId } from './shop.model.js';
import { accessTokenId, accessTokens } from './token.model.js';
import { createAccessToken, revokeAccessToken } from './tokens.js';

beforeAll(connectForTest);
afterAll(disconnectAfterTest);

const request = { requestId: 'req_test', locale: 'en' };
const roleOf = async (id: Types.ObjectId) => (await memberships.documents().findOne({ _id: id }))?.role ?? null;
const ownersOf = ({ agencyId }: AgencyContext) => memberships.documents().countDocuments({ agencyId, shopId: null, role: 'OWNER' });
const statuses = async (attempts: Promise<unknown>[]) => (await Promise.allSettled(attempts)).map(({ status }) => status).sort();
const codes = async (attempts: Promise<unknown>[]) =>
  (await Promise.allSettled(attempts)).flatMap((one) => (one.status === 'rejected' ? [(one.reason as { code: string }).code] : []));
/** The shop, as this person acts in it. */
const inShop = (shop: ShopContext, person: { _id: Types.ObjectId }) =>
  new ShopContext(shop, { ...request, actor: { kind: 'staff', userId: person._id } });

describe('who may give which role', () => {
  test.each<[Role, Role[]]>([
    ['OWNER', ['OWNER', 'MANAGER', 'STAFF', 'READ_ONLY']],
    ['MANAGER', ['MANAGER', 'STAFF', 'READ_ONLY']],
    ['STAFF', []],
    ['READ_ONLY', []],
  ])('%s: %j', async (role, given) => {
    const { agency } = await aConfirmedSomebody();
    expect(await rolesToGive((await aMember(agency, role)).agency)).toEqual(given);
  });

  test('an owner of one shop gives roles there and nowhere else', async () => {
    const { agency } = await aConfirmedSomebody();
    const shop = await aShop({ agencyId: agency.agencyId });
    const other = await aShop({ agencyId: agency.agencyId });
    const { person } = await aMember(agency, 'OWNER', shop.shopId);
    expect(await rolesToGive(inShop(shop, person))).toEqual(ROLES);
    expect(await rolesToGive(inShop(other, person))).toEqual([]);
    expect(await rolesToGive(actingFor(agency.agencyId, person._id))).toEqual([]);
  });

  test('a manager neither makes an owner nor touches one; nobody raises himself', async () => {
    const { agency, person } = await aConfirmedSomebody();
    const manager = await aMember(agency, 'MANAGER');
    const staff = await aMember(agency, 'STAFF');
    const [owner] = await listMembers(agency);
    expect(owner!.person._id).toEqual(person._id);
    const ownersId = memberId.encode(owner!.membership._id);
    const [managers, staffs] = [manager, staff].map(({ membershipId }) => memberId.encode(membershipId)) as [string, string];
    expect(
      await codes([
        updateMember(manager.agency, staffs, 'OWNER'),
        updateMember(manager.agency, ownersId, 'STAFF'),
        removeMember(manager.agency, ownersId),
        updateMember(manager.agency, managers, 'OWNER'),
        inviteMember(manager.agency, { email: anEmail(), role: 'OWNER' }),
        updateMember(staff.agency, staffs, 'MANAGER'),
        removeMember(staff.agency, managers),
      ]),
    ).toEqual(['ROLE_NOT_YOURS', 'ROLE_NOT_YOURS', 'ROLE_NOT_YOURS', 'OWN_ROLE', 'ROLE_NOT_YOURS', 'OWN_ROLE', 'ROLE_NOT_YOURS']);
    await updateMember(manager.agency, staffs, 'READ_ONLY');
    await updateMember(agency, staffs, 'OWNER');
    expect([await roleOf(staff.membershipId), await roleOf(manager.membershipId)]).toEqual(['OWNER', 'MANAGER']);
  });
});

describe('an app gives', () => {
  const appOf = async (agency: AgencyContext, scopes: Scope[], given: object = {}) => {
    const { accessToken } = await createAccessToken(agency, SCOPES, { name: 'App', scopes, ...given });
    return { accessToken, app: new AgencyContext(agency.agencyId, { kind: 'app', tokenId: accessToken._id }, 'req_test', 'en') };
  };

  test.each<[string, readonly Scope[], Role[]]>([
    ['all scopes', SCOPES, ['MANAGER', 'STAFF', 'READ_ONLY']],
    ['settings alone', ['write_settings'], []],
    ['the scopes of staff', [...scopesOf('STAFF'), 'write_settings'], ['STAFF', 'READ_ONLY']],
    ['everything but settings', scopesOf('STAFF'), []],
  ])('with %s', async (_name, scopes, roles) => {
    const { agency } = await aConfirmedSomebody();
    const { app } = await appOf(agency, [...scopes]);
    expect(await rolesToGive(app)).toEqual(roles);
    const refused = ROLES.filter((role) => !roles.includes(role));
    expect(await codes(refused.map((role) => inviteMember(app, { email: anEmail(), role })))).toEqual(refused.map(() => 'ROLE_NOT_YOURS'));
  });

  test('nothing once its token has ended', async () => {
    const { agency } = await aConfirmedSomebody();
    const [revoked, expired] = [await appOf(agency, [...SCOPES]), await appOf(agency, [...SCOPES])];
    await revokeAccessToken(agency, accessTokenId.encode(revoked.accessToken._id));
    await accessTokens.documents().updateOne({ _id: expired.accessToken._id }, { $set: { expiresAt: new Date(Date.now() - 1) } });
    expect([await rolesToGive(revoked.app), await rolesToGive(expired.app)]).toEqual([[], []]);
  });
});

describe('with his rights end', () => {
  /** A manager of the agency with a token of each kind and an invitation. */
  async function aBusyManager() {
    const { agency } = await aConfirmedSomebody();
    const manager = await aMember(agency, 'MANAGER');
    const shop = await aShop({ agencyId: agency.agencyId });
    const token = async (where: AgencyContext | ShopContext, scopes: Scope[]) =>
      (await createAccessToken(where, SCOPES, { name: 'Mine', scopes })).accessToken._id;
    const strong = await token(manager.agency, ['write_settings']);
    const inTheShop = await token(inShop(shop, manager.person), ['write_payments']);
    const weak = await token(manager.agency, ['write_products']);
    const others = await token(agency, ['write_settings']);
    const app = new AgencyContext(agency.agencyId, { kind: 'app', tokenId: strong }, 'req_test', 'en');
    const below = await token(app, ['read_settings']);
    const guest = anEmail();
    await inviteMember(manager.agency, { email: guest, role: 'MANAGER' });
    const kept = await inviteMember(agency, { email: anEmail(), role: 'STAFF' });
    const inUse = async (): Promise<string[]> => {
      const named = { strong, inTheShop, weak, others, below };
      const ids = (await accessTokens.documents().find({ agencyId: agency.agencyId, revokedAt: null }).toArray()).map(({ _id }) => _id);
      return Object.entries(named).flatMap(([name, id]) => (ids.some((one) => one.equals(id)) ? [name] : []));
    };
    return { agency, shop, manager, id: memberId.encode(manager.membershipId), inUse, link: await tokenMailed(guest, 'INVITATION'), kept };
  }

  test('the tokens that may do more than he, with those they made, and his invitations: where his role is lowered', async () => {
    const { agency, id, inUse, link, kept } = await aBusyManager();
    expect(await inUse()).toEqual(['strong', 'inTheShop', 'weak', 'others', 'below']);
    await updateMember(agency, id, 'STAFF');
    expect(await inUse()).toEqual(['weak', 'others']);
    expect(await findOffer(link)).toBeNull();
    expect((await listInvitations(agency)).map(({ _id }) => _id)).toEqual([kept._id]);
  });

  test('all of his tokens, where he is removed', async () => {
    const { agency, id, inUse, link } = await aBusyManager();
    await removeMember(agency, id);
    expect(await inUse()).toEqual(['others']);
    expect(await findOffer(link)).toBeNull();
  });

  test('nothing that he may still do by another membership, and nothing where his role is raised', async () => {
    const { agency, shop, manager, id, inUse, link } = await aBusyManager();
    await updateMember(agency, id, 'OWNER');
    expect([(await inUse()).length, (await findOffer(link))?.role]).toEqual([5, 'MANAGER']);
    const place = { agencyId: agency.agencyId, shopId: shop.shopId, personId: manager.person._id };
    await memberships.documents().insertOne({ _id: new Types.ObjectId(), ...place, role: 'OWNER', createdAt: new Date() });
    await removeMember(agency, id);
    expect(await inUse()).toEqual(['inTheShop', 'others']);
  });

  test('what he makes at the same moment', async () => {
    const { agency, manager, id } = await aBusyManager();
    const email = anEmail();
    await Promise.allSettled([
      createAccessToken(manager.agency, SCOPES, { name: 'Late', scopes: ['write_settings'] }),
      inviteMember(manager.agency, { email, role: 'MANAGER' }),
      removeMember(agency, id),
    ]);
    expect(await accessTokens.documents().countDocuments({ 'madeBy.id': manager.person._id, revokedAt: null })).toBe(0);
    expect(await invitations.documents().countDocuments({ 'madeBy.id': manager.person._id })).toBe(0);
  });
});

describe('an agency keeps an owner', () => {
  test('the last can neither leave nor step down', async () => {
    const { agency } = await aConfirmedSomebody();
    const [owner] = await listMembers(agency);
    const id = memberId.encode(owner!.membership._id);
    expect(await codes([removeMember(agency, id), updateMember(agency, id, 'MANAGER')])).toEqual(['LAST_OWNER', 'LAST_OWNER']);
  });

  test.each(['removed', 'demoted'])('also where the last two are %s at once', async (how) => {
    const { agency } = await aConfirmedSomebody();
    const second = await aMember(agency, 'OWNER');
    const [first] = await listMembers(agency);
    const end = (by: AgencyContext, id: string) => (how === 'removed' ? removeMember(by, id) : updateMember(by, id, 'STAFF'));
    const both = [end(second.agency, memberId.encode(first!.membership._id)), end(agency, memberId.encode(second.membershipId))];
    expect(await statuses(both)).toEqual(['fulfilled', 'rejected']);
    expect(await ownersOf(agency)).toBe(1);
  });

  test('a shop needs none of its own', async () => {
    const { agency } = await aConfirmedSomebody();
    const shop = await aShop({ agencyId: agency.agencyId });
    const { membershipId } = await aMember(agency, 'OWNER', shop.shopId);
    await removeMember(agency, memberId.encode(membershipId));
    expect(await roleOf(membershipId)).toBeNull();
  });
});

test('rights end with the membership: at once where it is ended', async () => {
  const { agency } = await aConfirmedSomebody();
  const staff = await aMember(agency, 'STAFF');
  const opened = async () => openAgency((await authenticate(staff.token))!, `agency_${agency.agencyId.toHexString()}`, request);
  expect((await opened()).scopes).toContain('write_orders');
  await updateMember(agency, memberId.encode(staff.membershipId), 'READ_ONLY');
  expect((await opened()).scopes).not.toContain('write_orders');
  await removeMember(agency, memberId.encode(staff.membershipId));
  await expect(opened()).rejects.toMatchObject({ code: 'NOT_FOUND' });
});

describe('an invitation', () => {
  test('waits for an owner of the agency to have confirmed his address, also into a shop', async () => {
    const { agency, email, person } = await somebody();
    const shop = await aShop({ agencyId: agency.agencyId });
    const guest = anEmail();
    const invite = (where: AgencyContext | ShopContext) => inviteMember(where, { email: guest, role: 'STAFF' });
    expect(await codes([invite(agency), invite(inShop(shop, person))])).toEqual(['EMAIL_UNCONFIRMED', 'EMAIL_UNCONFIRMED']);
    expect(await mailsTo(guest)).toEqual([]);
    await confirmAddress(email);
    await invite(inShop(shop, person));
    expect(await mailsTo(guest)).toHaveLength(1);
  });

  test('to one shop makes a member of that shop, who sees no other and not the agency', async () => {
    const { agency } = await aConfirmedSomebody();
    const [shop, other] = [await aShop({ agencyId: agency.agencyId }), await aShop({ agencyId: agency.agencyId })];
    const guest = await somebody();
    const where = inShop(shop, { _id: (agency.actor as { userId: Types.ObjectId }).userId });
    await inviteMember(where, { email: guest.email, role: 'STAFF' });
    const token = await tokenMailed(guest.email, 'INVITATION');
    expect(await findOffer(token)).toMatchObject({
      agency: 'Many Shops',
      shop: 'Test shop',
      inviter: 'Owner',
      role: 'STAFF',
      hasAccount: true,
    });
    const { caller } = await acceptInvitation(token, guest.caller, guest.person);
    expect((await openShop(caller, shopId.encode(shop.shopId), request)).scopes).toContain('write_orders');
    await expect(openShop(caller, shopId.encode(other.shopId), request)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(() => openAgency(caller, `agency_${agency.agencyId.toHexString()}`, request)).toThrow('does not exist');
    expect((await personNow(guest.person)).emailConfirmedAt).toBeInstanceOf(Date);
    expect([await listMembers(agency), await listMembers(where), await listInvitations(where)].map(({ length }) => length)).toEqual([
      1, 1, 0,
    ]);
  });

  test('is accepted by somebody who signs up with it, without an agency of his own', async () => {
    const { agency } = await aConfirmedSomebody();
    const email = anEmail();
    await inviteMember(agency, { email, role: 'MANAGER' });
    const token = await tokenMailed(email, 'INVITATION');
    expect(await findOffer(token)).toMatchObject({ shop: null, hasAccount: false, email });
    const joined = await signUpToJoin(token, { name: 'New', password: PASSWORD }, 'zh-CN', UNKNOWN_CLIENT);
    expect(joined.caller.memberships).toMatchObject([{ agencyId: agency.agencyId, shopId: null, role: 'MANAGER' }]);
    expect(await personNow(joined.person)).toMatchObject({ email, locale: 'zh-CN', emailConfirmedAt: expect.any(Date) });
    expect(await findOffer(token)).toBeNull();
  });

  test('is accepted once, also twice at the same moment', async () => {
    const { agency } = await aConfirmedSomebody();
    const guest = await somebody();
    await inviteMember(agency, { email: guest.email, role: 'STAFF' });
    const token = await tokenMailed(guest.email, 'INVITATION');
    const accept = () => acceptInvitation(token, guest.caller, guest.person);
    expect(await statuses([accept(), accept()])).toEqual(['fulfilled', 'rejected']);
    expect(await memberships.documents().countDocuments({ personId: guest.person._id, agencyId: agency.agencyId })).toBe(1);
    const email = anEmail();
    await inviteMember(agency, { email, role: 'STAFF' });
    const newcomers = await tokenMailed(email, 'INVITATION');
    const join = () => signUpToJoin(newcomers, { name: 'New', password: PASSWORD }, 'en', UNKNOWN_CLIENT);
    expect(await statuses([join(), join()])).toEqual(['fulfilled', 'rejected']);
  });

  test('is for the address that it was sent to', async () => {
    const { agency } = await aConfirmedSomebody();
    const other = await somebody();
    const email = anEmail();
    await inviteMember(agency, { email, role: 'STAFF' });
    const token = await tokenMailed(email, 'INVITATION');
    await expect(acceptInvitation(token, other.caller, other.person)).rejects.toMatchObject({ code: 'INVITATION_NOT_YOURS' });
    expect(await findOffer(token)).not.toBeNull();
  });

  test('that is sent again has the new role, and the link before it leads nowhere', async () => {
    const { agency } = await aConfirmedSomebody();
    const email = anEmail();
    const first = await inviteMember(agency, { email, role: 'STAFF' });
    const before = await tokenMailed(email, 'INVITATION');
    const second = await inviteMember(agency, { email: email.toUpperCase(), role: 'READ_ONLY' });
    expect(second).toMatchObject({ _id: first._id, role: 'READ_ONLY' });
    expect(await findOffer(before)).toBeNull();
    await Promise.all([inviteMember(agency, { email, role: 'STAFF' }), inviteMember(agency, { email, role: 'STAFF' })]);
    expect(await listInvitations(agency)).toHaveLength(1);
    expect(await links.documents().countDocuments({ invitationId: first._id })).toBe(1);
  });

  test('at the same moment as another to the same person is one', async () => {
    const { agency } = await aConfirmedSomebody();
    const email = anEmail();
    await Promise.all([inviteMember(agency, { email, role: 'STAFF' }), inviteMember(agency, { email, role: 'STAFF' })]);
    expect(await listInvitations(agency)).toHaveLength(1);
  });

  test('that is revoked or too old leads nowhere', async () => {
    const { agency } = await aConfirmedSomebody();
    const guest = await somebody();
    const { _id } = await inviteMember(agency, { email: guest.email, role: 'STAFF' });
    const token = await tokenMailed(guest.email, 'INVITATION');
    const manager = await aMember(agency, 'MANAGER');
    const owners = await inviteMember(agency, { email: anEmail(), role: 'OWNER' });
    await expect(revokeInvitation(manager.agency, invitationId.encode(owners._id))).rejects.toMatchObject({ code: 'ROLE_NOT_YOURS' });
    await revokeInvitation(manager.agency, invitationId.encode(_id));
    await expect(acceptInvitation(token, guest.caller, guest.person)).rejects.toMatchObject({ code: 'LINK_EXPIRED' });
    await inviteMember(agency, { email: guest.email, role: 'STAFF' });
    await links.documents().updateMany({ purpose: 'INVITATION' }, { $set: { expiresAt: new Date(Date.now() - 1) } });
    const old = await tokenMailed(guest.email, 'INVITATION');
    await expect(acceptInvitation(old, guest.caller, guest.person)).rejects.toMatchObject({ code: 'LINK_EXPIRED' });
    await invitations.documents().updateMany({ agencyId: agency.agencyId }, { $set: { expiresAt: new Date(Date.now() - 1) } });
    expect(await listInvitations(agency)).toEqual([]);
  });

  test('goes to no member, and is written in the language of whom it reaches', async () => {
    const { agency } = await aConfirmedSomebody();
    const staff = await aMember(agency, 'STAFF');
    await expect(inviteMember(agency, { email: staff.email, role: 'STAFF' })).rejects.toMatchObject({
      code: 'ALREADY_MEMBER',
      field: ['email'],
    });
    const chinese = await somebody(anEmail(), 'zh-CN');
    await inviteMember(agency, { email: chinese.email, role: 'STAFF' });
    expect(await mailsTo(chinese.email, 'INVITATION')).toMatchObject([{ locale: 'zh-CN', facts: { agency: 'Many Shops', role: 'STAFF' } }]);
  });
});
