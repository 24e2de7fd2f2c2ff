import { afterAll, beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { notifications } from '#commerce/notifications/index.js';
import { orders } from '#commerce/orders/index.js';
import { callbackEvents } from '#commerce/payments/callback.model.js';
import { payments } from '#commerce/payments/payment.model.js';
import { acrossShops, outbox } from '#tenants/index.js';
import { openAlipay } from '#tests/support/alipay.js';
import { connectForTest, disconnectAfterTest } from '#tests/support/database.js';
import { workOff } from '#tests/support/outbox.js';
import { openStripe } from '#tests/support/stripe.js';
import { openWechatPay } from '#tests/support/wechat-pay.js';
import { send } from './doors.js';
import { atAlipay, atStripe, atWechat, type Thief } from './signed.js';

const RUNS = process.env.LONG ? 3000 : 120;

let url: string;
let closing: (() => Promise<void>)[];
let thieves: Thief[];
beforeAll(async () => {
  await connectForTest();
  const [stripe, wechat, alipay] = [await openStripe(), await openWechatPay(), await openAlipay()];
  closing = [() => alipay.close(), () => wechat.close(), () => stripe.close()];
  url = stripe.url;
  thieves = [await atStripe(), await atWechat(wechat), await atAlipay(alipay)];
  await workOff();
}, 60_000);
afterAll(async () => {
  for (const close of closing) await close();
  await disconnectAfterTest();
});

const deep = (levels: number) => JSON.parse(`${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`) as unknown;
const GONE = Symbol('left out');

const odd = fc.oneof(
  fc.constantFrom<unknown>(GONE, null, '', '0', 0, -1, 0.5, 1e300, -2799, 2799.5, '2799', '27.99 ', true, [], {}, deep(150), deep(3000)),
  fc.constantFrom<unknown>(
    'NaN',
    'Infinity',
    'constructor',
    '__proto__',
    'toString',
    '\0',
    '\ud800',
    'x'.repeat(50_000),
    { $gt: 0 },
    { id: { $ne: null } },
  ),
  fc.constantFrom<unknown>(
    { total: '2799' },
    { total: [2799] },
    { total: 2799, currency: 'USD' },
    { total: 2799, currency: {} },
    { toString: 1 },
    ['pay_x'],
  ),
  fc.jsonValue({ maxDepth: 3 }),
);

/** What a thief says: not an object at all, or the truth with one thing wrong that matters and others that may be. */
const said = ({ truth, needed }: Thief) =>
  fc.oneof(
    { arbitrary: fc.jsonValue({ maxDepth: 2 }).filter((told) => JSON.stringify(told) !== JSON.stringify(truth)), weight: 1 },
    {
      weight: 6,
      arbitrary: fc
        .tuple(fc.constantFrom(...needed), odd, fc.dictionary(fc.constantFrom(...Object.keys(truth)), odd, { maxKeys: 2 }))
        .map(([field, value, more]) =>
          Object.fromEntries(Object.entries({ ...truth, ...more, [field]: value }).filter(([, one]) => one !== GONE)),
        )
        .filter((told) => needed.some((field) => !amountsTo(told[field], truth[field]))),
    },
  );

/** An amount that is the same in another spelling is no other amount. */
const amountsTo = (one: unknown, other: unknown): boolean =>
  JSON.stringify(one) === JSON.stringify(other) ||
  (isWord(one) && isWord(other) && String(one).trim().toLowerCase() === String(other).trim().toLowerCase());

const isWord = (one: unknown): boolean => typeof one === 'string' || typeof one === 'number';

test.each([
  ['Stripe', 0],
  ['WeChat Pay', 1],
  ['Alipay', 2],
] as const)(
  'whatever is truly signed in the name of %s: kept, and never an order for nothing',
  async (_name, which) => {
    const thief = thieves[which]!;
    const { shop, payment, signed } = thief;
    await fc.assert(
      fc.asyncProperty(said(thief), async (told) => {
        const { status } = await send(url, signed(told));
        expect([200, 204]).toContain(status);
      }),
      { numRuns: RUNS },
    );
    // Nine failures behind it: the next is the last.
    await acrossShops(callbackEvents.name, 'test').updateMany(
      { shopId: shop.shopId, state: 'PENDING' } as object,
      { $set: { attempts: 9 } } as object,
    );
    await workOff();
    const rows = await callbackEvents.in(shop).find({});
    expect(rows.length).toBeGreaterThan(RUNS / 2);
    const lost = rows.filter(({ state }) => state === 'DEAD');
    for (const { state, outcome, reason, lastError } of rows)
      expect({ state, outcome, reason, lastError }).toMatchObject(
        state === 'DEAD'
          ? { outcome: null, reason: 'GIVEN_UP' }
          : { state: 'DONE', outcome: expect.stringMatching(/^(IGNORED|REFUSED|APPLIED)$/) },
      );
    expect(lost.map(({ lastError }) => lastError).filter((error) => /TypeError|RangeError|BSON/.test(error ?? ''))).toEqual([]);
    expect(await notifications.in(shop).count({ template: 'callback-lost' })).toBe(lost.length);
    const now = await payments.in(shop).findOne({ _id: payment._id });
    expect(['CAPTURED', 'AUTHORIZED']).not.toContain(now!.status);
    expect(await orders.in(shop).findOne({ _id: payment.orderId })).toMatchObject({ paid: 0 });
    expect(await outbox.in(shop).count({ type: 'order.paid' })).toBe(0);
    // Whoever is told of it can be told: no mail of all this has failed.
    expect(await outbox.in(shop).count({ state: { $ne: 'DONE' }, later: true })).toBe(0);
  },
  300_000,
);
