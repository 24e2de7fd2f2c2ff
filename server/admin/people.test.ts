import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { config } from '#platform/config.js';
import { openRedis } from '#platform/redis.js';
import { SCOPES } from '#tenants/index.js';
import { connectForTest, disconnectAfterTest } from '#tests/support/database.js';
import { startTestServer, type TestServer } from '#tests/support/server.js';

let server: TestServer;
const [SIGN_INS, SIGN_UPS] = [3, 5];
const usual = { ...config() };

beforeAll(async () => {
  // Attempts are counted by address: each test comes from addresses of its own.
  Object.assign(config(), { TRUST_PROXY: 1, SIGN_IN_ATTEMPTS: SIGN_INS, SIGN_UPS_PER_HOUR: SIGN_UPS });
  await connectForTest();
  server = await startTestServer();
});
afterAll(async () => {
  await server.close();
  await disconnectAfterTest();
  Object.assign(config(), usual);
});

let addresses = 0;
const anAddress = () => `10.${Math.floor(Math.random() * 250)}.${Math.floor(Math.random() * 250)}.${++addresses}`;
let people = 0;
const anEmail = () => `person-${Date.now()}-${++people}@example.com`;
const password = 'correct horse battery';
const ERRORS = 'userErrors { code message field }';
const SIGN_UP = `mutation ($input: SignUpInput!) { signUp(input: $input) {
  token agency { id name createdAt shops { nodes { id } } } viewer { id kind name email agencies { id name } shops { id } } ${ERRORS} } }`;
const SIGN_IN = `mutation ($input: SignInInput!) { signIn(input: $input) { token viewer { email agencies { name } } ${ERRORS} } }`;
const TOKEN = `mutation ($agency: ID, $shop: ID, $input: AccessTokenCreateInput!) { accessTokenCreate(agency: $agency, shop: $shop, input: $input) {
  secret accessToken { id name scopes ending expiresAt revokedAt } ${ERRORS} } }`;
const REVOKE = `mutation ($id: ID!) { accessTokenRevoke(accessToken: $id) { accessToken { id revokedAt } ${ERRORS} } }`;

/** One request from an address. */
async function ask<Data = Record<string, never>>(
  query: string,
  variables: object,
  { address = anAddress(), token }: { address?: string; token?: string } = {},
) {
  const response = await fetch(`${server.url}/graphql/admin`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'accept-language': 'en',
      'x-forwarded-for': address,
      ...(token ? { authorization: `Bearer ${token}` } : {}),
    },
    body: JSON.stringify({ query, variables }),
  });
  return (await response.json()) as { data: Data; errors?: { extensions: { code: string } }[] };
}

interface SignedUp {
  signUp: { token: string; agency: { id: string }; viewer: object; userErrors: { code: string; message: string }[] };
}
async function somebody(email = anEmail()) {
  const { data } = await ask<SignedUp>(SIGN_UP, { input: { email, password, name: 'Owner', agencyName: 'Many Shops' } });
  return { email, ...data.signUp };
}

test('whoever signs up has an agency at once, and the token that came with it', async () => {
  const email = anEmail();
  const { token, ...shown } = await somebody(email);
  const viewer = { kind: 'PERSON', name: 'Owner', email, agencies: [{ id: shown.agency.id, name: 'Many Shops' }], shops: [] };
  expect(shown).toMatchObject({ userErrors: [], viewer, agency: { name: 'Many Shops', shops: { nodes: [] } } });
  const { data } = await ask('{ viewer { kind name email agencies { id name } shops { id } } agency { id } }', {}, { token });
  expect(data).toEqual({ viewer, agency: { id: shown.agency.id } });
});

test('what is wrong with a sign-up is said field by field', async () => {
  const { data } = await ask<SignedUp>(SIGN_UP, { input: { email: 'nobody', password: 'short', name: 'Owner', agencyName: '' } });
  expect(data.signUp).toMatchObject({ token: null, agency: null });
  expect(data.signUp.userErrors).toMatchObject([
    { code: 'INVALID_INPUT', field: ['input', 'email'] },
    { code: 'INVALID_INPUT', field: ['input', 'password'] },
    { code: 'INVALID_INPUT', field: ['input', 'agencyName'] },
  ]);
  expect((await somebody((await somebody()).email)).userErrors).toMatchObject([{ code: 'EMAIL_TAKEN', field: ['input', 'email'] }]);
});

test('signing in and out', async () => {
  const { email, token: first } = await somebody();
  const { data } = await ask<{ signIn: { token: string } }>(SIGN_IN, { input: { email: email.toUpperCase(), password } });
  expect(data.signIn).toMatchObject({ viewer: { email, agencies: [{ name: 'Many Shops' }] }, userErrors: [] });
  const { token } = data.signIn;
  expect(await ask(`mutation { signOut { ${ERRORS} } }`, {}, { token })).toMatchObject({ data: { signOut: { userErrors: [] } } });
  expect(await ask('{ viewer { id } }', {}, { token })).toMatchObject({
    data: { viewer: null },
    errors: [{ extensions: { code: 'UNAUTHENTICATED' } }],
  });
  expect((await ask('{ viewer { kind } }', {}, { token: first })).data).toEqual({ viewer: { kind: 'PERSON' } });
});

describe('attempts', () => {
  const wrong = (email: string, address?: string) =>
    ask<{ signIn: { userErrors: { code: string; message: string }[] } }>(
      SIGN_IN,
      { input: { email, password: 'wrong horse battery' } },
      address ? { address } : {},
    ).then(({ data }) => data.signIn.userErrors[0]!);

  test('to sign in are counted by person and address, right ones not; then even the right password must wait', async () => {
    const [{ email }, address] = [await somebody(), anAddress()];
    const right = () => ask<{ signIn: object }>(SIGN_IN, { input: { email, password } }, { address }).then(({ data }) => data.signIn);
    for (let n = 0; n < SIGN_INS - 1; n += 1) expect(await wrong(email, address)).toMatchObject({ code: 'WRONG_CREDENTIALS' });
    for (let n = 0; n < 3; n += 1) expect(await right()).toMatchObject({ userErrors: [] });
    expect(await wrong(email.toUpperCase(), address)).toMatchObject({ code: 'WRONG_CREDENTIALS' });
    expect(await wrong(email, address)).toMatchObject({
      code: 'TOO_MANY_ATTEMPTS',
      message: expect.stringMatching(/^Too many attempts: try again in \d{3} s$/),
    });
    expect(await right()).toMatchObject({ userErrors: [{ code: 'TOO_MANY_ATTEMPTS' }] });
    // Somebody elsewhere cannot lock him out.
    expect(await ask(SIGN_IN, { input: { email, password } })).toMatchObject({ data: { signIn: { userErrors: [] } } });
  });

  test('to sign in are counted for a person whatever addresses they come from', async () => {
    const { email } = await somebody();
    const codes = [];
    for (let n = 0; n < SIGN_INS * 10 + 1; n += 1) codes.push((await wrong(email)).code);
    expect(new Set(codes.slice(0, -1))).toEqual(new Set(['WRONG_CREDENTIALS']));
    expect(codes.at(-1)).toBe('TOO_MANY_ATTEMPTS');
  });

  test('to sign up are counted by address', async () => {
    const address = anAddress();
    const attempt = () =>
      ask<SignedUp>(SIGN_UP, { input: { email: anEmail(), password, name: 'Owner', agencyName: 'A' } }, { address }).then(
        ({ data }) => data.signUp.userErrors[0]?.code,
      );
    for (let n = 0; n < SIGN_UPS; n += 1) expect(await attempt()).toBeUndefined();
    expect(await attempt()).toBe('TOO_MANY_ATTEMPTS');
  });

  test('hold no address of a person in Redis', async () => {
    const { email } = await somebody();
    await wrong(email);
    const redis = openRedis('waiting');
    const keys = await redis.keys('*limit*');
    await redis.quit();
    expect(keys.length).toBeGreaterThan(0);
    expect(keys.filter((key) => key.includes('@') || key.includes('10.'))).toEqual([]);
  });
});

describe('an access token', () => {
  interface Made {
    accessTokenCreate: { secret: string; accessToken: { id: string }; userErrors: object[] };
  }
  const input = { name: 'Importer', scopes: ['write_products'] };

  test('is shown once, opens its agency, is listed, and ends when it is revoked', async () => {
    const { token, agency } = await somebody();
    const { data } = await ask<Made>(TOKEN, { input }, { token });
    const { secret, accessToken } = data.accessTokenCreate;
    expect(accessToken).toMatchObject({ name: 'Importer', scopes: ['write_products'], ending: secret.slice(-4), expiresAt: null });
    const viewer = '{ viewer { id kind name email agencies { id } } }';
    expect((await ask(viewer, {}, { token: secret })).data).toEqual({
      viewer: { id: accessToken.id, kind: 'APP', name: 'Importer', email: null, agencies: [{ id: agency.id }] },
    });
    const list = '{ agency { accessTokens { id ending } } }';
    expect((await ask(list, {}, { token })).data).toEqual({ agency: { accessTokens: [{ id: accessToken.id, ending: secret.slice(-4) }] } });
    expect(await ask(list, {}, { token: secret })).toMatchObject({
      errors: [{ extensions: { code: 'FORBIDDEN', scope: 'read_settings' } }],
    });
    const revoked = await ask(REVOKE, { id: accessToken.id }, { token });
    expect(revoked.data).toMatchObject({ accessTokenRevoke: { accessToken: { revokedAt: expect.any(String) }, userErrors: [] } });
    expect(await ask(viewer, {}, { token: secret })).toMatchObject({ errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] });
    expect((await ask(list, {}, { token })).data).toEqual({ agency: { accessTokens: [] } });
  });

  test('makes no token that may do more than itself', async () => {
    const { token } = await somebody();
    const settings = await ask<Made>(TOKEN, { input: { name: 'Settings', scopes: ['write_settings', 'read_orders'] } }, { token });
    const more = await ask<Made>(TOKEN, { input: { name: 'More', scopes: SCOPES } }, { token: settings.data.accessTokenCreate.secret });
    expect(more.data.accessTokenCreate).toMatchObject({
      secret: null,
      userErrors: [{ code: 'SCOPE_NOT_HELD', field: ['input', 'scopes'] }],
    });
    const same = await ask<Made>(
      TOKEN,
      { input: { name: 'Same', scopes: ['read_orders'] } },
      { token: settings.data.accessTokenCreate.secret },
    );
    expect(same.data.accessTokenCreate.userErrors).toEqual([]);
  });

  test('asked for twice under one key is one token, whose secret the repeat does not tell', async () => {
    const { token } = await somebody();
    const keyed = { input: { ...input, idempotencyKey: 'once' } };
    const [first, second] = [await ask<Made>(TOKEN, keyed, { token }), await ask<Made>(TOKEN, keyed, { token })];
    expect(second.data.accessTokenCreate).toMatchObject({ accessToken: { id: first.data.accessTokenCreate.accessToken.id }, secret: null });
    const other = await ask<Made>(TOKEN, { input: { ...keyed.input, name: 'Other' } }, { token });
    expect(other.data.accessTokenCreate.userErrors).toMatchObject([{ code: 'IDEMPOTENCY_MISMATCH' }]);
  });
});
