import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CATALOGS } from './catalogs.js';
import { adminDoor, ask, type Door, USER_ERRORS, WRITE_SCOPES } from './doors.js';

/** The sign-in to look around with: kept in DATA_DIR for its owner alone. */
export interface Demonstration {
  email: string;
  password: string;
  agency: string;
  /** An access token of the agency, with every scope. */
  token: string;
  shops: { id: string; handle: string }[];
}

/** What is known so far: a start that was broken off is taken up where it stood. */
type Draft = Pick<Demonstration, 'email' | 'password'> & Partial<Demonstration>;

/**
 * The demonstration agency, made at the first start through the public doors, as anyone could. Its shops take cash and every sandbox
 * that runs, as each new test shop does. @throws {Error} when a door refuses
 */
export async function demonstrate(host: string, dataDir: string, operatorToken: string): Promise<Demonstration> {
  const file = join(dataDir, 'demonstration.json');
  const keep = (draft: Draft) => {
    writeFileSync(`${file}.draft`, `${JSON.stringify(draft, null, 2)}\n`, { mode: 0o600 });
    renameSync(`${file}.draft`, file);
    return draft;
  };
  let draft: Draft = existsSync(file)
    ? (JSON.parse(readFileSync(file, 'utf8')) as Draft)
    : keep({ email: `demo-${randomBytes(3).toString('hex')}@shopyard.example`, password: randomBytes(12).toString('base64url') });
  if (!draft.token || !draft.agency) {
    draft = keep({ ...draft, ...(await enter(host, draft)) });
    await confirmAddress(host, draft.email, operatorToken);
  }
  if (!draft.shops) draft = keep({ ...draft, shops: await openShops(adminDoor(host, draft.token), draft.agency!) });
  return draft as Demonstration;
}

/** Signs up, or in where an earlier start came so far, and makes an access token. */
async function enter(host: string, { email, password }: Draft): Promise<Pick<Demonstration, 'agency' | 'token'>> {
  const { token: session, agency } = await signUpOrIn(host, email, password);
  const made = await ask<{ accessTokenCreate: { secret: string } }>(
    adminDoor(host, session),
    `mutation ($agency: ID!, $scopes: [Scope!]!) {
      accessTokenCreate(agency: $agency, input: { name: "Demonstration", scopes: $scopes }) { secret ${USER_ERRORS} }
    }`,
    { agency, scopes: WRITE_SCOPES },
  );
  return { agency, token: made.accessTokenCreate.secret };
}

/**
 * Nobody reads the demonstration's mails: its link is where an operator finds those that were kept. Where a mail server has taken it, the
 * address stays unconfirmed, which the pages tell.
 */
async function confirmAddress(host: string, email: string, operatorToken: string): Promise<void> {
  const mails = await fetch(`${host}/ops/mails`, { headers: { authorization: `Bearer ${operatorToken}` } });
  const [, his = ''] = (await mails.text()).split(`<td>${email}</td>`);
  const [token] = /sy_confirm_[\w-]+/.exec(his) ?? [];
  if (token) await ask(adminDoor(host), `mutation ($token: String!) { emailConfirm(token: $token) { ${USER_ERRORS} } }`, { token });
}

async function signUpOrIn(host: string, email: string, password: string): Promise<{ token: string; agency: string }> {
  const door = adminDoor(host);
  const input = { email, password, name: 'Demonstration', agencyName: 'Demonstration agency' };
  try {
    const { signUp } = await ask<{ signUp: { token: string; agency: { id: string } } }>(
      door,
      `mutation ($input: SignUpInput!) { signUp(input: $input) { token agency { id } ${USER_ERRORS} } }`,
      { input },
    );
    return { token: signUp.token, agency: signUp.agency.id };
  } catch (refusal) {
    const { signIn } = await ask<{ signIn: { token: string; viewer: { agencies: { id: string }[] } } }>(
      door,
      `mutation ($input: SignInInput!) { signIn(input: $input) { token viewer { agencies { id } } ${USER_ERRORS} } }`,
      { input: { email, password } },
    ).catch(() => {
      throw refusal;
    });
    return { token: signIn.token, agency: signIn.viewer.agencies[0]!.id };
  }
}

async function openShops(door: Door, agency: string): Promise<Demonstration['shops']> {
  const suffix = agency.slice(-6).toLowerCase(); // Handles are unique over all agencies.
  const shops = CATALOGS.map(({ handle, name, currency, locale, timezone }) => {
    return { handle: `${handle}-${suffix}`, name, currency, locale, timezone, mode: 'TEST' };
  });
  const { shopsCreate } = await ask<{ shopsCreate: { results: { shop: { id: string; handle: string } }[] } }>(
    door,
    `mutation ($agency: ID!, $input: ShopsCreateInput!) {
      shopsCreate(agency: $agency, input: $input) { results { shop { id handle } ${USER_ERRORS} } ${USER_ERRORS} }
    }`,
    { agency, input: { shops, idempotencyKey: 'demonstration-shops' } },
  );
  const opened = shopsCreate.results.map(({ shop }) => shop);
  for (const [index, shop] of opened.entries()) await fill(door, shop.id, CATALOGS[index]!);
  return opened;
}

async function fill(door: Door, shop: string, { currency, products }: (typeof CATALOGS)[number]): Promise<void> {
  const input = products.map(({ option, variants, ...product }) => ({
    ...product,
    status: 'ACTIVE',
    ...(option ? { options: [{ name: option, values: variants.map(({ value }) => value) }] } : {}),
    variants: variants.map(({ sku, amount, available, value }) => ({
      sku,
      available,
      price: { amount, currency },
      ...(value ? { optionValues: [value] } : {}),
    })),
  }));
  await ask(
    door,
    `mutation ($shop: ID!, $input: ProductsCreateInput!) {
      productsCreate(shop: $shop, input: $input) { results { product { id } ${USER_ERRORS} } ${USER_ERRORS} }
    }`,
    { shop, input: { products: input, idempotencyKey: 'demonstration-products' } },
  );
}
