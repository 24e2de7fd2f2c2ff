import { randomBytes } from 'node:crypto';
import { ask, type Door, shopDoor, USER_ERRORS } from '../doors.js';
import type { Shop } from './agency.js';
import type { Money, Ordered } from './buying.js';
import { eventually, same } from './right.js';

async function paymentStatusOf(host: string, shop: Shop, token: string): Promise<string> {
  const query = 'query ($token: String!) { order(token: $token) { paymentStatus } }';
  const { order } = await ask<{ order: { paymentStatus: string } }>(shopDoor(host, shop.handle), query, { token });
  return order.paymentStatus;
}

async function start<Action>(host: string, shop: Shop, placed: Ordered, input: object, action: string): Promise<Action> {
  const { paymentStart } = await ask<{ paymentStart: { payment: { status: string; amount: Money; action: Action } } }>(
    shopDoor(host, shop.handle),
    `mutation ($order: String!, $input: PaymentStartInput!) {
      paymentStart(order: $order, input: $input) { payment { status amount { amount currency } action { ${action} } } ${USER_ERRORS} }
    }`,
    { order: placed.token, input },
  );
  const { payment } = paymentStart;
  same('the payment', [payment.status, payment.amount], ['PENDING', placed.total]);
  return payment.action;
}

/** Cash on delivery: the buyer reads how, the merchant says that he has the money. */
export async function payByHand(door: Door, host: string, shop: Shop, placed: Ordered): Promise<void> {
  const wanted = '... on NoAction { instructions }';
  const action = await start<{ instructions: string }>(host, shop, placed, { provider: 'MANUAL' }, wanted);
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

export async function connectStripe(door: Door, shop: Shop): Promise<void> {
  const { paymentAccountConnect } = await ask<{ paymentAccountConnect: { paymentAccount: { status: string; callbackUrl: string } } }>(
    door,
    `mutation ($shop: ID!, $input: PaymentAccountConnectInput!) {
      paymentAccountConnect(shop: $shop, input: $input) { paymentAccount { status callbackUrl } ${USER_ERRORS} }
    }`,
    { shop: shop.id, input: { stripe: { secretKey: `sk_test_${randomBytes(12).toString('hex')}` } } },
  );
  const { status, callbackUrl } = paymentAccountConnect.paymentAccount;
  same('the account', [status, new URL(callbackUrl).pathname.startsWith('/callbacks/stripe/')], ['ACTIVE', true]);
}

/** Begins to pay online; gives the page that the buyer is led to. */
export async function startStripe(host: string, shop: Shop, placed: Ordered): Promise<string> {
  const input = { provider: 'STRIPE', returnUrl: `${host}/` };
  return (await start<{ url: string }>(host, shop, placed, input, '... on RedirectAction { url }')).url;
}

/** What the buyer's browser sends when he presses the button on the sandbox's page; then the order must become paid. */
export async function payOnline(host: string, shop: Shop, placed: Ordered, page: string): Promise<void> {
  const shown = await fetch(page, { signal: AbortSignal.timeout(10_000) });
  if (!shown.ok) throw new Error(`Stripe's page answers ${shown.status}`);
  const pressed = await fetch(page, { method: 'POST', body: new URLSearchParams({ action: 'pay' }), redirect: 'manual' });
  same("the way back from Stripe's page", [pressed.status, pressed.headers.get('location')], [303, `${host}/`]);
  await eventually('the paid order', async () => ((await paymentStatusOf(host, shop, placed.token)) === 'PAID' ? true : null));
}
