import { ask, type Door, shopDoor, USER_ERRORS } from '../doors.js';
import type { Shop } from './agency.js';
import { stockOf } from './catalog.js';
import { same } from './right.js';

const STREET = { country: 'CN', province: '浙江省', city: '杭州市', district: '西湖区', line1: '龙井路 1 号' };
const ADDRESS = { name: '林小姐', phone: '13800000000', ...STREET };
export const BUYER = 'buyer@example.com';

export interface Money {
  amount: string;
  currency: string;
}

export interface Ordered {
  id: string;
  token: string;
  number: string;
  total: Money;
}

/** Two lines, as a shopper would: look, fill, quote, order. The order costs what was quoted, and its stock is gone. */
export async function order(door: Door, host: string, shop: Shop): Promise<Ordered> {
  const shopper = shopDoor(host, shop.handle);
  const lines = await choose(shopper);
  const before = await stockOf(door, shop, 'puer');
  const { cartCreate } = await ask<{ cartCreate: { cart: { token: string; cost: { subtotal: Money; total: Money } } } }>(
    shopper,
    `mutation ($input: CartCreateInput!, $address: AddressInput!) {
      cartCreate(input: $input) {
        cart { token cost(address: $address) { subtotal { amount currency } total { amount currency } } }
        ${USER_ERRORS}
      }
    }`,
    { input: { lines }, address: ADDRESS },
  );
  const { token, cost } = cartCreate.cart;
  same('the goods', cost.subtotal, { amount: '340.00', currency: 'CNY' });

  const { checkoutComplete } = await ask<{ checkoutComplete: { order: Ordered } }>(
    shopper,
    `mutation ($cart: String!, $input: CheckoutCompleteInput!) {
      checkoutComplete(cart: $cart, input: $input) { order { id number token total { amount currency } } ${USER_ERRORS} }
    }`,
    { cart: token, input: { email: BUYER, shippingAddress: ADDRESS, expectedTotal: cost.total } },
  );
  same('the total, as quoted', checkoutComplete.order.total, cost.total);
  same('the stock after it', await stockOf(door, shop, 'puer'), before - 1);
  return checkoutComplete.order;
}

async function choose(shopper: Door): Promise<{ variant: string; quantity: number }[]> {
  const { products } = await ask<{ products: { nodes: { handle: string; variants: { nodes: { id: string }[] } }[] } }>(
    shopper,
    '{ products(first: 10) { nodes { handle variants(first: 5) { nodes { id } } } } }',
  );
  const { nodes } = products;
  same('what is for sale', nodes.map(({ handle }) => handle).sort(), ['chaze', 'longjing', 'puer']);
  const variantOf = (wanted: string) => nodes.find(({ handle }) => handle === wanted)!.variants.nodes[0]!.id;
  return [
    { variant: variantOf('puer'), quantity: 1 },
    { variant: variantOf('chaze'), quantity: 2 },
  ];
}
