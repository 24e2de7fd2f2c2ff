import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { agencyId, changeEmail, listMembers, memberId, requestEmailChange } from '#tenants/index.js';
import { aConfirmedSomebody, anEmail, PASSWORD, personNow, somebody, tokenMailed } from '#tests/support/people.js';
import type { Answer, TestServer } from '#tests/support/server.js';
import { closeServer, openServer } from './asking.js';
import { belongingsOf, changesBetween, leaks } from './attacks.js';
import { aPlace, type Place } from './places/place.js';
import { Tenant } from './tenants.js';

// People: what is held by a session, a role or the link of a mail.

let server: TestServer;
let place: Place;
let sister: Place;

beforeAll(async () => {
  server = await openServer();
  const tenant = await Tenant.make();
  place = await (await aPlace(tenant)).fill();
  sister = await (await aPlace(tenant)).fill();
});
afterAll(() => closeServer(server));

const ERRORS = 'userErrors { code field }';
type Payloads = Record<string, { userErrors: { code: string }[] } | null>;
const codesOf = ({ data, errors }: Answer<Payloads>) => [
  ...Object.values(data ?? {}).flatMap((payload) => payload?.userErrors.map(({ code }) => code) ?? []),
  ...(errors ?? []).map(({ extensions }) => extensions.code),
];

test('a member of one shop sees that shop alone: neither the agency, nor its people, nor the shop beside it', async () => {
  const session = await place.memberSession();
  const before = await belongingsOf(sister, place);
  const ask = (query: string) => server.admin<Record<string, unknown>>(session, query);
  const agency = agencyId.encode(place.tenant.agency.agencyId);
  expect((await ask(`{ shop(id: "${place.id}") { id orders(first: 1) { nodes { number } } agency { id } } }`)).data).toMatchObject({
    shop: { id: place.id, orders: { nodes: [{}] }, agency: null },
  });
  for (const query of [
    `{ tenant: shop(id: "${sister.id}") { id } }`,
    `{ tenant: agency(id: "${agency}") { id members { email } shops { nodes { id } } } }`,
    '{ tenant: agency { id } }',
  ]) {
    const answer = await ask(query);
    expect([query, answer.data]).toEqual([query, { tenant: null }]);
    expect([query, leaks(answer, sister, before, query)]).toEqual([query, []]);
  }
  expect((await ask('{ viewer { agencies { id } shops { id } } }')).data).toEqual({ viewer: { agencies: [], shops: [{ id: place.id }] } });
  const remove = `mutation { memberRemove(shop: "${sister.id}", member: "${await sister.member()}") { ${ERRORS} } }`;
  expect(codesOf(await server.admin<Payloads>(session, remove))).toEqual(['NOT_FOUND']);
  expect(changesBetween(before, await belongingsOf(sister, place))).toEqual([]);
});

test('a role does not reach what it was not given: staff of a shop manage nobody, there or above', async () => {
  const session = await place.memberSession();
  const input = `input: { email: "${anEmail()}", role: STAFF }`;
  for (const call of [
    `memberInvite(shop: "${place.id}", ${input})`,
    `memberUpdate(shop: "${place.id}", member: "${await place.member()}", input: { role: MANAGER })`,
    `memberRemove(shop: "${place.id}", member: "${await place.member()}")`,
    `invitationRevoke(shop: "${place.id}", invitation: "${await place.invitation()}")`,
  ])
    expect([call, codesOf(await server.admin<Payloads>(session, `mutation { ${call} { ${ERRORS} } }`))]).toEqual([call, ['FORBIDDEN']]);
  const above = `mutation { memberInvite(agency: "${agencyId.encode(place.tenant.agency.agencyId)}", ${input}) { ${ERRORS} } }`;
  expect(codesOf(await server.admin<Payloads>(session, above))).toEqual(['NOT_FOUND']);
});

test("the agency's own people are not found from one of its shops", async () => {
  const { membership } = (await listMembers(place.tenant.agency))[0]!;
  const remove = `mutation { memberRemove(member: "${memberId.encode(membership._id)}") { ${ERRORS} } }`;
  expect(codesOf(await server.admin<Payloads>(place.token, remove))).toEqual(['NOT_FOUND']);
});

test("another person's session is not found, and goes on", async () => {
  const [one, other] = [await somebody(), await somebody()];
  const { data } = await server.admin<{ viewer: { sessions: { id: string }[] } }>(other.token, '{ viewer { sessions { id } } }');
  const end = (id: string) => server.admin<Payloads>(one.token, `mutation { sessionEnd(session: "${id}") { ${ERRORS} } }`);
  const missing = await end(`session_${'0'.repeat(24)}`);
  expect(codesOf(missing)).toEqual(['NOT_FOUND']);
  expect((await end(data.viewer.sessions[0]!.id)).data).toEqual(missing.data);
  await server.admin(one.token, `mutation { sessionsEndOthers { ${ERRORS} } }`);
  expect((await server.admin(other.token, '{ viewer { kind } }')).data).toEqual({ viewer: { kind: 'PERSON' } });
});

test("another person's new address is neither sent to, forgotten nor shown", async () => {
  const [one, other] = [await somebody(), await somebody()];
  const wanted = anEmail();
  await server.admin(one.token, `mutation { emailChange(input: { email: "${wanted}", password: "${PASSWORD}" }) { ${ERRORS} } }`);
  const act = (call: string) => server.admin<Payloads>(other.token, `mutation { ${call} { viewer { pendingEmail { email } } ${ERRORS} } }`);
  expect(codesOf(await act('emailChangeSend'))).toEqual(['WRONG_STATE']);
  expect((await act('emailChangeCancel')).data).toEqual({ emailChangeCancel: { viewer: { pendingEmail: null }, userErrors: [] } });
  const viewer = '{ viewer { email pendingEmail { email } } }';
  expect((await server.admin(one.token, viewer)).data).toEqual({ viewer: { email: one.email, pendingEmail: { email: wanted } } });
  const confirmed = await server.admin<Payloads>(
    other.token,
    `mutation { emailChangeConfirm(token: "${await tokenMailed(wanted, 'EMAIL_CHANGE')}") { ${ERRORS} } }`,
  );
  expect(codesOf(confirmed)).toEqual([]);
  expect((await server.admin(one.token, viewer)).data).toEqual({ viewer: { email: wanted, pendingEmail: null } });
  expect((await server.admin(other.token, viewer)).data).toEqual({ viewer: { email: other.email, pendingEmail: null } });
});

test('the link of one mail opens nothing that is held by another', async () => {
  const { email } = await somebody();
  const guest = anEmail();
  const other = await aConfirmedSomebody();
  await server.admin(other.token, `mutation { memberInvite(input: { email: "${guest}", role: OWNER }) { ${ERRORS} } }`);
  const [confirm, invitation] = [await tokenMailed(email, 'EMAIL_CONFIRMATION'), await tokenMailed(guest, 'INVITATION')];
  const nobodys = `sy_invitation_${'A'.repeat(43)}`;
  const wanted = anEmail();
  await server.admin(other.token, `mutation { emailChange(input: { email: "${wanted}", password: "${PASSWORD}" }) { ${ERRORS} } }`);
  const change = await tokenMailed(wanted, 'EMAIL_CHANGE');
  const left = await aConfirmedSomebody();
  await requestEmailChange(await personNow(left.person), `left-${wanted}`);
  await changeEmail(await tokenMailed(`left-${wanted}`, 'EMAIL_CHANGE'));
  const undo = await tokenMailed(left.email, 'EMAIL_CHANGED');
  for (const token of [confirm, nobodys, change, undo])
    for (const call of [
      `passwordReset(token: "${token}", input: { password: "${PASSWORD}" })`,
      `invitationAccept(token: "${token}", input: { name: "Me", password: "${PASSWORD}" })`,
    ])
      expect([call, codesOf(await server.admin<Payloads>(null, `mutation { ${call} { ${ERRORS} } }`))]).toEqual([call, ['LINK_EXPIRED']]);
  for (const call of [
    `emailConfirm(token: "${invitation}")`,
    `emailConfirm(token: "${change}")`,
    `emailChangeConfirm(token: "${confirm}")`,
    `emailChangeConfirm(token: "${invitation}")`,
    `emailChangeConfirm(token: "${undo}")`,
    `emailChangeUndo(token: "${confirm}")`,
    `emailChangeUndo(token: "${invitation}")`,
    `emailChangeUndo(token: "${change}")`,
    `emailConfirm(token: "${undo}")`,
  ])
    expect([call, codesOf(await server.admin<Payloads>(null, `mutation { ${call} { ${ERRORS} } }`))]).toEqual([call, ['LINK_EXPIRED']]);
  // Somebody else who is signed in takes nobody's place.
  const { token } = await somebody();
  const accept = `mutation { invitationAccept(token: "${invitation}", input: {}) { agency { id } ${ERRORS} } }`;
  expect(codesOf(await server.admin<Payloads>(token, accept))).toEqual(['INVITATION_NOT_YOURS']);
});
