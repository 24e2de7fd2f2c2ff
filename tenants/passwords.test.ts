import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { connectForTest, disconnectAfterTest } from '#tests/support/database.js';
import { anEmail, codeOf, confirmAddress, mailsTo, PASSWORD, personNow, somebody, tokenMailed } from '#tests/support/people.js';
import { authenticate, forgetCallers } from './access.js';
import { confirmEmail, hasConfirmedOwner, sendConfirmationAgain } from './email-confirmation.js';
import { links } from './link.model.js';
import { changePassword, requestPasswordReset, resetPassword } from './passwords.js';
import { signIn } from './people.js';
import { personMails } from './person-mail.model.js';
import { endSession, listSessions } from './sessions.js';
import { sessionId, sessions } from './token.model.js';
import { confirmTwoFactor, startTwoFactor } from './two-factor.js';

beforeAll(connectForTest);
afterAll(disconnectAfterTest);

const NEW = 'another horse battery';
const expired = { code: 'LINK_EXPIRED', field: ['token'] };
const outlive = (purpose: string) =>
  links.documents().updateMany({ purpose: purpose as never }, { $set: { expiresAt: new Date(Date.now() - 1) } });

describe('a password that is forgotten', () => {
  test('is set by the link in the mail: once, with every session ended and the address confirmed', async () => {
    const { email, person, token } = await somebody();
    await requestPasswordReset(` ${email.toUpperCase()} `, 'zh-CN');
    const link = await tokenMailed(email, 'PASSWORD_RESET');
    await resetPassword(link, NEW);
    expect(await authenticate(token)).toBeNull();
    expect((await personNow(person)).emailConfirmedAt).toBeInstanceOf(Date);
    await expect(signIn({ email, password: PASSWORD })).rejects.toMatchObject({ code: 'WRONG_CREDENTIALS' });
    await signIn({ email, password: NEW });
    await expect(resetPassword(link, PASSWORD)).rejects.toMatchObject(expired);
    const told = (await mailsTo(email)).map(({ kind, locale }) => [kind, locale]);
    expect(told.slice(1)).toEqual([
      ['PASSWORD_RESET', 'en'],
      ['PASSWORD_CHANGED', 'en'],
    ]);
  });

  test('is set once by two who follow the link at the same moment, and every other link to set it ends', async () => {
    const { email } = await somebody();
    await requestPasswordReset(email, 'en');
    const earlier = await tokenMailed(email, 'PASSWORD_RESET');
    await requestPasswordReset(email, 'en');
    const link = await tokenMailed(email, 'PASSWORD_RESET');
    const both = await Promise.allSettled([resetPassword(link, NEW), resetPassword(link, `${NEW} 2`)]);
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    await expect(resetPassword(earlier, NEW)).rejects.toMatchObject(expired);
  });

  test('is not set by a link that is too old, nor by one for something else', async () => {
    const { email } = await somebody();
    await requestPasswordReset(email, 'en');
    await expect(resetPassword(await tokenMailed(email, 'EMAIL_CONFIRMATION'), NEW)).rejects.toMatchObject(expired);
    await outlive('RESET_PASSWORD');
    await expect(resetPassword(await tokenMailed(email, 'PASSWORD_RESET'), NEW)).rejects.toMatchObject(expired);
    await signIn({ email, password: PASSWORD });
  });

  test('of nobody is asked for as any other, and leads to nobody', async () => {
    const before = await personMails.documents().countDocuments({});
    await requestPasswordReset(anEmail(), 'en');
    expect(await personMails.documents().countDocuments({})).toBe(before + 1);
    const nobodys = await personMails.documents().findOne({ recipient: null }, { sort: { _id: -1 } });
    expect(nobodys).toMatchObject({ kind: 'PASSWORD_RESET', facts: {} });
  });

  test('stands in the database as no token that could be followed', async () => {
    const { email } = await somebody();
    await requestPasswordReset(email, 'en');
    const token = await tokenMailed(email, 'PASSWORD_RESET');
    const kept = JSON.stringify([await links.documents().find({}).toArray(), await personMails.documents().find({}).toArray()]);
    expect(token).toMatch(/^sy_reset_[\w-]{43}$/);
    expect(kept).not.toContain(token);
  });
});

test('a changed password ends every other session and every link to set one', async () => {
  const { email, person, caller, token } = await somebody();
  const { token: elsewhere } = await signIn({ email, password: PASSWORD });
  await requestPasswordReset(email, 'en');
  await expect(changePassword(caller, person, { current: 'wrong horse battery', new: NEW })).rejects.toMatchObject({
    code: 'WRONG_CREDENTIALS',
    field: ['current'],
  });
  await changePassword(caller, person, { current: PASSWORD, new: NEW });
  expect([await authenticate(elsewhere), (await authenticate(token))?.kind]).toEqual([null, 'person']);
  await expect(resetPassword(await tokenMailed(email, 'PASSWORD_RESET'), PASSWORD)).rejects.toMatchObject(expired);
});

describe('a password that is reset', () => {
  const secured = async () => {
    const made = await somebody();
    const { secret } = await startTwoFactor(made.person, PASSWORD);
    await confirmTwoFactor(await personNow(made.person), codeOf(secret));
    return made;
  };
  const reset = async (email: string) => {
    await requestPasswordReset(email, 'en');
    await resetPassword(await tokenMailed(email, 'PASSWORD_RESET'), NEW);
  };

  test('takes away what somebody else set up who signed up with the address, and whom nobody confirmed', async () => {
    const { email, person } = await secured();
    await reset(email);
    expect(await personNow(person)).toMatchObject({ twoFactor: null, twoFactorPending: null, emailConfirmedAt: expect.any(Date) });
    await signIn({ email, password: NEW });
    const other = await somebody();
    await startTwoFactor(other.person, PASSWORD);
    await reset(other.email);
    expect(await personNow(other.person)).toMatchObject({ twoFactorPending: null });
  });

  test('leaves the second factor of whoever has confirmed the address', async () => {
    const { email } = await secured();
    await confirmAddress(email);
    await reset(email);
    await expect(signIn({ email, password: NEW })).rejects.toMatchObject({ code: 'TWO_FACTOR_REQUIRED' });
  });
});

describe('an address', () => {
  test('is confirmed by its link once', async () => {
    const { email, person, agency } = await somebody();
    const link = await tokenMailed(email, 'EMAIL_CONFIRMATION');
    expect(await hasConfirmedOwner(agency)).toBe(false);
    await confirmEmail(link);
    expect(await hasConfirmedOwner(agency)).toBe(true);
    await expect(confirmEmail(link)).rejects.toMatchObject(expired);
    await expect(sendConfirmationAgain(await personNow(person))).rejects.toMatchObject({ code: 'WRONG_STATE' });
  });

  test('can be asked to be confirmed once more, and not by a link of long ago', async () => {
    const { email, person } = await somebody();
    await outlive('CONFIRM_EMAIL');
    await expect(confirmEmail(await tokenMailed(email, 'EMAIL_CONFIRMATION'))).rejects.toMatchObject(expired);
    await sendConfirmationAgain(person);
    await confirmEmail(await tokenMailed(email, 'EMAIL_CONFIRMATION'));
  });
});

describe('sessions', () => {
  test('are listed with where they began, and ended one by one', async () => {
    const { email, caller, token } = await somebody();
    const { token: elsewhere } = await signIn({ email, password: PASSWORD }, { userAgent: 'curl/8', address: '192.0.2.1' });
    const [first, second] = await listSessions(caller.personId);
    expect([first, second]).toMatchObject([{ userAgent: 'curl/8', address: '192.0.2.1' }, { userAgent: '' }]);
    await endSession(caller, sessionId.encode(first!._id));
    expect([await authenticate(elsewhere), (await authenticate(token))?.kind]).toEqual([null, 'person']);
    await expect(endSession(caller, sessionId.encode(first!._id))).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  test("another person's is not found", async () => {
    const [one, other] = [await somebody(), await somebody()];
    const [theirs] = await listSessions(other.caller.personId);
    await expect(endSession(one.caller, sessionId.encode(theirs!._id))).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect((await authenticate(other.token))?.kind).toBe('person');
  });

  test('say to the minute when they were seen last, and write no more often', async () => {
    const { caller, token } = await somebody();
    const seen = async () => (await sessions.documents().findOne({ _id: caller.sessionId }))!.lastSeenAt;
    const began = await seen();
    await authenticate(token);
    expect(await seen()).toEqual(began);
    await sessions.documents().updateOne({ _id: caller.sessionId }, { $set: { lastSeenAt: new Date(0) } });
    forgetCallers();
    await authenticate(token);
    expect((await seen()).getTime()).toBeGreaterThanOrEqual(began.getTime());
  });
});
