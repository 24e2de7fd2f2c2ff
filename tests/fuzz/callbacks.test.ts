import { afterAll, beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { orders } from '#commerce/orders/index.js';
import { type CallbackEvent, callbackEvents } from '#commerce/payments/callback.model.js';
import { type Payment, payments } from '#commerce/payments/payment.model.js';
import { type Refund, refunds } from '#commerce/payments/refund.model.js';
import { acrossShops, outbox } from '#tenants/index.js';
import { openAlipay } from '#tests/support/alipay.js';
import { connectForTest, disconnectAfterTest } from '#tests/support/database.js';
import { workOff } from '#tests/support/outbox.js';
import { startTestServer, type TestServer } from '#tests/support/server.js';
import { openStripe } from '#tests/support/stripe.js';
import { openWechatPay } from '#tests/support/wechat-pay.js';
import { type Answer, type Request, send, type Truth, trueCallbacks } from './doors.js';
import { mutated } from './mutations.js';

const RUNS = process.env.LONG ? 20_000 : 600;

let server: TestServer;
let closing: (() => Promise<void>)[];
let truths: Truth[];
beforeAll(async () => {
  await connectForTest();
  server = await startTestServer();
  const [stripe, wechat, alipay] = [await openStripe(), await openWechatPay(), await openAlipay()];
  closing = [() => alipay.close(), () => wechat.close(), () => stripe.close(), () => server.close()];
  truths = await trueCallbacks({ stripe, wechat, alipay });
  await workOff();
  await rows.updateMany({}, { $set: { state: 'DONE' } });
}, 60_000);
afterAll(async () => {
  for (const close of closing) await close();
  await disconnectAfterTest();
});

const rows = acrossShops<CallbackEvent>(callbackEvents.name, 'test');
const kept = () => rows.find({ state: { $ne: 'DONE' } });
const forget = () => rows.bulkWrite([{ deleteMany: { filter: { state: { $ne: 'DONE' } } } }]);

/** Everything that a callback can change. */
const world = async () => ({
  payments: await acrossShops<Payment>(payments.name, 'test').find({}),
  refunds: await acrossShops<Refund>(refunds.name, 'test').find({}),
  orders: await acrossShops<object>(orders.name, 'test').find({}),
  events: await acrossShops<object>(outbox.name, 'test').count({}),
});

/** What is refused is refused in the words of the door's own provider; a door of nobody's answers as Shopyard. */
function expectRefused({ path }: Request, { status, type, body }: Answer): void {
  if (body === '') return void expect([400, 431]).toContain(status); // no HTTP at all: the parser's own word
  expect(status).toBeGreaterThanOrEqual(400);
  expect(status).toBeLessThan(500);
  const provider = path.split('/')[2];
  if (provider === 'alipay') return void expect([type, body]).toEqual(['text/plain; charset=utf-8', 'failure']);
  const told = JSON.parse(body) as { code?: string; message?: string; error?: { code: string; message: string } };
  if (provider === 'wechat_pay') expect(told).toEqual({ code: 'FAIL', message: expect.any(String) });
  else expect(told.error).toMatchObject({ code: expect.stringMatching(/^[A-Z_]+$/), message: expect.any(String) });
}

/** What Alipay signs: without the signature itself, whose base64 can be spelt in many ways. */
const paramsOf = (text: string) =>
  [...new URLSearchParams(text)].filter(([name]) => !name.startsWith('sign')).sort(([one], [other]) => (one < other ? -1 : 1));
/** Whether a kept body says what was signed: of a form, the order of its parts and how they are written say nothing. */
const saysTheSame = ({ kind, request }: Truth, body: string): boolean =>
  kind === 'alipay'
    ? JSON.stringify(paramsOf(body)) === JSON.stringify(paramsOf(request.body.toString('utf8')))
    : body === request.body.toString('utf8');

test('whatever a stranger makes of true callbacks: refused in the provider’s own form, or kept word for word', async () => {
  const before = await world();
  const counted = { refused: 0, kept: 0 };
  await fc.assert(
    fc.asyncProperty(mutated(truths), async ({ request }) => {
      await forget();
      const answer = await send(server.url, request);
      const now = await kept();
      if (now.length === 0) {
        counted.refused += 1;
        return expectRefused(request, answer);
      }
      counted.kept += 1;
      expect([200, 204]).toContain(answer.status);
      for (const { provider, body } of now)
        expect(truths.some((truth) => truth.kind.toUpperCase() === provider && saysTheSame(truth, body))).toBe(true);
    }),
    { numRuns: RUNS },
  );
  await forget();
  expect(counted.refused).toBeGreaterThan(RUNS / 2);
  expect(counted.kept).toBeGreaterThan(0); // it does reach the other side
  expect(await world()).toEqual(before);
  expect(({} as Record<string, unknown>).polluted).toBeUndefined();
}, 600_000);

test('after all of it the true callbacks are taken, and settle', async () => {
  for (const { request } of truths) expect([200, 204]).toContain((await send(server.url, request)).status);
  await workOff();
  expect((await rows.find({})).map(({ outcome }) => outcome)).toEqual(Array((await rows.find({})).length).fill('APPLIED'));
  const { payments: all, refunds: given } = await world();
  expect(all.map(({ status }) => status)).toEqual(Array(truths.length).fill('CAPTURED'));
  expect(given.map(({ status }) => status)).toEqual(['SUCCEEDED']);
});
