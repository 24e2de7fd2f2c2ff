import { randomUUID } from 'node:crypto';
import { client } from './client.js';
import type { Told } from './cryptography.js';
import type { Sandboxes } from './sandboxes.js';

const CART = 'mutation ($input: CartCreateInput!) { cartCreate(input: $input) { cart { token } userErrors { code message } } }';
const COMPLETE = `mutation ($cart: String!, $input: CheckoutCompleteInput!) {
  checkoutComplete(cart: $cart, input: $input) { order { token } userErrors { code message } }
}`;
const START = `mutation ($order: String!, $input: PaymentStartInput!) {
  paymentStart(order: $order, input: $input) { payment { id } userErrors { code message } }
}`;

const ADDRESS = {
  name: '李雷',
  phone: '13800138000',
  country: 'CN',
  province: '浙江省',
  city: '杭州市',
  district: '西湖区',
  line1: '文三路 100 号',
  postalCode: '310012',
};

/** Paid at WeChat Pay, whose callback is not sent yet. */
export interface OrderToPay {
  /** The buyer's, his alone. */
  email: string;
  /** Where the callback goes. */
  path: string;
  callback: Told;
}

/** A buyer orders through the shop API and pays at the sandbox. `path`: of the shop's callbacks. */
export async function orderToPay(
  server: string,
  { shop, variant, path }: { shop: string; variant: string; path: string },
  sandboxes: Sandboxes,
): Promise<OrderToPay> {
  const ask = client(`${server}/graphql/shop`, { 'shopyard-shop': shop });
  const email = `buyer-${randomUUID()}@example.com`;
  const { cartCreate } = await ask<{ cartCreate: { cart: { token: string } } }>(CART, { input: { lines: [{ variant, quantity: 1 }] } });
  const { checkoutComplete } = await ask<{ checkoutComplete: { order: { token: string } } }>(COMPLETE, {
    cart: cartCreate.cart.token,
    input: { email, shippingAddress: ADDRESS },
  });
  const { paymentStart } = await ask<{ paymentStart: { payment: { id: string } } }>(START, {
    order: checkoutComplete.order.token,
    input: { provider: 'WECHAT_PAY', method: 'NATIVE' },
  });
  const { events } = await sandboxes.ask<{ events: { payload: string; headers: Record<string, string> }[] }>(
    'wechat-pay',
    `orders/${paymentStart.payment.id}/pay`,
    { hold: true },
  );
  const { payload, headers } = events[0]!;
  return { email, path, callback: { body: payload, headers } };
}
