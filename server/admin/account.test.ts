import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { config } from '#platform/config.js';
import { SCOPES } from '#tenants/index.js';
import { connectForTest, disconnectAfterTest } from '#tests/support/database.js';
import { anEmail, codeOf, confirmAddress, holdTheStep, PASSWORD, tokenMailed } from '#tests/support/people.js';
import { startTestServer, type TestServer } from '#tests/support/server.js';

const usual = { ...config() };
const ATTEMPTS = 4;
let server: TestServer;
let letTimeGoOn: () => void;

beforeAll(async () => {
  Object.assign(config(), { SIGN_IN_ATTEMPTS: ATTEMPTS, SIGN_UPS_PER_HOUR: 1000 });
  await connectForTest();
  server = await startTestServer();
  letTimeGoOn = holdTheStep();
});
afterAll(async () => {
  letTimeGoOn();
  await server.close();
  await disconnectAfterTest();
  Object.assign(config(), usual);
});

const ERRORS = 'userErrors { code message field }';
type Payload = { userErrors: { code: string; field: string[] | null }[] } & Record<string, unknown>;

/** Runs a mutation with its one input and answers its payload. */
async function mutate(token: string | null, call: string, selection: string, input?: object): Promise<Payload> {
  const name = call.split('(')[0]!;
  const type = `${name[0]!.toUpperCase()}${name.slice(1)}Input!`;
  const given = input ? (call.includes('(') ? call.replace(')', ', input: $input)') : `${call}(input: $input)`) : call;
  const query = `mutation ${input ? `($input: ${type})` : ''} { ${given} { ${selection} ${ERRORS} } }`;
  const { data, errors } = await server.admin<Record<string, Payload>>(token, query, input ? { input } : {});
  if (errors) throw new Error(errors.map(({ extensions, message }) => `${extensions.code} ${message}`).join());
  return data[name]!;
}
const codesOf = ({ userErrors }: Payload) => userErrors.map(({ code }) => code);

async function newcomer() {
  const email = anEmail();
  const made = await mutate(null, 'signUp', 'token agency { id }', { email, password: PASSWORD, name: 'Owner', agencyName: 'Many Shops' });
  return { email, token: made.token as string, agency: (made.agency as { id: string }).id };
}
const comeIn = (email: string, given: object = {}) => mutate(null, 'signIn', 'token', { email, password: PASSWORD, ...given });

const VIEWER = `{ viewer { name locale emailConfirmed twoFactor { enabled recoveryCodesLeft } sessions { id device address current lastSeenAt } } }`;
const viewerOf = async (token: string) =>
  (await server.admin<{ viewer: Record<string, unknown> & { sessions: { id: string; current: boolean }[] } }>(token, VIEWER)).data.viewer;

test('a person confirms his address by the link in his mail', async () => {
  const { email, token } = await newcomer();
  expect(await viewerOf(token)).toMatchObject({ emailConfirmed: false });
  expect(await mutate(token, 'emailConfirmationSend', '')).toEqual({ userErrors: [] });
  const link = await tokenMailed(email, 'EMAIL_CONFIRMATION');
  expect(await mutate(null, `emailConfirm(token: "${link}")`, '')).toEqual({ userErrors: [] });
  expect(await viewerOf(token)).toMatchObject({ emailConfirmed: true });
  expect(await mutate(null, `emailConfirm(token: "${link}")`, '')).toMatchObject({
    userErrors: [{ code: 'LINK_EXPIRED', field: ['token'] }],
  });
});

test('a live shop waits for the address of an owner', async () => {
  const { email, token } = await newcomer();
  const open = (handle: string) => mutate(token, 'shopCreate', 'shop { mode }', { name: 'Live', handle, currency: 'CNY', mode: 'LIVE' });
  const handle = `live-${Date.now()}`;
  expect(await open(handle)).toMatchObject({ shop: null, userErrors: [{ code: 'EMAIL_UNCONFIRMED', field: ['input', 'mode'] }] });
  await mutate(null, `emailConfirm(token: "${await tokenMailed(email, 'EMAIL_CONFIRMATION')}")`, '');
  expect(await open(handle)).toMatchObject({ shop: { mode: 'LIVE' }, userErrors: [] });
});

test('a forgotten password: the same answer for everybody, and a link for whoever has the address', async () => {
  const { email, token } = await newcomer();
  const ask = (address: string) => mutate(null, 'passwordResetRequest', '', { email: address });
  expect([await ask(email), await ask(anEmail())]).toEqual([{ userErrors: [] }, { userErrors: [] }]);
  const link = await tokenMailed(email, 'PASSWORD_RESET');
  const reset = (password: string) => mutate(null, `passwordReset(token: "${link}")`, '', { password });
  expect(await reset('short')).toMatchObject({ userErrors: [{ code: 'INVALID_INPUT', field: ['input', 'password'] }] });
  expect(await reset('another horse battery')).toEqual({ userErrors: [] });
  expect((await server.admin(token, '{ viewer { id } }')).errors).toMatchObject([{ extensions: { code: 'UNAUTHENTICATED' } }]);
  expect(codesOf(await comeIn(email))).toEqual(['WRONG_CREDENTIALS']);
  expect(await comeIn(email, { password: 'another horse battery' })).toMatchObject({ token: expect.any(String) });
});

test('mails that somebody else receives are few', async () => {
  const email = anEmail();
  const answers = [];
  for (let n = 0; n <= ATTEMPTS; n += 1) answers.push(codesOf(await mutate(null, 'passwordResetRequest', '', { email })));
  expect(answers).toEqual([...Array(ATTEMPTS).fill([]), ['TOO_MANY_ATTEMPTS']]);
});

describe('a second factor', () => {
  async function secured() {
    const { email, token } = await newcomer();
    const { secret } = await mutate(token, 'twoFactorStart', 'secret otpauthUri', { password: PASSWORD });
    const confirmed = await mutate(token, 'twoFactorConfirm', 'recoveryCodes viewer { twoFactor { enabled recoveryCodesLeft } }', {
      code: codeOf(secret as string, -1),
    });
    return { email, token, secret: secret as string, confirmed };
  }

  test('is asked for after the password', async () => {
    const { email, secret, confirmed } = await secured();
    expect(confirmed).toMatchObject({ viewer: { twoFactor: { enabled: true, recoveryCodesLeft: 10 } }, userErrors: [] });
    expect(await comeIn(email)).toMatchObject({ token: null, userErrors: [{ code: 'TWO_FACTOR_REQUIRED', field: ['input', 'code'] }] });
    expect(await comeIn(email, { code: '000000' })).toMatchObject({
      token: null,
      userErrors: [{ code: 'WRONG_CODE', field: ['input', 'code'] }],
    });
    expect(await comeIn(email, { code: codeOf(secret) })).toMatchObject({ token: expect.any(String), userErrors: [] });
    const [recovery] = confirmed.recoveryCodes as string[];
    expect(await comeIn(email, { code: recovery })).toMatchObject({ token: expect.any(String) });
  });

  test('is not guessed: few wrong codes, then even the right one must wait; asking for the code is none', async () => {
    const { email, secret } = await secured();
    for (let n = 0; n < ATTEMPTS * 2; n += 1) expect(codesOf(await comeIn(email))).toEqual(['TWO_FACTOR_REQUIRED']);
    for (let n = 0; n < ATTEMPTS; n += 1) expect(codesOf(await comeIn(email, { code: '000000' }))).toEqual(['WRONG_CODE']);
    expect(codesOf(await comeIn(email, { code: codeOf(secret) }))).toEqual(['TOO_MANY_ATTEMPTS']);
  });

  test('has new recovery codes for the password and a code of the app, and few wrong ones', async () => {
    const { email, token, secret, confirmed } = await secured();
    const renew = (input: object) => mutate(token, 'recoveryCodesRenew', 'recoveryCodes viewer { twoFactor { recoveryCodesLeft } }', input);
    const [old] = confirmed.recoveryCodes as string[];
    expect(await comeIn(email, { code: old })).toMatchObject({ userErrors: [] });
    expect(await renew({ password: 'wrong horse battery', code: codeOf(secret) })).toMatchObject({
      recoveryCodes: null,
      userErrors: [{ code: 'WRONG_CREDENTIALS', field: ['input', 'password'] }],
    });
    expect(await renew({ password: PASSWORD, code: '000000' })).toMatchObject({
      userErrors: [{ code: 'WRONG_CODE', field: ['input', 'code'] }],
    });
    const renewed = await renew({ password: PASSWORD, code: codeOf(secret) });
    expect(renewed).toMatchObject({ viewer: { twoFactor: { recoveryCodesLeft: 10 } }, userErrors: [] });
    expect(codesOf(await comeIn(email, { code: (confirmed.recoveryCodes as string[])[1] }))).toEqual(['WRONG_CODE']);
    expect(await comeIn(email, { code: (renewed.recoveryCodes as string[])[0] })).toMatchObject({ token: expect.any(String) });

    const guessed = await secured();
    const guess = (code: string) => mutate(guessed.token, 'recoveryCodesRenew', 'recoveryCodes', { password: PASSWORD, code });
    for (let n = 0; n < ATTEMPTS; n += 1) expect(codesOf(await guess('000000'))).toEqual(['WRONG_CODE']);
    expect(codesOf(await guess(codeOf(guessed.secret)))).toEqual(['TOO_MANY_ATTEMPTS']);
  });

  test('ends by the password', async () => {
    const { email, token } = await secured();
    const disable = (input: object) => mutate(token, 'twoFactorDisable', 'viewer { twoFactor { enabled } }', input);
    expect(codesOf(await disable({}))).toEqual(['INVALID_INPUT']);
    expect(await disable({ password: 'wrong horse battery' })).toMatchObject({
      userErrors: [{ code: 'WRONG_CREDENTIALS', field: ['input', 'password'] }],
    });
    expect(await disable({ password: PASSWORD })).toMatchObject({ viewer: { twoFactor: { enabled: false } }, userErrors: [] });
    expect(await comeIn(email)).toMatchObject({ token: expect.any(String) });
  });

  test.each(['password', 'code'])('is not ended by a guessed %s, and to guess takes nothing from the other way', async (guessed) => {
    const { token, secret } = await secured();
    const disable = (input: object) => mutate(token, 'twoFactorDisable', 'viewer { twoFactor { enabled } }', input);
    const byPassword = { right: { password: PASSWORD }, wrong: { password: 'wrong horse battery' }, refusal: 'WRONG_CREDENTIALS' };
    const byCode = { right: { code: codeOf(secret) }, wrong: { code: '000000' }, refusal: 'WRONG_CODE' };
    const [guess, other] = guessed === 'code' ? [byCode, byPassword] : [byPassword, byCode];
    for (let n = 0; n < ATTEMPTS; n += 1) expect(codesOf(await disable(guess.wrong))).toEqual([guess.refusal]);
    expect(codesOf(await disable(guess.right))).toEqual(['TOO_MANY_ATTEMPTS']);
    expect(await disable(other.right)).toMatchObject({ viewer: { twoFactor: { enabled: false } }, userErrors: [] });
  });
});

test('a person changes his name, his language and his password, and sees where he is signed in', async () => {
  const { email, token } = await newcomer();
  const second = (await comeIn(email)).token as string;
  const changed = await mutate(token, 'viewerUpdate', 'viewer { name locale }', { name: ' 林 ', locale: 'zh-CN' });
  expect(changed).toMatchObject({ viewer: { name: '林', locale: 'zh-CN' } });
  expect(codesOf(await mutate(token, 'viewerUpdate', 'viewer { name }', { name: 'a\nb', locale: 'de' }))).toEqual([
    'INVALID_INPUT',
    'INVALID_INPUT',
  ]);
  const { sessions } = await viewerOf(token);
  expect(sessions).toHaveLength(2);
  expect(sessions.filter(({ current }) => current)).toMatchObject([{ device: 'node', address: '127.0.0.1' }]);
  const other = sessions.find(({ current }) => !current)!;
  expect(await mutate(token, `sessionEnd(session: "${other.id}")`, 'viewer { sessions { current } }')).toMatchObject({
    viewer: { sessions: [{ current: true }] },
  });
  expect((await server.admin(second, '{ viewer { id } }')).errors).toMatchObject([{ extensions: { code: 'UNAUTHENTICATED' } }]);
  await comeIn(email);
  expect(await mutate(token, 'sessionsEndOthers', 'viewer { sessions { current } }')).toMatchObject({
    viewer: { sessions: [{ current: true }] },
  });
  const change = (current: string) =>
    mutate(token, 'passwordChange', 'viewer { sessions { id } }', { current, new: 'another horse battery' });
  expect(await change('wrong')).toMatchObject({ userErrors: [{ code: 'WRONG_CREDENTIALS', field: ['input', 'current'] }] });
  expect(await change(PASSWORD)).toMatchObject({ viewer: { sessions: [{}] }, userErrors: [] });
});

describe('a new address', () => {
  const PENDING = 'viewer { email emailConfirmed pendingEmail { email expiresAt } }';
  const ask = (token: string, email: string, password = PASSWORD) => mutate(token, 'emailChange', PENDING, { email, password });

  test('waits for the link that was sent there, is shown, sent again and cancelled', async () => {
    const { email, token } = await newcomer();
    const wanted = anEmail();
    const waiting = { viewer: { email, pendingEmail: { email: wanted, expiresAt: expect.any(String) } }, userErrors: [] };
    expect(codesOf(await mutate(token, 'emailChangeSend', PENDING))).toEqual(['WRONG_STATE']);
    expect(await ask(token, wanted)).toMatchObject(waiting);
    expect(await mutate(token, 'emailChangeSend', PENDING)).toMatchObject(waiting);
    const gone = await tokenMailed(wanted, 'EMAIL_CHANGE');
    expect(await mutate(token, 'emailChangeCancel', PENDING)).toMatchObject({ viewer: { email, pendingEmail: null }, userErrors: [] });
    const confirm = (link: string) => mutate(null, `emailChangeConfirm(token: "${link}")`, '');
    expect(await confirm(gone)).toMatchObject({ userErrors: [{ code: 'LINK_EXPIRED', field: ['token'] }] });
    await ask(token, wanted);
    expect(await confirm(await tokenMailed(wanted, 'EMAIL_CHANGE'))).toEqual({ userErrors: [] });
    expect(await mutate(token, 'emailChangeCancel', PENDING)).toMatchObject({
      viewer: { email: wanted, emailConfirmed: true, pendingEmail: null },
    });
    expect(await comeIn(wanted)).toMatchObject({ token: expect.any(String), userErrors: [] });
  });

  test('needs the password, of which few wrong ones are taken', async () => {
    const { token } = await newcomer();
    expect(await ask(token, 'nobody')).toMatchObject({ userErrors: [{ code: 'INVALID_INPUT', field: ['input', 'email'] }] });
    for (let n = 0; n < ATTEMPTS; n += 1)
      expect(await ask(token, anEmail(), 'wrong horse battery')).toMatchObject({
        viewer: null,
        userErrors: [{ code: 'WRONG_CREDENTIALS', field: ['input', 'password'] }],
      });
    expect(codesOf(await ask(token, anEmail()))).toEqual(['TOO_MANY_ATTEMPTS']);
  });

  test('that another has is refused, and asked about no oftener than by signing up', async () => {
    const [{ token }, other] = [await newcomer(), await newcomer()];
    const answers = [];
    for (let n = 0; n < ATTEMPTS; n += 1) answers.push(...codesOf(await ask(token, other.email)));
    // Signing up was the first.
    expect(answers).toEqual([...Array(ATTEMPTS - 1).fill('EMAIL_TAKEN'), 'TOO_MANY_ATTEMPTS']);
    const signUp = { email: other.email, password: PASSWORD, name: 'Owner', agencyName: 'Many Shops' };
    expect(codesOf(await mutate(null, 'signUp', 'token', signUp))).toEqual(['TOO_MANY_ATTEMPTS']);
  });

  test('is sent to few times', async () => {
    const { token } = await newcomer();
    await ask(token, anEmail());
    const answers = [];
    for (let n = 0; n <= ATTEMPTS; n += 1) answers.push(codesOf(await mutate(token, 'emailChangeSend', PENDING)));
    expect(answers).toEqual([...Array(ATTEMPTS).fill([]), ['TOO_MANY_ATTEMPTS']]);
  });
});

test('people are invited, join, change and leave', async () => {
  const { token, agency, email: owners } = await newcomer();
  const email = anEmail();
  expect(codesOf(await mutate(token, 'memberInvite', 'invitation { id }', { email, role: 'STAFF' }))).toEqual(['EMAIL_UNCONFIRMED']);
  await confirmAddress(owners);
  const invited = await mutate(token, 'memberInvite', 'invitation { id email role inviter }', { email, role: 'STAFF' });
  expect(invited).toMatchObject({ invitation: { email, role: 'STAFF', inviter: 'Owner' }, userErrors: [] });
  const link = await tokenMailed(email, 'INVITATION');
  const offer = `{ invitation(token: "${link}") { agencyName shopName inviter role email hasAccount } }`;
  expect((await server.admin(null, offer)).data).toEqual({
    invitation: { agencyName: 'Many Shops', shopName: null, inviter: 'Owner', role: 'STAFF', email, hasAccount: false },
  });
  const accept = (who: string | null, input: object) =>
    mutate(who, `invitationAccept(token: "${link}")`, 'token viewer { email } agency { id members { role } } shop { id }', input);
  expect(codesOf(await accept(null, {}))).toEqual(['INVALID_INPUT', 'INVALID_INPUT']);
  expect(codesOf(await accept(token, {}))).toEqual(['INVITATION_NOT_YOURS']);
  const joined = await accept(null, { name: 'New', password: PASSWORD });
  expect(joined).toMatchObject({ viewer: { email }, agency: { id: agency, members: [{ role: 'OWNER' }, { role: 'STAFF' }] }, shop: null });
  expect((await server.admin(null, offer)).data).toEqual({ invitation: null });

  const people = '{ agency { rolesToGive invitations { id } members { id name email role isViewer twoFactorEnabled } } }';
  const { data } = await server.admin<{ agency: { members: { id: string }[] } }>(token, people);
  expect(data.agency).toMatchObject({
    rolesToGive: ['OWNER', 'MANAGER', 'STAFF', 'READ_ONLY'],
    invitations: [],
    members: [{ isViewer: true }, { name: 'New', email, role: 'STAFF', isViewer: false, twoFactorEnabled: false }],
  });
  const [owner, staff] = data.agency.members;
  expect(
    (await server.admin(joined.token as string, `mutation { memberRemove(member: "${owner!.id}") { ${ERRORS} } }`)).errors,
  ).toMatchObject([{ extensions: { code: 'FORBIDDEN', scope: 'write_settings' } }]);
  expect(await mutate(token, `memberUpdate(member: "${staff!.id}")`, 'member { role }', { role: 'MANAGER' })).toMatchObject({
    member: { role: 'MANAGER' },
  });
  expect(codesOf(await mutate(token, `memberRemove(member: "${owner!.id}")`, 'member { id }'))).toEqual(['LAST_OWNER']);
  expect(await mutate(token, `memberRemove(member: "${staff!.id}")`, 'member { id }')).toMatchObject({
    member: { id: staff!.id },
    userErrors: [],
  });
  expect((await server.admin(joined.token as string, '{ agency { id } }')).data).toEqual({ agency: null });
  const again = await mutate(token, 'memberInvite', 'invitation { id }', { email, role: 'READ_ONLY' });
  const { id } = again.invitation as { id: string };
  expect(await mutate(token, `invitationRevoke(invitation: "${id}")`, 'invitation { id }')).toMatchObject({
    invitation: { id },
    userErrors: [],
  });
});

test('an app has no account of its own, and makes no owners', async () => {
  const { token, email } = await newcomer();
  await confirmAddress(email);
  const appWith = async (scopes: readonly string[]) =>
    (await mutate(token, 'accessTokenCreate', 'secret', { name: 'App', scopes })).secret as string;
  const secret = await appWith(SCOPES);
  await expect(mutate(secret, 'sessionsEndOthers', 'viewer { id }')).rejects.toThrow('FORBIDDEN');
  await expect(mutate(secret, 'viewerUpdate', 'viewer { id }', { name: 'Me' })).rejects.toThrow('FORBIDDEN');
  expect(codesOf(await mutate(secret, 'memberInvite', 'invitation { id }', { email: anEmail(), role: 'OWNER' }))).toEqual([
    'ROLE_NOT_YOURS',
  ]);
  const lesser = await appWith(['write_settings']);
  expect(codesOf(await mutate(lesser, 'memberInvite', 'invitation { id }', { email: anEmail(), role: 'MANAGER' }))).toEqual([
    'ROLE_NOT_YOURS',
  ]);
  const staff = await mutate(secret, 'memberInvite', 'invitation { inviter }', { email: anEmail(), role: 'STAFF' });
  expect(staff).toMatchObject({ invitation: { inviter: 'App' } });
});
