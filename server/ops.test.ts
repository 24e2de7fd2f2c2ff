import { afterAll, beforeAll, expect, test } from '@jest/globals';
import express from 'express';
import supertest from 'supertest';

const TOKEN = 'operators-only-0123456789';
process.env.OPERATOR_TOKEN = TOKEN; // before anything reads the settings
const { connectForTest, disconnectAfterTest } = await import('#tests/support/database.js');
const { aShop } = await import('#tests/support/factories.js');
const { people } = await import('#tenants/agency.model.js');
const { inviteMember, outbox, plan } = await import('#tenants/index.js');
const { sendPersonMails } = await import('#commerce/notifications/index.js');
const { aConfirmedSomebody, mailsTo, somebody, tokenMailed } = await import('#tests/support/people.js');
const { operations } = await import('./ops.js');
const server = supertest(express().use(operations()));
const bearer = { Authorization: `Bearer ${TOKEN}` };

beforeAll(connectForTest);
afterAll(disconnectAfterTest);

test('the figures are for operators', async () => {
  await server.get('/metrics').expect(401);
  await server.get('/metrics').set({ Authorization: 'Bearer something-else-entirely' }).expect(401);
  const { text } = await server.get('/metrics').set(bearer).expect(200);
  expect(text).toContain('shopyard_http_request_seconds');
});

test("the queues' page opens with the token as a password, loads nothing from elsewhere and can change nothing", async () => {
  expect((await server.get('/ops/queues').expect(401)).headers['www-authenticate']).toContain('Basic');
  const { text, headers } = await server.get('/ops/queues').auth('anyone', TOKEN).expect(200);
  expect(text).toContain('Shopyard');
  expect(text).not.toMatch(/(?:src|href)="(?:https?:)?\/\//);
  expect(headers['content-security-policy']).toContain("default-src 'none'");
  const script = /src="(static\/js\/main[^"]+)"/.exec(text)![1];
  await server.get(`/ops/queues/${script}`).set(bearer).expect(200);
  await server.get(`/ops/queues/${script}`).expect(401);
  const { body } = await server.get('/ops/queues/api/queues').set(bearer).expect(200);
  expect(body.queues.map(({ name }: { name: string }) => name)).toEqual([
    'events',
    'callbacks',
    'imports',
    'media',
    'feeds',
    'notifications',
    'events-express',
  ]);
  await server.put('/ops/queues/api/queues/events/pause').set(bearer).expect(405);
});

test('an operator sees what failed for good and has it worked again', async () => {
  const shop = await aShop();
  const [id] = await plan(shop, { type: 'payment.cancel', queue: 'events', data: {} });
  await outbox.in(shop).set({ _id: id! }, { $set: { state: 'DEAD', lastError: 'Error: no' } });
  const { body } = await server.get('/ops/dead').set(bearer).expect(200);
  expect(body.outbox).toMatchObject([{ type: 'payment.cancel', lastError: 'Error: no' }]);
  const retry = `/ops/dead/outbox/${body.outbox[0].id}/retry`;
  await server.post(retry).auth('anyone', TOKEN).expect(401);
  await server.post(retry).set(bearer).expect(200);
  await server.post(retry).set(bearer).expect(404);
  await server.post(retry.replace('outbox', 'shops')).set(bearer).expect(404);
  expect(await outbox.in(shop).findOne({ _id: id! })).toMatchObject({ state: 'PENDING', attempts: 0 });
});

test('which keys seal the secrets is for operators, and shows no key', async () => {
  await server.get('/ops/secrets').expect(401);
  const { body } = await server.get('/ops/secrets').set(bearer).expect(200);
  const collections = { people: {}, person_mails: {}, payment_accounts: {}, payment_onboardings: {}, payment_platforms: {} };
  expect(body).toEqual({ newest: 't1', left: 0, collections });
});

test('an operator reads the mails to people that were kept, and follows their links; what people typed stays text', async () => {
  const { email, agency } = await aConfirmedSomebody();
  await people.documents().updateOne({ emailKey: email }, { $set: { name: '<b>Owner</b>' } });
  await inviteMember(agency, { email: 'guest@example.com', role: 'STAFF' });
  await sendPersonMails();
  await server.get('/ops/mails').expect(401);
  const { text, headers } = await server.get('/ops/mails').auth('anyone', TOKEN).expect(200);
  expect(headers).toMatchObject({ 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' });
  const link = `http://localhost:4000/admin/confirm#token=${await tokenMailed(email, 'EMAIL_CONFIRMATION')}`;
  expect(text).toContain(`<a href="${link}">${link}</a>`);
  expect(text).toContain('KEPT');
  expect(text).toContain('“&lt;b&gt;Owner&lt;/b&gt;” invites you');
  expect(text).not.toContain('<b>');
});

test('an operator has a mail that was kept sent again', async () => {
  const { email } = await somebody();
  await sendPersonMails();
  const [kept] = await mailsTo(email);
  expect(kept).toMatchObject({ state: 'KEPT' });
  const retry = `/ops/mails/mail_${kept!._id.toHexString()}/retry`;
  await server.post(retry).auth('anyone', TOKEN).expect(401);
  await server.post(retry).set(bearer).expect(200);
  expect(await mailsTo(email)).toMatchObject([{ state: 'PENDING', attempts: 0 }]);
  await server.post(retry).set(bearer).expect(404);
  await server.post('/ops/mails/nonsense/retry').set(bearer).expect(404);
});
