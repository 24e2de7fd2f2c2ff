import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { collectMails } from '#tests/support/mails.js';

// The settings are read once: the mail server must stand before.
const mails = await collectMails();
process.env.SMTP_URL = mails.url;
const { connectForTest, disconnectAfterTest } = await import('#tests/support/database.js');
const { aConfirmedSomebody, anEmail, confirmAddress, mailsTo, personNow, somebody, tokenMailed } = await import('#tests/support/people.js');
const { changeEmail, confirmEmail, inviteMember, requestEmailChange, requestPasswordReset, sendConfirmationAgain } = await import(
  '#tenants/index.js'
);
const { people } = await import('#tenants/agency.model.js');
const { personMails } = await import('#tenants/person-mail.model.js');
const { closeMailer } = await import('../mailer.js');
const { readPersonMail, sendPersonMails } = await import('./person-mails.js');

beforeAll(connectForTest);
afterEach(async () => {
  mails.refuse(null);
  await personMails.documents().deleteMany({});
});
afterAll(async () => {
  closeMailer();
  await disconnectAfterTest();
  await mails.close();
});

/** A mail's text as its reader sees it. */
const textOf = (raw: string): string => {
  const [, encoded = ''] = /content-type: text\/plain[\s\S]*?\r\n\r\n([\s\S]*?)\r\n----/i.exec(raw) ?? [];
  const isBase64 = /content-transfer-encoding: base64/i.test(raw.slice(0, raw.indexOf(encoded)));
  if (isBase64) return Buffer.from(encoded, 'base64').toString();
  const bytes = encoded
    .replace(/=\r\n/g, '')
    .replace(/=([0-9A-F]{2})/g, (_all, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1').toString();
};
const later = () => personMails.documents().updateMany({}, { $set: { nextAttemptAt: new Date(0) } });

test('a mail arrives once, with a link that works, and what was sent keeps no link', async () => {
  const { email } = await somebody();
  const token = await tokenMailed(email, 'EMAIL_CONFIRMATION');
  await Promise.all([sendPersonMails(), sendPersonMails()]);
  const arrived = mails.to(email);
  expect(arrived).toHaveLength(1);
  expect(textOf(arrived[0]!.raw)).toContain(`http://localhost:4000/admin/confirm#token=${token}`);
  expect(await mailsTo(email)).toMatchObject([{ state: 'SENT', token: null, error: null }]);
  expect(await sendPersonMails()).toBe(0);
  await confirmEmail(token);
});

test("mails are in their reader's language, and quote what others have called themselves", async () => {
  const { agency, email } = await aConfirmedSomebody();
  const chinese = await somebody(anEmail(), 'zh-CN');
  await inviteMember(agency, { email: chinese.email, role: 'MANAGER' });
  const read = async (email: string) => (await mailsTo(email)).map((mail) => readPersonMail(mail).subject);
  expect(await read(chinese.email)).toEqual(['请确认您的邮箱', '“Owner”邀请您加入“Many Shops”']);
  const guest = anEmail();
  await inviteMember(agency, { email: guest, role: 'STAFF' });
  expect(await read(guest)).toEqual(['“Owner” invites you to “Many Shops”']);
  await people.documents().updateOne({ emailKey: email }, { $set: { name: 'Shopyard” writes: pay “here' } });
  const other = anEmail();
  await inviteMember(agency, { email: other, role: 'STAFF' });
  expect(await read(other)).toEqual(["“Shopyard' writes: pay 'here” invites you to “Many Shops”"]);
});

test('whoever has not confirmed his address is greeted by no name: a stranger may have chosen it for him', async () => {
  const { email, person } = await somebody();
  const words = 'You have won. Look at evil.example.com';
  await people.documents().updateOne({ emailKey: email }, { $set: { name: words } });
  await sendConfirmationAgain({ ...person, name: words });
  await requestPasswordReset(email, 'en');
  const { agency } = await aConfirmedSomebody();
  await inviteMember(agency, { email, role: 'STAFF' });
  const read = async () => (await mailsTo(email)).map((mail) => readPersonMail(mail).text);
  expect((await read()).length).toBe(4);
  for (const text of await read()) expect(text).toMatch(/\n\nHello,\n\n/);
  expect((await read()).join()).not.toContain('evil');
  await confirmAddress(email);
  await requestPasswordReset(email, 'en');
  expect((await read()).at(-1)).toContain(`Hello ${words},`);
});

test('of a change of address the new one gets the link, and the old one is told what to do, each language in its own words', async () => {
  const [english, chinese] = [await aConfirmedSomebody(), await somebody(anEmail(), 'zh-CN')];
  await confirmAddress(chinese.email);
  const texts = async ({ person, email }: typeof english) => {
    const wanted = anEmail();
    await requestEmailChange(await personNow(person), wanted);
    const token = await tokenMailed(wanted, 'EMAIL_CHANGE');
    const [link] = (await mailsTo(wanted)).map((mail) => readPersonMail(mail).text);
    expect(link).toContain(`http://localhost:4000/admin/email#token=${token}`);
    await changeEmail(token);
    const [asked, changed] = (await mailsTo(email)).slice(-2).map((mail) => readPersonMail(mail).text);
    for (const text of [asked, changed]) expect(text).toContain(`“${wanted}”`);
    const further = anEmail();
    await requestEmailChange(await personNow(person), further);
    await changeEmail(await tokenMailed(further, 'EMAIL_CHANGE'));
    const { text: soon } = readPersonMail((await mailsTo(wanted)).at(-1)!);
    expect(soon).not.toContain('#token=');
    return { link, asked, changed, soon };
  };
  const [en, zh] = [await texts(english), await texts(chinese)];
  expect(en.link).toContain('\n\nHello,\n\n');
  expect(en.asked).toContain('set a new password at once');
  expect(en.changed).toMatch(/Undo the change: http:\/\/localhost:4000\/admin\/email\/undo#token=sy_undo_[\w-]{43}/);
  expect(en.soon).toMatch(/cannot undo the change[\s\S]+change your password at once/);
  expect(zh.link).toContain('\n\n您好：\n\n');
  expect(zh.asked).toContain('请立即重设密码');
  expect(zh.changed).toMatch(/撤销更改[:：] ?http:\/\/localhost:4000\/admin\/email\/undo#token=sy_undo_/);
  expect(zh.soon).toMatch(/不能撤销此次更改[\s\S]+修改密码/);
});

test('for an address that nobody has nothing is sent, and nothing is kept', async () => {
  const email = anEmail();
  await requestPasswordReset(email, 'en');
  expect(await sendPersonMails()).toBe(1);
  expect([mails.to(email), await personMails.documents().countDocuments({})]).toEqual([[], 0]);
});

test('a mail server that is in trouble is asked again later, under the same Message-ID', async () => {
  const { email } = await somebody();
  mails.refuse({ code: 451, message: 'Later' });
  await sendPersonMails();
  expect(await mailsTo(email)).toMatchObject([{ state: 'PENDING', attempts: 1, error: expect.stringContaining('Later') }]);
  expect(await sendPersonMails()).toBe(0);
  mails.refuse(null);
  await later();
  await sendPersonMails();
  const [mail] = await mailsTo(email);
  expect(mail).toMatchObject({ state: 'SENT', attempts: 2 });
  expect(mails.to(email)[0]!.messageId).toContain(`mail_${mail!._id.toHexString()}@`);
});

test('a refusal is for good', async () => {
  const { email } = await somebody();
  mails.refuse({ code: 550, message: 'No such mailbox' });
  await sendPersonMails();
  await later();
  expect(await sendPersonMails()).toBe(0);
  expect(await mailsTo(email)).toMatchObject([{ state: 'FAILED', attempts: 1 }]);
});

test('what a process that died was sending is sent by another, once its time is over', async () => {
  const { email } = await somebody();
  await personMails
    .documents()
    .updateMany({ recipient: email }, { $set: { state: 'SENDING', nextAttemptAt: new Date(Date.now() + 60_000) } });
  expect(await sendPersonMails()).toBe(0);
  await later();
  expect(await sendPersonMails()).toBe(1);
  expect(await mailsTo(email)).toMatchObject([{ state: 'SENT' }]);
});
