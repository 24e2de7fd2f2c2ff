import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Types } from 'mongoose';
import { connectForTest, disconnectAfterTest } from '#tests/support/database.js';
import { authenticate, openAgency } from './access.js';
import { memberships, people } from './agency.model.js';
import { AgencyContext } from './context.js';
import { emailKey } from './email-key.js';
import { contactOf, SignUp, signIn, signOut, signUp } from './people.js';
import { sessions } from './token.model.js';

beforeAll(connectForTest);
afterAll(disconnectAfterTest);

let count = 0;
const somebody = (given: Partial<SignUp> = {}): SignUp => ({
  email: `owner-${++count}@example.com`,
  password: 'correct horse battery',
  name: 'Owner',
  agencyName: 'Many Shops',
  ...given,
});
const request = { requestId: 'req_test', locale: 'en' };

describe('signing up', () => {
  test('makes a person who owns an agency and is signed in', async () => {
    const { token, agency, person } = await signUp(somebody(), 'en');
    const caller = await authenticate(token);
    expect(caller).toMatchObject({ kind: 'person', personId: person._id });
    const opened = openAgency(caller!, null, request);
    expect(opened.context.agencyId).toEqual(agency._id);
    expect(opened.scopes).toContain('write_settings');
  });

  test('keeps the password and the token only as hashes', async () => {
    const { token, person } = await signUp(somebody(), 'en');
    const [stored, session] = [
      await people.documents().findOne({ _id: person._id }),
      await sessions.documents().findOne({ personId: person._id }),
    ];
    expect(stored!.passwordHash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect(JSON.stringify([stored, session])).not.toContain('correct horse battery');
    expect(JSON.stringify([stored, session])).not.toContain(token);
  });

  test('takes an address once, however it is spelt, also twice at the same moment', async () => {
    const { email } = await signUp(somebody(), 'en').then(({ person }) => person);
    for (const spelt of [email.toUpperCase(), ` ${email} `, email.replace('o', 'ｏ')])
      await expect(signUp(somebody({ email: spelt }), 'en')).rejects.toMatchObject({ code: 'EMAIL_TAKEN', field: ['email'] });
    const twin = somebody();
    const both = await Promise.allSettled([signUp(twin, 'en'), signUp(twin, 'en')]);
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    const { _id } = (await people.documents().findOne({ emailKey: emailKey(twin.email) }))!;
    expect(await memberships.documents().countDocuments({ personId: _id })).toBe(1);
  });

  test.each([
    ['email', { email: 'nobody' }],
    ['password', { password: 'short' }],
    ['name', { name: ' ' }],
    ['name', { name: 'Owner\u2028Pay here' }],
    ['agencyName', { agencyName: '' }],
  ])('is refused for a wrong %s', (field, given) => {
    expect(SignUp.safeParse(somebody(given)).error?.issues).toMatchObject([{ path: [field] }]);
  });
});

describe('signing in', () => {
  test('takes the right password, however the address is spelt', async () => {
    const input = somebody();
    const { person } = await signUp(input, 'en');
    const { token } = await signIn({ email: input.email.toUpperCase(), password: input.password });
    expect(await authenticate(token)).toMatchObject({ personId: person._id });
  });

  test('answers an unknown address and a wrong password alike', async () => {
    const input = somebody();
    await signUp(input, 'en');
    const wrong = { code: 'WRONG_CREDENTIALS', message: 'The e-mail address or the password is wrong' };
    await expect(signIn({ email: input.email, password: 'wrong horse battery' })).rejects.toMatchObject(wrong);
    await expect(signIn({ email: 'nobody@example.com', password: input.password })).rejects.toMatchObject(wrong);
  });

  test('ends with signing out, and leaves other sessions', async () => {
    const input = somebody();
    const { token: here } = await signUp(input, 'en');
    const { token: there } = await signIn(input);
    await signOut((await authenticate(here))!);
    expect(await authenticate(here)).toBeNull();
    expect(await authenticate(there)).not.toBeNull();
  });

  test('ends when the session has run out', async () => {
    const { token, person } = await signUp(somebody(), 'en');
    await sessions.documents().updateOne({ personId: person._id }, { $set: { expiresAt: new Date(Date.now() - 1) } });
    expect(await authenticate(token)).toBeNull();
  });
});

test("an agency's mails reach whoever acts, and for an app its owner", async () => {
  const { agency, person } = await signUp(somebody(), 'en');
  const acting = (actor: AgencyContext['actor']) => contactOf(new AgencyContext(agency._id, actor, 'req_test', 'en'));
  expect(await acting({ kind: 'staff', userId: person._id })).toBe(person.email);
  expect(await acting({ kind: 'app', tokenId: new Types.ObjectId() })).toBe(person.email);
});
