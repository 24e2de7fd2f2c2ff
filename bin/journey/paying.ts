import { randomBytes } from 'node:crypto';
import { ask, type Door, shopDoor, USER_ERRORS } from '../doors.js';
import type { Shop } from './agency.js';
import type { Money, Ordered } from './buying.js';
import { eventually, same } from './right.js';
import { BEGUN, type Begun, openPage, type Provider, press } from './sandbox.js';

export async function paymentStatusOf(host: string, shop: Shop, token: string): Promise<string> {
  const query = 'query ($token: String!) { order(token: $token) { paymentStatus } }';
  const { order } = await ask<{ order: { paymentStatus: string } }>(shopDoor(host, shop.handle), query, { token });
  return order.paymentStatus;
}

interface Started<Action> {
  status: string;
  amount: Money;
  action: Action;
}

export async function start<Action>(host: string, shop: Shop, { token }: Ordered, input: object, action: string): Promise<Started<Action>> {
  const { paymentStart } = await ask<{ paymentStart: { payment: Started<Action> } }>(
    shopDoor(host, shop.handle),
    `mutation ($order: String!, $input: PaymentStartInput!) {
      paymentStart(order: $order, input: $input) { payment { status amount { amount currency } action { ${action} } } ${USER_ERRORS} }
    }`,
    { order: token, input },
  );
  return paymentStart.payment;
}

async function begin<Action>(host: string, shop: Shop, placed: Ordered, input: object, wanted: string): Promise<Action> {
  const { status, amount, action } = await start<Action>(host, shop, placed, input, wanted);
  same('the payment', [status, amount], ['PENDING', placed.total]);
  return action;
}

/** Cash on delivery: the buyer reads how, the merchant says that he has the money. */
export async function payByHand(door: Door, host: string, shop: Shop, placed: Ordered): Promise<void> {
  const action = await begin<{ instructions: string }>(host, shop, placed, { provider: 'MANUAL' }, '... on NoAction { instructions }');
  same('what the buyer is told', action.instructions, '货到付款');
  await ask(
    door,
    `mutation ($shop: ID!, $order: ID!, $input: OrderMarkPaidInput!) {
      orderMarkPaid(shop: $shop, order: $order, input: $input) { order { id } ${USER_ERRORS} }
    }`,
    { shop: shop.id, order: placed.id, input: { reference: '收据 1', idempotencyKey: `paid-${placed.number}` } },
  );
  same('the order', await paymentStatusOf(host, shop, placed.token), 'PAID');
}

/** An account of the shop's own. `input`: what the provider's console shows, under the provider's name. */
export async function connect(door: Door, shop: Shop, input: object): Promise<void> {
  interface Account {
    status: string;
    byDefault: boolean;
    callbackUrl: string;
  }
  const { paymentAccountConnect } = await ask<{ paymentAccountConnect: { paymentAccount: Account } }>(
    door,
    `mutation ($shop: ID!, $input: PaymentAccountConnectInput!) {
      paymentAccountConnect(shop: $shop, input: $input) { paymentAccount { status byDefault callbackUrl } ${USER_ERRORS} }
    }`,
    { shop: shop.id, input },
  );
  const { status, byDefault, callbackUrl } = paymentAccountConnect.paymentAccount;
  same('the account', [status, byDefault, new URL(callbackUrl).pathname.split('/')[1]], ['ACTIVE', false, 'callbacks']);
}

export const aStripeKey = (): string => `sk_test_${randomBytes(12).toString('hex')}`;

/** What a buyer of each provider takes here: a QR code of WeChat's, a page of the others'. */
const METHODS: Readonly<Record<Provider, string>> = { WECHAT_PAY: 'NATIVE', ALIPAY: 'PAGE', STRIPE: 'CHECKOUT' };

export const online = (host: string, provider: Provider) => ({ provider, method: METHODS[provider], returnUrl: `${host}/` });

/** Begins to pay online; gives the page that the buyer comes to. */
export async function startOnline(host: string, shop: Shop, placed: Ordered, provider: Provider): Promise<URL> {
  return openPage(await begin<Begun>(host, shop, placed, online(host, provider), BEGUN));
}

/** The buyer presses the button on the provider's page; then its signed callback must make the order paid. */
export async function payOnline(host: string, shop: Shop, placed: Ordered, page: URL): Promise<void> {
  const back = await press(page, 'pay');
  if (back !== null) same('the way back', new URL(back).origin, new URL(host).origin);
  await eventually('the paid order', async () => ((await paymentStatusOf(host, shop, placed.token)) === 'PAID' ? true : null));
}
