import { afterAll, beforeAll, expect, test } from '@jest/globals';
import mongoose, { type mongo } from 'mongoose';
import { connectForTest, disconnectAfterTest } from '#tests/support/database.js';
import { aShop } from '#tests/support/factories.js';
import { anOrder } from '#tests/support/shopping.js';
import { connectStripe, openStripe, startStripe } from '#tests/support/stripe.js';
import { connectWechatPay, openWechatPay, startWechatPay } from '#tests/support/wechat-pay.js';
import { type PaymentAccount, paymentAccountId } from './account.model.js';
import { callbackEvents } from './callback.model.js';
import { doors } from './doors.js';

let stripe: Awaited<ReturnType<typeof openStripe>>;
let wechat: Awaited<ReturnType<typeof openWechatPay>>;
beforeAll(async () => {
  await connectForTest();
  [stripe, wechat] = [await openStripe(), await openWechatPay()];
});
afterAll(async () => {
  await wechat.close();
  await stripe.close();
  await disconnectAfterTest();
});

const FLOOD = 300;

/** How many of them MongoDB was asked for while it ran. */
async function commandsDuring(run: () => Promise<unknown>): Promise<number> {
  let commands = 0;
  const client = mongoose.connection.getClient();
  const count = ({ commandName }: mongo.CommandStartedEvent) => {
    if (commandName === 'find') commands += 1;
  };
  client.on('commandStarted', count);
  await run().finally(() => client.off('commandStarted', count));
  return commands;
}

const flood = (kind: string, { _id }: PaymentAccount, headers: (at: number) => Record<string, string>) =>
  Promise.all(
    Array.from({ length: FLOOD }, async (_, at) => {
      const url = `${stripe.url}/callbacks/${kind}/${paymentAccountId.encode(_id)}`;
      const answer = await fetch(url, { method: 'POST', body: `{"id":"evt_${at}","type":"x"}`, headers: headers(at) });
      await answer.arrayBuffer();
      return answer.status;
    }),
  );

/** The door was read so long ago that a wrong signature is a reason to read it again. */
const age = ({ _id }: PaymentAccount) => {
  const door = doors.get(paymentAccountId.encode(_id));
  if (door) door.readAt = 0;
};

test('who floods a door with wrong signatures makes us read its account a few times, and the true callback comes through', async () => {
  const shop = await aShop();
  const account = await connectStripe(shop);
  const { payment } = await startStripe(shop, await anOrder(shop), 'INTENT');
  doors.clear();
  const wrong = () =>
    flood('stripe', account, (at) => ({ 'stripe-signature': `t=${Math.floor(Date.now() / 1000)},v1=${'0'.repeat(60)}${at}` }));
  for (let turn = 0; turn < 2; turn += 1) {
    const began = Date.now();
    const commands = await commandsDuring(async () => expect(new Set(await wrong())).toEqual(new Set([400])));
    // One read of the account and its shop, and one more for each second that it takes.
    expect(commands).toBeLessThanOrEqual(4 + 2 * Math.ceil((Date.now() - began) / 1000));
    age(account);
  }
  expect((await stripe.pay(payment)).deliveries.map(({ status }) => status)).toEqual([200]);
  expect(await callbackEvents.in(shop).count({})).toBe(1);
});

test('unknown keys of WeChat Pay: it is asked what it signs with once, however many come, under however many names', async () => {
  const shop = await aShop();
  const merchant = await wechat.makeMerchant({ signs: 'CERTIFICATE' });
  const account = await connectWechatPay(shop, merchant, { withPublicKey: false });
  const { payment } = await startWechatPay(shop, await anOrder(shop));
  const fault = { mchid: merchant.mchid, path: '/v3/certificates', method: 'GET', act: 'delay', ms: 1, times: 1000 };
  const { id } = await wechat.control<{ id: string }>('faults', fault);
  const headers = (at: number) => ({
    'wechatpay-serial': at.toString(16).padStart(40, 'A'),
    'wechatpay-timestamp': String(Math.floor(Date.now() / 1000)),
    'wechatpay-nonce': String(at),
    'wechatpay-signature': Buffer.alloc(256, at).toString('base64'),
  });
  doors.clear();
  const commands = await commandsDuring(async () => {
    expect(new Set(await flood('wechat_pay', account, headers))).toEqual(new Set([400]));
    age(account);
    expect(new Set(await flood('wechat_pay', account, headers))).toEqual(new Set([400]));
  });
  const { met } = (await (await fetch(`${wechat.sandbox.url}/_sandbox/faults/${id}`)).json()) as { met: number };
  expect(met).toBe(1);
  expect(commands).toBeLessThan(30);
  expect((await wechat.pay(payment)).deliveries.map(({ status }) => status)).toEqual([204]);
});

test('in the address a provider is written one way alone: another is nobody’s', async () => {
  const shop = await aShop();
  const account = await connectStripe(shop);
  const { payment } = await startStripe(shop, await anOrder(shop), 'INTENT');
  for (const provider of ['Stripe', 'STRIPE', 'str%C4%B1pe']) {
    const url = `${stripe.url}/callbacks/${provider}/${paymentAccountId.encode(account._id)}`;
    const sent = await stripe.control(`payment_intents/${payment.references.paymentIntent}/confirm`, { url, retries: 0 }).catch(() => null);
    const { events } = sent ?? { events: [] };
    const [{ payload, header }] = events.length > 0 ? events : [{ payload: '{}', header: '' }];
    const answer = await fetch(url, { method: 'POST', body: payload, headers: { 'stripe-signature': header ?? '' } });
    expect(answer.status).toBe(404);
  }
  expect(await callbackEvents.in(shop).count({})).toBe(0);
});
