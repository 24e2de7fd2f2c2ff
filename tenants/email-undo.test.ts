import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { connectForTest, disconnectAfterTest } from '#tests/support/database.js';
import { aConfirmedSomebody, anEmail, codeOf, mailsTo, PASSWORD, personNow, somebody, tokenMailed } from '#tests/support/people.js';
import { authenticate } from './access.js';
import { type Person, people } from './agency.model.js';
import { changeEmail, requestEmailChange } from './email-change.js';
import { undoEmailChange } from './email-undo.js';
import { inviteMember, signUpToJoin } from './invitations.js';
import { links } from './link.model.js';
import { requestPasswordReset, resetPassword } from './passwords.js';
import { signIn } from './people.js';
import { personMails } from './person-mail.model.js';
import { UNKNOWN_CLIENT } from './sessions.js';
import { confirmTwoFactor, startTwoFactor } from './two-factor.js';

beforeAll(connectForTest);
afterAll(disconnectAfterTest);

const NEW = 'another horse battery';
const expired = { code: 'LINK_EXPIRED', field: ['token'] };
const linkTo = (email: string) => tokenMailed(email, 'EMAIL_CHANGED');

async function move(person: Person, wanted = anEmail()): Promise<string> {
  await requestEmailChange(await personNow(person), wanted);
  await changeEmail(await tokenMailed(wanted, 'EMAIL_CHANGE'));
  return wanted;
}

/** Somebody whose address was changed. */
async function moved() {
  const made = await aConfirmedSomebody();
  const taken = await move(made.person);
  return { ...made, taken, undo: await linkTo(made.email) };
}

async function secure(person: Person): Promise<void> {
  const { secret } = await startTwoFactor(await personNow(person), PASSWORD);
  await confirmTwoFactor(await personNow(person), codeOf(secret));
}

/** Links that were sent longer ago than they were. */
const earlier = (person: Person, ms: number) =>
  links.documents().updateMany({ personId: person._id }, [{ $set: { expiresAt: { $subtract: ['$expiresAt', ms] } } }]);

const DAY_MS = 24 * 3600_000;
const daysAgo = (days: number) => new Date(Date.now() - days * DAY_MS);
const set = ({ _id }: Person, change: object) => people.documents().updateOne({ _id }, { $set: change });
/** As where the address was changed before anybody wrote down when. */
const forget = ({ _id }: Person) => people.documents().updateOne({ _id }, { $unset: { emailChangedAt: true } });
const lastMailTo = async (email: string) => (await mailsTo(email)).at(-1);
const withoutLink = (facts: object) => ({ kind: 'EMAIL_CHANGED', token: null, facts });

describe('a change of address is undone', () => {
  test('by the link to the old one: all sessions end, and a new password is set by another link', async () => {
    const { email, taken, undo, person, token } = await moved();
    expect(await undoEmailChange(undo)).toEqual({ personId: person._id, before: taken, after: email });
    expect(await personNow(person)).toMatchObject({ email, emailKey: email, emailConfirmedAt: expect.any(Date), emailPending: null });
    expect(await authenticate(token)).toBeNull();
    for (const address of [email, taken])
      await expect(signIn({ email: address, password: PASSWORD })).rejects.toMatchObject({ code: 'WRONG_CREDENTIALS' });
    await resetPassword(await tokenMailed(email, 'PASSWORD_RESET'), NEW);
    await signIn({ email, password: NEW });
    expect((await mailsTo(taken)).at(-1)).toMatchObject({ kind: 'EMAIL_CHANGE_UNDONE', token: null });
  });

  test('once, also by two who follow the link at the same moment', async () => {
    const { undo } = await moved();
    const both = await Promise.allSettled([undoEmailChange(undo), undoEmailChange(undo)]);
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    await expect(undoEmailChange(undo)).rejects.toMatchObject(expired);
  });

  test('to the address that the mail was sent to, where it went on from there', async () => {
    const { email, undo, person } = await moved();
    const further = await move(person);
    expect(await undoEmailChange(undo)).toMatchObject({ before: further, after: email });
    expect(await personNow(person)).toMatchObject({ email });
  });

  test('where the person has gone back himself', async () => {
    const { email, undo, person } = await moved();
    await move(person, email);
    expect(await undoEmailChange(undo)).toMatchObject({ before: email, after: email });
    expect((await mailsTo(email)).map(({ kind }) => kind)).not.toContain('EMAIL_CHANGE_UNDONE');
  });

  test('as often as the address is taken again from whoever has it back', async () => {
    const { email, undo, person } = await moved();
    await move(person, email);
    await move(person);
    const again = await linkTo(email);
    expect(again).not.toBe(undo);
    await undoEmailChange(again);
    await move(person);
    expect(await undoEmailChange(await linkTo(email))).toMatchObject({ after: email });
  });

  test("from an address that a change made the account's 7 days before", async () => {
    const { taken, person } = await moved();
    await set(person, { emailChangedAt: daysAgo(7) });
    const further = await move(person);
    expect(await undoEmailChange(await linkTo(taken))).toMatchObject({ before: further, after: taken });
  });

  test('by whoever had the account before, after one who had it later has done the same', async () => {
    const { email, taken, undo, person } = await moved();
    await forget(person);
    await earlier(person, 1000);
    await move(person);
    await undoEmailChange(await linkTo(taken));
    expect(await undoEmailChange(undo)).toMatchObject({ before: taken, after: email });
  });

  test('and the links that the other address was sent lead nowhere', async () => {
    const { taken, undo, person } = await moved();
    await requestPasswordReset(taken, 'en');
    const wanted = anEmail();
    await requestEmailChange(await personNow(person), wanted);
    await undoEmailChange(undo);
    await expect(resetPassword(await tokenMailed(taken, 'PASSWORD_RESET'), NEW)).rejects.toMatchObject(expired);
    await expect(changeEmail(await tokenMailed(wanted, 'EMAIL_CHANGE'))).rejects.toMatchObject(expired);
  });

  test('with a second factor that was set up since', async () => {
    const { person, undo } = await moved();
    await secure(person);
    await undoEmailChange(undo);
    expect(await personNow(person)).toMatchObject({ twoFactor: null, twoFactorPending: null });
  });

  test.each([
    [0, 'is gone'],
    [6.9, 'is gone'],
    [7.1, 'stays'],
  ])('a second factor that was set up %d days before the change %s', async (days, then) => {
    const { person, email } = await aConfirmedSomebody();
    await secure(person);
    await set(person, { 'twoFactor.enabledAt': daysAgo(days) });
    await move(person);
    await undoEmailChange(await linkTo(email));
    expect((await personNow(person)).twoFactor ? 'stays' : 'is gone').toBe(then);
  });
});

describe('a change of address is not undone', () => {
  test('after 7 days', async () => {
    const { undo, person, taken } = await moved();
    await earlier(person, 7 * DAY_MS);
    await expect(undoEmailChange(undo)).rejects.toMatchObject(expired);
    expect(await personNow(person)).toMatchObject({ email: taken });
  });

  test('by whoever reads an address that nobody had confirmed', async () => {
    const { person, email } = await somebody();
    await move(person);
    expect((await mailsTo(email)).at(-1)).toMatchObject({ kind: 'EMAIL_CHANGED', token: null });
    expect(await links.documents().countDocuments({ personId: person._id })).toBe(0);
    await somebody(email); // Nothing keeps it for the account.
  });

  test('by whoever reads an address that came by a change less than 7 days before', async () => {
    const { person, taken } = await moved();
    await set(person, { emailChangedAt: daysAgo(6.9) });
    const further = await move(person);
    expect(await lastMailTo(taken)).toMatchObject(withoutLink({ newEmail: further, noUndo: true }));
  });

  test('by whoever reads the address that the person leaves for his own again', async () => {
    const [kept, unknown, never] = [await moved(), await moved(), await somebody()];
    await forget(unknown.person);
    for (const { person, email, taken } of [kept, unknown]) {
      await move(person, email);
      expect(await lastMailTo(taken)).toMatchObject(withoutLink({ newEmail: email, noUndo: true }));
    }
    const taken = await move(never.person);
    await move(never.person, never.email);
    expect(await lastMailTo(taken)).toMatchObject(withoutLink({ newEmail: never.email, noUndo: true }));
    expect(await links.documents().countDocuments({ personId: never.person._id })).toBe(0);
  });

  test('by the link to a later address, once the person has gone back to his own', async () => {
    const { email, taken, undo, person } = await moved();
    await forget(person);
    await earlier(person, 1000);
    await move(person);
    const later = await linkTo(taken);
    await move(person, email);
    await expect(undoEmailChange(later)).rejects.toMatchObject(expired);
    expect(await undoEmailChange(undo)).toMatchObject({ after: email });
  });

  test('by what stands in the database', async () => {
    const { undo } = await moved();
    expect(undo).toMatch(/^sy_undo_[\w-]{43}$/);
    expect(JSON.stringify([await links.documents().find({}).toArray(), await personMails.documents().find({}).toArray()])).not.toContain(
      undo,
    );
  });
});

describe('an address that an account can go back to', () => {
  const isTaken = (field: string) => ({ code: 'EMAIL_TAKEN', field: [field] });

  test('is not signed up with, asked for, moved to nor invited to an account of its own', async () => {
    const { email, undo } = await moved();
    await expect(somebody(email.toUpperCase())).rejects.toMatchObject(isTaken('email'));
    const other = await aConfirmedSomebody();
    await expect(requestEmailChange(other.person, email)).rejects.toMatchObject(isTaken('email'));
    expect(await personNow(other.person)).toMatchObject({ emailPending: null });
    await inviteMember(other.agency, { email, role: 'STAFF' });
    const join = signUpToJoin(await tokenMailed(email, 'INVITATION'), { name: 'Me', password: PASSWORD }, 'en', UNKNOWN_CLIENT);
    await expect(join).rejects.toMatchObject(isTaken('email'));
    expect(await undoEmailChange(undo)).toMatchObject({ after: email });
  });

  test('is not moved to by who had asked for it before the account left it', async () => {
    const [made, other] = [await aConfirmedSomebody(), await aConfirmedSomebody()];
    await move(made.person);
    const past = { expiresAt: new Date(0) };
    const mine = { personId: made.person._id, purpose: 'UNDO_EMAIL_CHANGE' } as const;
    const { expiresAt } = (await links.documents().findOne(mine))!;
    await links.documents().updateOne(mine, { $set: past });
    await requestEmailChange(other.person, made.email);
    await links.documents().updateOne(mine, { $set: { expiresAt } });
    await expect(changeEmail(await tokenMailed(made.email, 'EMAIL_CHANGE'))).rejects.toMatchObject(isTaken('token'));
  });

  test('is free again when the link is too old', async () => {
    const { email, person } = await moved();
    await earlier(person, 7 * DAY_MS);
    await somebody(email);
  });
});
