import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { connectForTest, disconnectAfterTest } from '#tests/support/database.js';
import { aConfirmedSomebody, anEmail, mailsTo, PASSWORD, personNow, somebody, tokenMailed } from '#tests/support/people.js';
import { authenticate } from './access.js';
import type { Person } from './agency.model.js';
import {
  cancelEmailChange,
  changeEmail,
  pendingEmail,
  requestEmailChange,
  requirePendingEmail,
  sendEmailChangeAgain,
} from './email-change.js';
import { confirmEmail } from './email-confirmation.js';
import { links } from './link.model.js';
import { changePassword, requestPasswordReset, resetPassword } from './passwords.js';
import { signIn } from './people.js';
import { personMails } from './person-mail.model.js';

beforeAll(connectForTest);
afterAll(disconnectAfterTest);

const NEW = 'another horse battery';
const expired = { code: 'LINK_EXPIRED', field: ['token'] };
const linkTo = (email: string) => tokenMailed(email, 'EMAIL_CHANGE');
const kindsTo = async (email: string) => (await mailsTo(email)).map(({ kind }) => kind);

/** Somebody who has asked for another address. */
async function moving() {
  const made = await aConfirmedSomebody();
  const wanted = anEmail();
  await requestEmailChange(await personNow(made.person), wanted);
  return { ...made, wanted, person: await personNow(made.person) };
}

describe('a new address', () => {
  test("is the account's once its link is followed, and not before: sessions stay", async () => {
    const { email, wanted, person, token } = await moving();
    expect(pendingEmail(person)).toMatchObject({ email: wanted });
    await signIn({ email, password: PASSWORD });
    expect(await changeEmail(await linkTo(wanted))).toEqual({ personId: person._id, before: email, after: wanted });
    expect(await personNow(person)).toMatchObject({
      email: wanted,
      emailKey: wanted,
      emailPending: null,
      emailConfirmedAt: expect.any(Date),
    });
    expect((await authenticate(token))?.kind).toBe('person');
    await expect(signIn({ email, password: PASSWORD })).rejects.toMatchObject({ code: 'WRONG_CREDENTIALS' });
    await signIn({ email: wanted.toUpperCase(), password: PASSWORD });
  });

  test('is told to the old one when it is asked for and when it counts', async () => {
    const { email, wanted } = await moving();
    await changeEmail(await linkTo(wanted));
    expect(await kindsTo(email)).toEqual(['EMAIL_CONFIRMATION', 'EMAIL_CHANGE_ASKED', 'EMAIL_CHANGED']);
    expect((await mailsTo(email)).slice(1).map(({ facts }) => facts)).toEqual(Array(2).fill({ name: 'Owner', newEmail: wanted }));
    expect(await mailsTo(wanted)).toMatchObject([{ kind: 'EMAIL_CHANGE', facts: {} }]);
  });

  test('is not told to an old one that nobody has confirmed: a stranger may read it', async () => {
    const { email, person } = await somebody();
    const wanted = anEmail();
    await requestEmailChange(person, wanted);
    await changeEmail(await linkTo(wanted));
    expect((await mailsTo(email)).map(({ kind, facts }) => [kind, facts])).toEqual([
      ['EMAIL_CONFIRMATION', {}],
      ['EMAIL_CHANGE_ASKED', {}],
      ['EMAIL_CHANGED', {}],
    ]);
  });

  test('is confirmed once by two who follow the link at the same moment', async () => {
    const { wanted } = await moving();
    const link = await linkTo(wanted);
    const both = await Promise.allSettled([changeEmail(link), changeEmail(link)]);
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    await expect(changeEmail(link)).rejects.toMatchObject(expired);
  });

  test('ends the links that were mailed to the old one', async () => {
    const { email, person } = await somebody();
    await requestPasswordReset(email, 'en');
    const wanted = anEmail();
    await requestEmailChange(person, wanted);
    await changeEmail(await linkTo(wanted));
    await expect(confirmEmail(await tokenMailed(email, 'EMAIL_CONFIRMATION'))).rejects.toMatchObject(expired);
    await expect(resetPassword(await tokenMailed(email, 'PASSWORD_RESET'), NEW)).rejects.toMatchObject(expired);
  });

  test('stands in the database as no token that could be followed', async () => {
    const token = await linkTo((await moving()).wanted);
    expect(token).toMatch(/^sy_email_[\w-]{43}$/);
    expect(JSON.stringify([await links.documents().find({}).toArray(), await personMails.documents().find({}).toArray()])).not.toContain(
      token,
    );
  });
});

describe('a new address is refused', () => {
  test("where it is the account's, or another's, however it is spelt", async () => {
    const [{ person, email }, other] = [await somebody(), await somebody()];
    await expect(requestEmailChange(person, email.toUpperCase())).rejects.toMatchObject({ code: 'INVALID_INPUT', field: ['email'] });
    await expect(requestEmailChange(person, other.email.toUpperCase())).rejects.toMatchObject({ code: 'EMAIL_TAKEN', field: ['email'] });
    expect([await kindsTo(other.email), await kindsTo(email)]).toEqual([['EMAIL_CONFIRMATION'], ['EMAIL_CONFIRMATION']]);
  });

  test('where somebody has signed up with it meanwhile: all stays as it was', async () => {
    const { wanted, email, person } = await moving();
    await somebody(wanted);
    await expect(changeEmail(await linkTo(wanted))).rejects.toMatchObject({ code: 'EMAIL_TAKEN', field: ['token'] });
    expect(await personNow(person)).toMatchObject({ email, emailKey: email });
    expect(await kindsTo(email)).not.toContain('EMAIL_CHANGED');
  });

  test('to one of two who want it and follow their links at the same moment', async () => {
    const [one, other] = [await moving(), await aConfirmedSomebody()];
    const first = await linkTo(one.wanted);
    await requestEmailChange(await personNow(other.person), one.wanted);
    const both = await Promise.allSettled([changeEmail(first), changeEmail(await linkTo(one.wanted))]);
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(both.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { code: 'EMAIL_TAKEN' } });
  });

  test('where the password that asked for it was changed just then', async () => {
    const { person, caller } = await somebody();
    await changePassword(caller, person, { current: PASSWORD, new: NEW });
    await expect(requestEmailChange(person, anEmail())).rejects.toMatchObject({ code: 'WRONG_STATE' });
  });
});

describe('the link to a new address ends', () => {
  const deadFor = async ({ person, wanted, email }: { person: Person; wanted: string; email: string }) => {
    await expect(changeEmail(await linkTo(wanted))).rejects.toMatchObject(expired);
    expect(await personNow(person)).toMatchObject({ email });
  };

  test('when it is cancelled', async () => {
    const made = await moving();
    await cancelEmailChange(made.person);
    expect(pendingEmail(await personNow(made.person))).toBeNull();
    await deadFor(made);
  });

  test('when it is sent again, or to another address: the last one counts', async () => {
    const made = await moving();
    const first = await linkTo(made.wanted);
    await sendEmailChangeAgain(made.person, requirePendingEmail(made.person));
    await expect(changeEmail(first)).rejects.toMatchObject(expired);
    const other = anEmail();
    await requestEmailChange(made.person, other);
    await deadFor(made);
    expect(await changeEmail(await linkTo(other))).toMatchObject({ after: other });
  });

  test.each(['changed', 'reset'])('when the password is %s', async (way) => {
    const made = await moving();
    if (way === 'changed') await changePassword(made.caller, made.person, { current: PASSWORD, new: NEW });
    else {
      await requestPasswordReset(made.email, 'en');
      await resetPassword(await tokenMailed(made.email, 'PASSWORD_RESET'), NEW);
    }
    expect(pendingEmail(await personNow(made.person))).toBeNull();
    await deadFor(made);
  });

  test('after a day, and then it cannot be sent again', async () => {
    const made = await moving();
    const past = new Date(Date.now() - 1);
    await links.documents().updateMany({ personId: made.person._id }, { $set: { expiresAt: past } });
    await deadFor(made);
    const later = { ...made.person, emailPending: { ...made.person.emailPending!, expiresAt: past } };
    expect(() => requirePendingEmail(later)).toThrow('ask for it anew');
  });

  test('is not sent again where it was cancelled just then', async () => {
    const { person } = await moving();
    await cancelEmailChange(person);
    await expect(sendEmailChangeAgain(person, requirePendingEmail(person))).rejects.toMatchObject({ code: 'WRONG_STATE' });
  });
});
