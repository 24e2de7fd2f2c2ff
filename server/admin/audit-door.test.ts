import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { config } from '#platform/config.js';
import { agencyId, changeEmail, inviteMember, requestEmailChange } from '#tenants/index.js';
import { connectForTest, disconnectAfterTest } from '#tests/support/database.js';
import { aConfirmedSomebody, anEmail, confirmAddress, PASSWORD, personNow, somebody, tokenMailed } from '#tests/support/people.js';
import { startTestServer, type TestServer } from '#tests/support/server.js';
import { until } from '#tests/support/until.js';

const usual = { ...config() };
let server: TestServer;

beforeAll(async () => {
  Object.assign(config(), { COST_BUCKET: 1_000_000, COST_RESTORE: 1_000_000 });
  await connectForTest();
  server = await startTestServer();
});
afterAll(async () => {
  await server.close();
  await disconnectAfterTest();
  Object.assign(config(), usual);
});

type Somebody = Awaited<ReturnType<typeof somebody>>;
type Payloads = Record<string, { token: string | null; userErrors: { code: string }[] }>;
const ERRORS = 'userErrors { code }';
const WRONG = 'wrong horse battery';

async function does(token: string | null, mutation: string, variables: object = {}) {
  const { data } = await server.admin<Payloads>(token, mutation, variables);
  return Object.values(data)[0]!;
}

const signIn = (token: string | null, email: string, password: string) =>
  does(token, `mutation ($input: SignInInput!) { signIn(input: $input) { token ${ERRORS} } }`, { input: { email, password } });

/** What the agency of somebody tells of a mutation, the newest first. */
async function told({ token, agency }: Somebody, mutation: string): Promise<object[]> {
  const { data } = await server.admin<{ agency: { auditLog: { nodes: { changes: object[] }[] } } }>(
    token,
    `query ($id: ID, $mutation: String) { agency(id: $id) { auditLog(first: 10, mutation: $mutation) {
      nodes { actor { kind id } outcome errors changes { field before after } } } } }`,
    { id: agencyId.encode(agency.agencyId), mutation },
  );
  return data.agency.auditLog.nodes.map(({ changes, ...entry }) => (changes.length > 0 ? { ...entry, changes } : entry));
}
const as = ({ person }: Somebody) => ({ kind: 'PERSON', id: `person_${person._id.toHexString()}` });
const UNKNOWN = { kind: 'UNKNOWN', id: null };

test('who is signed in himself is told where he tries to come in as somebody else, and nowhere else', async () => {
  const [victim, other] = [await somebody(), await somebody()];
  expect((await signIn(other.token, victim.email, WRONG)).userErrors).toEqual([{ code: 'WRONG_CREDENTIALS' }]);
  await until(async () => (await told(victim, 'signIn')).length > 0);
  expect(await told(victim, 'signIn')).toEqual([{ actor: UNKNOWN, outcome: 'REFUSED', errors: ['WRONG_CREDENTIALS'] }]);
  expect((await signIn(other.token, victim.email, PASSWORD)).userErrors).toEqual([]);
  expect((await told(victim, 'signIn'))[0]).toEqual({ actor: as(victim), outcome: 'DONE', errors: [] });
  expect(await told(other, 'signIn')).toEqual([]);
});

test('an invitation is told where it leads alone, by whoever follows it', async () => {
  const [host, guest, stranger] = [await somebody(), await somebody(), await somebody()];
  await confirmAddress(host.email);
  await inviteMember(host.agency, { email: guest.email, role: 'STAFF' });
  const token = await tokenMailed(guest.email, 'INVITATION');
  const accept = (who: string | null) =>
    does(who, `mutation ($token: String!) { invitationAccept(token: $token, input: {}) { ${ERRORS} } }`, { token });
  await accept(null);
  await accept(stranger.token);
  expect((await accept(guest.token)).userErrors).toEqual([]);
  expect(await told(host, 'invitationAccept')).toEqual([
    { actor: as(guest), outcome: 'DONE', errors: [] },
    { actor: as(stranger), outcome: 'REFUSED', errors: ['INVITATION_NOT_YOURS'] },
    { actor: UNKNOWN, outcome: 'REFUSED', errors: ['INVALID_INPUT'] },
  ]);
  // The link is used up by now.
  expect((await accept(guest.token)).userErrors).toEqual([{ code: 'LINK_EXPIRED' }]);
  expect(await told(host, 'invitationAccept')).toHaveLength(3);
  for (const one of [guest, stranger]) expect(await told(one, 'invitationAccept')).toEqual([]);
});

test('a new password by a mailed link is told to whom it belongs, whoever sent it', async () => {
  const [victim, other] = [await somebody(), await somebody()];
  const ask = `mutation ($input: PasswordResetRequestInput!) { passwordResetRequest(input: $input) { ${ERRORS} } }`;
  await does(null, ask, { input: { email: victim.email } });
  const reset = `mutation ($token: String!, $input: PasswordResetInput!) { passwordReset(token: $token, input: $input) { ${ERRORS} } }`;
  const variables = { token: await tokenMailed(victim.email, 'PASSWORD_RESET'), input: { password: `${PASSWORD} 2` } };
  expect((await does(other.token, reset, variables)).userErrors).toEqual([]);
  const { token } = await signIn(null, victim.email, `${PASSWORD} 2`);
  expect(await told({ ...victim, token: token! }, 'passwordReset')).toEqual([{ actor: as(victim), outcome: 'DONE', errors: [] }]);
  expect(await told(other, 'passwordReset')).toEqual([]);
});

test('a changed address is told to whom it belongs, before and after, whoever follows the link', async () => {
  const [one, other] = [await somebody(), await somebody()];
  const email = anEmail();
  const ask = `mutation ($input: EmailChangeInput!) { emailChange(input: $input) { ${ERRORS} } }`;
  expect((await does(one.token, ask, { input: { email, password: PASSWORD } })).userErrors).toEqual([]);
  const confirm = `mutation ($token: String!) { emailChangeConfirm(token: $token) { ${ERRORS} } }`;
  expect((await does(other.token, confirm, { token: await tokenMailed(email, 'EMAIL_CHANGE') })).userErrors).toEqual([]);
  expect(await told(one, 'emailChange')).toEqual([{ actor: as(one), outcome: 'DONE', errors: [] }]);
  const changes = [{ field: 'email', before: one.email, after: email }];
  expect(await told(one, 'emailChangeConfirm')).toEqual([{ actor: as(one), outcome: 'DONE', errors: [], changes }]);
  expect(await told(other, 'emailChangeConfirm')).toEqual([]);
});

test('an undone change of address is told to whom it belongs, who is signed out by it', async () => {
  const [one, other] = [await aConfirmedSomebody(), await somebody()];
  const email = anEmail();
  await requestEmailChange(await personNow(one.person), email);
  await changeEmail(await tokenMailed(email, 'EMAIL_CHANGE'));
  const undo = `mutation ($token: String!) { emailChangeUndo(token: $token) { ${ERRORS} } }`;
  expect((await does(other.token, undo, { token: await tokenMailed(one.email, 'EMAIL_CHANGED') })).userErrors).toEqual([]);
  const reset = await tokenMailed(one.email, 'PASSWORD_RESET');
  const setAnew = `mutation ($token: String!, $input: PasswordResetInput!) { passwordReset(token: $token, input: $input) { ${ERRORS} } }`;
  await does(null, setAnew, { token: reset, input: { password: PASSWORD } });
  const token = (await signIn(null, one.email, PASSWORD)).token!;
  const changes = [{ field: 'email', before: email, after: one.email }];
  expect(await told({ ...one, token }, 'emailChangeUndo')).toEqual([{ actor: as(one), outcome: 'DONE', errors: [], changes }]);
  expect(await told(other, 'emailChangeUndo')).toEqual([]);
});
