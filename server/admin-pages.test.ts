import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { root } from '#platform/root.js';
import { connectForTest, disconnectAfterTest } from '#tests/support/database.js';
import { startTestServer, type TestServer } from '#tests/support/server.js';

let server: TestServer;
beforeAll(async () => {
  await connectForTest();
  server = await startTestServer();
});
afterAll(async () => {
  await server.close();
  await disconnectAfterTest();
});

const BUILT = join(root, 'dist/admin');
const directive = (policy: string, name: string) => policy.split('; ').find((one) => one.startsWith(`${name} `));

test('every address below /admin is the page, under a policy that lets in our own scripts and the styles of this answer alone', async () => {
  const pages = await Promise.all(['/admin', '/admin/', '/admin/s/shop_1/orders'].map((path) => fetch(server.url + path)));
  const nonces = new Set<string>();
  for (const page of pages) {
    expect(page.status).toBe(200);
    const policy = page.headers.get('content-security-policy')!;
    expect(directive(policy, 'default-src')).toBe("default-src 'none'");
    expect(directive(policy, 'script-src')).toBe("script-src 'self'");
    expect(directive(policy, 'frame-ancestors')).toBe("frame-ancestors 'none'");
    const nonce = /'nonce-([^']+)'/.exec(directive(policy, 'style-src')!)![1]!;
    expect(await page.text()).toContain(`content="${nonce}"`);
    nonces.add(nonce);
  }
  expect(nonces.size).toBe(pages.length);
});

test('its files are kept for a year and come compressed; one that is not there is not the page', async () => {
  const name = readdirSync(join(BUILT, 'assets')).find((one) => /^index-.*\.js$/.test(one))!;
  const file = await fetch(`${server.url}/admin/assets/${name}`, { headers: { 'accept-encoding': 'br' } });
  expect(file.headers.get('cache-control')).toContain('immutable');
  expect(file.headers.get('content-encoding')).toBe('br');
  expect((await fetch(`${server.url}/admin/assets/gone.js`)).status).toBe(404);
});

test('a file that a new build brings is there, and one that it takes away is gone; the server goes on', async () => {
  const file = join(BUILT, 'assets/built-anew.js');
  const ask = () => fetch(`${server.url}/admin/assets/built-anew.js`);
  try {
    writeFileSync(file, '0;');
    expect((await ask()).status).toBe(200);
  } finally {
    rmSync(file);
  }
  expect((await ask()).status).toBe(404);
  expect((await fetch(`${server.url}/healthz`)).status).toBe(200);
});

test('nothing on the page comes from another address', () => {
  const texts = readdirSync(BUILT, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(html|css)$/.test(name))
    .map((name) => readFileSync(join(BUILT, name), 'utf8'));
  expect(texts.length).toBeGreaterThan(1);
  for (const text of texts) expect(text.match(/(?:src|href)="(?!\/admin\/)[^"]*"|url\(['"]?https?:[^)]*\)/g) ?? []).toEqual([]);
});

test('a mail is shown under a policy of its own, in a sandbox that only our pages can frame', async () => {
  const frame = await fetch(`${server.url}/admin/mail-frame.html`);
  const policy = frame.headers.get('content-security-policy')!;
  expect(policy).toContain('sandbox allow-scripts');
  expect(policy).not.toContain('allow-same-origin');
  expect(directive(policy, 'frame-ancestors')).toBe("frame-ancestors 'self'");
});

/** As a page of this server asks. */
async function fromPage(body: object, headers: Record<string, string> = {}) {
  const answer = await fetch(`${server.url}/graphql/admin`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'sec-fetch-site': 'same-origin', 'shopyard-session': 'cookie', ...headers },
    body: JSON.stringify(body),
  });
  return { answer, body: (await answer.json()) as { data?: Record<string, never>; errors?: { extensions: { code: string } }[] } };
}

const SIGN_UP = `mutation ($input: SignUpInput!) { signUp(input: $input) { token viewer { id } userErrors { message } } }`;
const aPerson = (email: string) => ({ email, password: 'long enough for all', name: 'Owner', agencyName: 'Agency' });

test('a page that asks for it gets its session as a cookie, and no token; any other client gets the token', async () => {
  const page = await fromPage({ query: SIGN_UP, variables: { input: aPerson('page@example.com') } });
  const cookie = page.answer.headers.get('set-cookie')!;
  expect(cookie).toMatch(/^shopyard_session=sy_session_[\w-]+; Max-Age=2592000; Path=\/; .*HttpOnly; SameSite=Strict$/);
  expect(page.body.data).toMatchObject({ signUp: { token: null, userErrors: [] } });

  const app = await server.admin<{ signUp: { token: string } }>(null, SIGN_UP, { input: aPerson('app@example.com') });
  expect(app.headers.get('set-cookie')).toBeNull();
  expect(app.data.signUp.token).toMatch(/^sy_session_/);
});

test('the cookie counts in requests of our own pages alone, and is gone after signing out', async () => {
  const signedUp = await fromPage({ query: SIGN_UP, variables: { input: aPerson('cookie@example.com') } });
  const cookie = signedUp.answer.headers.get('set-cookie')!.split(';')[0]!;
  const WHO = { query: '{ viewer { email } }' };
  const known = { data: { viewer: { email: 'cookie@example.com' } } };
  const nobody = { errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] };
  expect((await fromPage(WHO, { cookie })).body).toMatchObject(known);
  expect((await fromPage(WHO, { cookie: `other=1; ${cookie}; more=2` })).body).toMatchObject(known);
  for (const site of ['cross-site', 'same-site'])
    expect((await fromPage(WHO, { cookie, 'sec-fetch-site': site })).body).toMatchObject(nobody);
  // A browser that does not tell the site names the origin.
  const without = { cookie, 'sec-fetch-site': '' };
  expect((await fromPage(WHO, { ...without, origin: server.url })).body).toMatchObject(known);
  expect((await fromPage(WHO, { ...without, origin: 'https://evil.example' })).body).toMatchObject(nobody);
  expect((await fromPage(WHO, without)).body).toMatchObject(nobody);

  const out = await fromPage({ query: 'mutation { signOut { userErrors { message } } }' }, { cookie });
  expect(out.answer.headers.get('set-cookie')).toMatch(/^shopyard_session=; Max-Age=0;/);
  expect((await fromPage(WHO, { cookie })).body).toMatchObject(nobody);
});

test('what a form of another site could send is refused before anything is done', async () => {
  const answer = await fetch(`${server.url}/graphql/admin`, {
    method: 'POST',
    headers: { 'content-type': 'text/plain' },
    body: JSON.stringify({ query: SIGN_UP, variables: { input: aPerson('form@example.com') } }),
  });
  expect(answer.status).toBe(400);
});

test('a document of the admin is known by its hash, and no other is', async () => {
  const documents = JSON.parse(readFileSync(join(BUILT, 'documents.json'), 'utf8')) as Record<string, string>;
  const hash = Object.keys(documents).find((one) => documents[one]!.startsWith('query Viewer '))!;
  const named = (sha256Hash: string) => ({ extensions: { persistedQuery: { version: 1, sha256Hash } } });
  expect((await fromPage(named(hash))).body.errors?.[0]?.extensions.code).toBe('UNAUTHENTICATED');
  for (const unknown of ['sha256:0', '__proto__', 'constructor'])
    expect((await fromPage(named(unknown))).body.errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT');
});
