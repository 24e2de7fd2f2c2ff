import { ask, type Door, shopDoor, USER_ERRORS } from '../doors.js';
import type { Shop } from './agency.js';
import { type Money, type Ordered, order } from './buying.js';
import { stockOf } from './catalog.js';
import { aStripeKey, connect, online, paymentStatusOf, payOnline, start, startOnline } from './paying.js';
import { eventually, same } from './right.js';
import { BEGUN, type Begun, consoleOf, type Provider, payUnheard } from './sandbox.js';

/** A test shop has every provider's sandbox and cash without anybody's doing; what a buyer is offered depends on where he is. */
export async function checkMethods(host: string, shop: Shop): Promise<void> {
  const offered = async (place: string) => {
    const { shop: found } = await ask<{ shop: { paymentMethods: { provider: string; method: string }[] } }>(
      shopDoor(host, shop.handle),
      'query ($place: BuyerPlace!) { shop { paymentMethods(place: $place) { provider method } } }',
      { place },
    );
    return found.paymentMethods.map(({ provider, method }) => `${provider} ${method}`);
  };
  const cash = 'MANUAL CASH_ON_DELIVERY';
  await eventually('the sandboxes', async () => ((await offered('DESKTOP')).length === 5 ? true : null));
  same('on a computer', await offered('DESKTOP'), ['WECHAT_PAY NATIVE', 'ALIPAY PAGE', 'ALIPAY QR_CODE', 'STRIPE CHECKOUT', cash]);
  same('on a phone', await offered('MOBILE'), ['WECHAT_PAY H5', 'ALIPAY WAP', 'STRIPE CHECKOUT', cash]);
  same('inside WeChat', await offered('WECHAT'), ['WECHAT_PAY JSAPI', 'STRIPE CHECKOUT', cash]);
}

/** An order of the shop, paid on the sandbox's account that it has by default; gives where that sandbox is. */
export async function payAtSandbox(door: Door, host: string, shop: Shop, provider: Provider): Promise<string> {
  const placed = await order(door, host, shop);
  const page = await startOnline(host, shop, placed, provider);
  await payOnline(host, shop, placed, page);
  return page.origin;
}

/** The merchant connects an account of his own with what the provider's console shows: it takes the sandbox's place. */
export async function connectOwn(door: Door, shop: Shop, provider: Provider, origin: string): Promise<void> {
  if (provider === 'WECHAT_PAY') await connect(door, shop, { wechatPay: await consoleOf(provider, origin) });
  else if (provider === 'ALIPAY') await connect(door, shop, { alipay: await consoleOf(provider, origin) });
  else await connect(door, shop, { stripe: { secretKey: aStripeKey() } });
}

/** The buyer pays, no callback comes, and he presses "pay" again: the provider is asked, and the order is paid without a second payment. */
export async function payUnheardOf(door: Door, host: string, shop: Shop, provider: Provider): Promise<Ordered> {
  const placed = await order(door, host, shop);
  await payUnheard(provider, await startOnline(host, shop, placed, provider));
  same('the order, unheard of', await paymentStatusOf(host, shop, placed.token), 'PENDING');
  const { status, action } = await start<Begun>(host, shop, placed, online(host, provider), BEGUN);
  same('the payment, asked about', [status, action], ['CAPTURED', null]);
  same('the order', await paymentStatusOf(host, shop, placed.token), 'PAID');
  return placed;
}

interface Refund {
  id: string;
  status: string;
  amount: Money;
}

interface Refunded {
  refunded: Money;
  refundable: Money;
  refunds: { nodes: Refund[] };
  lines: { id: string; title: string }[];
}

async function refundsOf(door: Door, shop: Shop, placed: Ordered): Promise<Refunded> {
  const { shop: found } = await ask<{ shop: { order: Refunded } }>(
    door,
    `query ($shop: ID!, $order: ID!) { shop(id: $shop) { order(id: $order) {
      refunded { amount currency } refundable { amount currency } lines { id title }
      refunds(first: 5) { nodes { id status amount { amount currency } } }
    } } }`,
    { shop: shop.id, order: placed.id },
  );
  return found.order;
}

/** One unit goes back and onto the shelf again, then all that is left; each is followed until the buyer has his money. */
export async function refund(door: Door, host: string, shop: Shop, placed: Ordered): Promise<void> {
  const { lines } = await refundsOf(door, shop, placed);
  const line = lines.find(({ title }) => title === '竹茶则')!.id;
  const before = await stockOf(door, shop, 'chaze');
  const money = (amount: string) => ({ amount, currency: 'CNY' });

  await refundOnce(door, shop, placed, { lines: [{ line, quantity: 1 }], restock: true });
  const part = await followed(door, shop, placed, 1);
  const rest = money((Number(placed.total.amount) - 36).toFixed(2));
  same('a part', [part.refunded, part.refundable, part.refunds.nodes[0]!.amount], [money('36.00'), rest, money('36.00')]);
  same('the stock, one more', await stockOf(door, shop, 'chaze'), before + 1);
  same('the order', await paymentStatusOf(host, shop, placed.token), 'PARTIALLY_REFUNDED');

  await refundOnce(door, shop, placed, {});
  const whole = await followed(door, shop, placed, 2);
  same('the whole', [whole.refunded, whole.refundable, whole.refunds.nodes[1]!.amount], [placed.total, money('0.00'), rest]);
  same('the order', await paymentStatusOf(host, shop, placed.token), 'REFUNDED');
}

async function refundOnce(door: Door, shop: Shop, placed: Ordered, what: object): Promise<void> {
  const wish = () =>
    ask<{ refundCreate: { refund: Refund } }>(
      door,
      `mutation ($shop: ID!, $order: ID!, $input: RefundCreateInput!) {
        refundCreate(shop: $shop, order: $order, input: $input) { refund { id status } ${USER_ERRORS} }
      }`,
      { shop: shop.id, order: placed.id, input: { ...what, idempotencyKey: `refund-${placed.number}-${Object.keys(what).length}` } },
    );
  const first = await wish();
  same('the refund of a repeat with the same key', (await wish()).refundCreate.refund.id, first.refundCreate.refund.id);
}

/** Read anew when all have succeeded: an order and its refunds are not read in one moment. */
async function followed(door: Door, shop: Shop, placed: Ordered, count: number): Promise<Refunded> {
  await eventually('the refunds', async () => {
    const { nodes } = (await refundsOf(door, shop, placed)).refunds;
    return nodes.length === count && nodes.every(({ status }) => status === 'SUCCEEDED') ? true : null;
  });
  return refundsOf(door, shop, placed);
}
