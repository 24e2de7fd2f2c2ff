import type { Trade } from '#sandboxes/alipay/kept.js';
import type { KeptOrder, KeptRefund } from '#sandboxes/wechat-pay/kept.js';
import type { House } from './house.js';

/** What moved: our id of it (of a refund that was made there, its name there) and minor units. */
export interface Moved {
  paid: string[];
  refunded: string[];
}

const line = (id: string, amount: number): string => `${id} ${amount}`;

/** What the providers say of the accounts of one shop. */
export interface Accounts {
  stripe: import('stripe').Stripe;
  mchid: string;
  appId: string;
}

/** The providers' own books, all three. */
export async function providersBooks(house: House, { stripe, mchid, appId }: Accounts): Promise<Moved> {
  const [intents, refunds, orders, wechatRefunds, trades] = await Promise.all([
    stripe.paymentIntents.list({ limit: 100 }),
    stripe.refunds.list({ limit: 100 }),
    read<KeptOrder>(`${house.wechat.url}/_sandbox/orders?mchid=${mchid}`),
    read<KeptRefund>(`${house.wechat.url}/_sandbox/refunds?mchid=${mchid}`),
    read<Trade>(`${house.alipay.url}/_sandbox/trades`),
  ]);
  const mine = trades.filter((trade) => trade.appId === appId && trade.paidAt !== null);
  return {
    paid: [
      ...intents.data.filter(({ status }) => status === 'succeeded').map((one) => line(one.metadata.payment!, one.amount_received)),
      ...orders.filter(({ transactionId }) => transactionId !== null).map((one) => line(one.outTradeNo, one.total)),
      ...mine.map((one) => line(one.outTradeNo, one.amount)),
    ].sort(),
    refunded: [
      ...refunds.data.filter(({ status }) => status === 'succeeded').map((one) => line(one.metadata?.refund ?? one.id, one.amount)),
      ...wechatRefunds.filter(({ status }) => status === 'SUCCESS').map((one) => line(one.outRefundNo, one.refund)),
      ...mine.flatMap((trade) => trade.refunds.map((one) => line(one.request, one.amount))),
    ].sort(),
  };
}

async function read<Kept>(url: string): Promise<Kept[]> {
  return ((await (await fetch(url)).json()) as { data: Kept[] }).data;
}

/** Ours, from payments and refunds. */
export function ourBooks(
  payments: readonly { name: string; amount: number }[],
  refunds: readonly { name: string; amount: number }[],
): Moved {
  return {
    paid: payments.map((one) => line(one.name, one.amount)).sort(),
    refunded: refunds.map((one) => line(one.name, one.amount)).sort(),
  };
}
