import { expect } from '@jest/globals';
import { cancelOrder, completeCheckout, expireUnpaidOrders } from '#commerce/checkout/index.js';
import { type Order, orderId, orderLineId } from '#commerce/orders/index.js';
import {
  callbackUrlOf,
  createRefund,
  MarkPaid,
  markPaid,
  type Payment,
  paymentId,
  RefundCreate,
  resumePayment,
  sendRefund,
} from '#commerce/payments/index.js';
import { askAbout } from '#commerce/payments/poll.js';
import { UserError } from '#platform/errors.js';
import { toDecimal } from '#platform/money.js';
import { claim, outbox, release, type ShopContext } from '#tenants/index.js';
import { type Banks, type Lie, PROVIDER_OF, type Way } from '#tests/support/banks.js';
import { dieAt } from '#tests/support/interleave.js';
import { aBuyer, aCart } from '#tests/support/shopping.js';
import { applyCallbacks } from '#tests/support/stripe.js';
import type { Bringing, Step, StepOf } from './steps.js';
import { dieInTask, inAnHour, poll, work, workTwice } from './workers.js';
import { accountAt, digestOf, type House, ordersOf, paymentsOf, pick, refundsOf, type World } from './world.js';

/** Takes a step. Whatever one shop does, nothing of the other is touched. */
export async function take(world: World, step: Step): Promise<void> {
  const actor = 'shop' in step ? step.shop : null;
  if (world.alone?.actor !== actor) {
    await expectUntouched(world);
    if (actor !== null) world.alone = { actor, other: await digestOf(world.houses[1 - actor]!) };
  }
  if ('shop' in step) await refusable(() => ofShop(world, step));
  else await ofAll(step.do);
}

/** Since one shop has been acting alone, the other is what it was. */
export async function expectUntouched(world: World): Promise<void> {
  const { alone } = world;
  world.alone = null;
  if (alone) expect(await digestOf(world.houses[1 - alone.actor]!)).toBe(alone.other);
}

/** What a caller is told he cannot do, he has not done: the world goes on. */
const refusable = (doing: () => Promise<unknown>): Promise<unknown> =>
  doing().catch((error: unknown) => {
    if (!(error instanceof UserError)) throw error;
  });

async function ofAll(what: 'work' | 'workTwice' | 'poll' | 'expire'): Promise<void> {
  if (what === 'work') await work();
  if (what === 'workTwice') await workTwice();
  if (what === 'poll') await poll();
  if (what === 'expire') await expireUnpaidOrders(inAnHour(2));
}

async function ofShop(world: World, step: Extract<Step, { shop: number }>): Promise<unknown> {
  const house = world.houses[step.shop]!;
  switch (step.do) {
    case 'order':
      return order(house, step);
    case 'start':
      return living(step.dies, () => start(world, step));
    case 'pay':
      return pay(world, step);
    case 'deliver':
      return deliver(house, step);
    case 'meet':
      return meet(world, step);
    case 'refund':
      return refund(world, step);
    case 'bank':
      return bankSays(world, step);
    case 'cancel':
      return onOrder(house, step.at, (id) => living(step.dies, () => cancelOrder(house.shop, id, { refund: step.refund })));
    case 'mark':
      return onOrder(house, step.at, (id) => living(step.dies, () => markPaid(house.shop, id, MarkPaid.parse({ reference: 'cash' }))));
    case 'fail':
      return fail(world, step);
    case 'trespass':
      return trespass(world, step);
    case 'die':
      return dieInTask(house.shop, step.at, step.dies);
  }
}

const living = (dies: number | null, doing: () => Promise<unknown>): Promise<unknown> => (dies === null ? doing() : dieAt(dies, doing));

async function onOrder(house: House, at: number, doing: (id: string, order: Order) => Promise<unknown>): Promise<unknown> {
  const found = pick(await ordersOf(house), at);
  return found && doing(orderId.encode(found._id), found);
}

async function order({ shop, product, tokens }: House, { quantity }: StepOf<'order'>): Promise<void> {
  const { token } = await completeCheckout(shop, await aCart(shop, [product, quantity]), aBuyer());
  tokens.push(token);
}

async function start(world: World, { shop: side, at, way }: { shop: number; at: number; way: Way }): Promise<void> {
  const { shop, tokens } = world.houses[side]!;
  const token = pick(tokens, at);
  if (!token) return;
  await accountAt(world, side, PROVIDER_OF[way]);
  await world.banks[PROVIDER_OF[way]].start(shop, { token }, way);
}

const bankOf = ({ banks }: World, { provider }: Payment) => banks[provider as keyof Banks];

const sendingOf = (callback: Bringing): object => {
  switch (callback) {
    case 'twice':
      return { deliveries: 2 };
    case 'together':
      return { deliveries: 3, together: true };
    case 'held':
    case 'backwards':
      return { hold: true };
    default:
      return {};
  }
};

/** The buyer pays. A lie is not taken for the truth: what cannot be verified is not even acknowledged. */
async function pay(world: World, { shop: side, at, way, callback, applied, lie, evenIfClosed }: StepOf<'pay'>): Promise<void> {
  const house = world.houses[side]!;
  await refusable(() => start(world, { shop: side, at, way }));
  const ordered = pick(await ordersOf(house), at)?._id;
  const ofWay = (await paymentsOf(house)).filter(({ orderId: paid, provider }) => paid.equals(ordered!) && provider === PROVIDER_OF[way]);
  const payment = ofWay.at(-1);
  if (!payment) return;
  const bank = bankOf(world, payment);
  // Of money for what was closed here nothing but its callback tells, and nobody lies there.
  const late = evenIfClosed && payment.status === 'CANCELLED';
  const bringing = late ? 'once' : callback;
  const answer = await bank.pay(payment, lie && !late ? await lying(world, side, payment, lie) : sendingOf(bringing), late);
  if (!answer) return;
  if (lie && !late) return expectHeard(answer.deliveries, lie, payment);
  const events = answer.events.map(({ id }) => ({ event: id, bank, comes: false }));
  if (bringing === 'held') house.held.push(...events);
  if (bringing === 'backwards') for (const { event } of events.toReversed()) await bank.deliver(event, {});
  for (const { status } of answer.deliveries) expect([200, 204]).toContain(status);
  if (applied) await applyCallbacks(house.shop);
}

async function lying(world: World, side: number, payment: Payment, lie: Lie): Promise<object> {
  const account = await accountAt(world, 1 - side, payment.provider as keyof Banks);
  const other = { shop: world.houses[1 - side]!.shop, account };
  const door = lie === 'door' ? { url: callbackUrlOf(account) } : {};
  return { retries: 0, ...door, ...(await bankOf(world, payment).untruth(lie, payment, other)) };
}

function expectHeard(deliveries: readonly { status: number | null }[], lie: Lie, { provider }: Payment): void {
  const refused = lie === 'forged' || (lie === 'door' && provider !== 'STRIPE');
  for (const { status } of deliveries) expect(status).toBe(refused ? 400 : provider === 'WECHAT_PAY' ? 204 : 200);
}

async function deliver({ held }: House, { at, deliveries }: StepOf<'deliver'>): Promise<void> {
  const letter = pick(held, at);
  if (letter) await letter.bank.deliver(letter.event, { deliveries });
}

/** The callbacks that came are applied, and in the same moment the buyer comes back, his order is asked about or ended. */
async function meet(world: World, { shop: side, at, who }: StepOf<'meet'>): Promise<void> {
  const house = world.houses[side]!;
  const { shop } = house;
  const payment = pick(await paymentsOf(house), at);
  if (!payment) return;
  const id = orderId.encode(payment.orderId);
  const doing = {
    return: () => resumePayment(shop, paymentId.encode(payment._id), { address: '203.0.113.7', openId: null }),
    ask: () => askAbout(shop, payment),
    cancel: () => cancelOrder(shop, id, {}),
    mark: () => markPaid(shop, id, MarkPaid.parse({})),
    giveUp: () => cancelOrder(shop, id, { refund: true }),
  };
  await Promise.all([applyCallbacks(shop, { together: true }), ...who.map((one) => refusable(doing[one]))]);
}

/** Money goes back: once, or asked for twice in the same moment, under one key or under two. */
async function refund(world: World, { shop: side, at, of, times, waits, dies }: StepOf<'refund'>): Promise<void> {
  const house = world.houses[side]!;
  const { shop } = house;
  await onOrder(house, at, async (id, found) => {
    const key = `key ${++world.keys}`;
    const input = RefundCreate.parse({ ...wished(shop, of, found), reason: key });
    const payment = (await paymentsOf(house)).find(({ orderId: paid, status }) => paid.equals(found._id) && status === 'CAPTURED');
    if (waits && payment) await bankOf(world, payment).holdRefund(shop, await accountAt(world, side, payment.provider as keyof Banks));
    const asked = () => living(dies, () => keyed(shop, key, (context) => createRefund(context, id, input)));
    if (times === 'once') return asked();
    const again = times === 'sameKey' ? asked : () => createRefund(shop, id, { ...input, reason: `${key} again` });
    return Promise.all([refusable(asked), refusable(again)]);
  });
}

function wished(shop: ShopContext, of: StepOf<'refund'>['of'], { lines, total }: Order): object {
  const money = (minor: number) => ({ amount: toDecimal(minor, shop.currency), currency: shop.currency });
  if (of === 'part') return { amount: money(Math.ceil(total * 0.6)) };
  if (of === 'more') return { amount: money(total + 1) };
  return of === 'line' ? { lines: [{ line: orderLineId.encode(lines[0]!._id), quantity: 1, restock: true }] } : { restock: true };
}

/** As the API does it with an idempotency key. */
async function keyed(shop: ShopContext, key: string, doing: (context: ShopContext) => Promise<unknown>): Promise<void> {
  const claimed = await claim(shop, { caller: 'merchant', mutation: 'refundCreate', key, input: key });
  if (claimed.kind === 'repeat') return;
  await doing(claimed.context).catch(async (error) => {
    if (error instanceof UserError) await release(claimed.context);
    throw error;
  });
}

/** What waits to be sent is sent, and a refund comes to its end at the buyer's bank, or comes back from there. */
async function bankSays(world: World, { shop: side, at, says, callback }: StepOf<'bank'>): Promise<void> {
  const house = world.houses[side]!;
  for (const task of await outbox.in(house.shop).find({ type: 'refund.send', state: 'PENDING' }))
    await refusable(() => sendRefund(house.shop, task));
  const made = pick(await refundsOf(house), at);
  const payment = made && (await paymentsOf(house)).find(({ _id }) => _id.equals(made.paymentId));
  if (!payment) return;
  const bank = bankOf(world, payment);
  const name = pick(await bank.refundsOf(payment, house.shop, await accountAt(world, side, payment.provider as keyof Banks)), at);
  const answer = name && (await bank.endRefund(name, says, sendingOf(callback)));
  if (answer && callback === 'held') house.held.push(...answer.events.map(({ id }) => ({ event: id, bank, comes: says === 'fail' })));
  if (answer && callback === 'backwards') for (const { id } of answer.events.toReversed()) await bank.deliver(id, {});
}

/** A provider fails at its next such call: it has done nothing, or it has done it and nobody learns of it. */
async function fail(world: World, { shop: side, at, call, when }: StepOf<'fail'>): Promise<void> {
  const { shop, accounts } = world.houses[side]!;
  const account = pick([...accounts.values()], at);
  if (account) world.repairs.push(await world.banks[account.provider as keyof Banks].fail(call, when, shop, account));
}

/** The merchant and the buyers of one shop name things of the other: they are told that there is no such thing. */
async function trespass(world: World, { shop: side, at }: StepOf<'trespass'>): Promise<void> {
  const [{ shop }, other] = [world.houses[side]!, world.houses[1 - side]!];
  const token = pick(other.tokens, at);
  if (!token) return;
  await onOrder(other, at, async (id) => {
    const tries: (() => Promise<unknown>)[] = [
      () => createRefund(shop, id, RefundCreate.parse({})),
      () => cancelOrder(shop, id, { refund: true }),
      () => markPaid(shop, id, MarkPaid.parse({})),
      () =>
        start(
          { ...world, houses: world.houses.map((one) => ({ ...one, tokens: [token] })) as never },
          { shop: side, at: 0, way: 'alipay' },
        ),
    ];
    for (const payment of await paymentsOf(other))
      tries.push(() => resumePayment(shop, paymentId.encode(payment._id), { address: null, openId: null }));
    for (const one of tries) await expect(one()).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
}
