import type { Payment, PaymentAccount, StartedPayment } from '#commerce/payments/index.js';
import { paymentId } from '#commerce/payments/index.js';
import { openAccount } from '#commerce/payments/opened.js';
import { stripeClient } from '#commerce/payments/providers/stripe/client.js';
import { config } from '#platform/config.js';
import type { ShopContext } from '#tenants/index.js';
import { connectAlipay, openAlipay, startAlipay } from './alipay.js';
import { aStripeKey, connectStripe, openStripe, startStripe } from './stripe.js';
import { connectWechatPay, openWechatPay, startWechatPay } from './wechat-pay.js';

/** Ways to pay at three providers, as tests choose among them. */
export const WAYS = ['checkout', 'intent', 'wechat', 'alipay'] as const;
export type Way = (typeof WAYS)[number];

/** How a callback differs from the truth. `door`: it is brought to the other shop, as far as it can be signed for it. */
export const LIES = ['amount', 'currency', 'merchant', 'mode', 'door', 'forged'] as const;
export type Lie = (typeof LIES)[number];

/** Which calls of a provider fail. */
export const CALLS = ['start', 'close', 'refund'] as const;
type Call = (typeof CALLS)[number];

/** What a provider has of a payment, in minor units: by its own word, not by ours. */
interface Held {
  paid: number;
  refunded: number;
}

/** What a control door answers; null: it cannot be done (any more). */
interface Answer {
  events: { id: string }[];
  deliveries: { status: number | null }[];
}

/** A provider as a test of all of them sees it: what buyers and banks do there, and what it says of them. */
export interface Bank {
  connect(shop: ShopContext, side: number): Promise<PaymentAccount>;
  start(shop: ShopContext, order: { token: string }, way: Way): Promise<StartedPayment>;
  /** `late`: although it was closed there. */
  pay(payment: Payment, sending: object, late: boolean): Promise<Answer | null>;
  deliver(event: string, sending: object): Promise<Answer | null>;
  /** What is sent in a lie, beside the address. */
  untruth(lie: Lie, payment: Payment, other: { shop: ShopContext; account: PaymentAccount }): Promise<object>;
  /** The next refund waits for its bank. */
  holdRefund(shop: ShopContext, account: PaymentAccount): Promise<unknown>;
  /** The names of its refunds that wait. */
  waiting(payment: Payment, shop: ShopContext, account: PaymentAccount): Promise<string[]>;
  /** The names of all of them. */
  refundsOf(payment: Payment, shop: ShopContext, account: PaymentAccount): Promise<string[]>;
  endRefund(refund: string, how: 'succeed' | 'fail', sending: object): Promise<Answer | null>;
  held(payment: Payment, shop: ShopContext, account: PaymentAccount): Promise<Held>;
  /** Its next such call is done, or not, and nobody learns of it. Answers how to end that. */
  fail(call: Call, when: 'before' | 'after', shop: ShopContext, account: PaymentAccount): Promise<() => Promise<unknown>>;
}

/** Which provider takes it. */
export const PROVIDER_OF: Readonly<Record<Way, keyof Banks>> = {
  checkout: 'STRIPE',
  intent: 'STRIPE',
  wechat: 'WECHAT_PAY',
  alipay: 'ALIPAY',
};

export type Banks = Readonly<Record<Payment['provider'] & ('STRIPE' | 'WECHAT_PAY' | 'ALIPAY'), Bank>>;

const sum = (all: readonly { amount: number }[]): number => all.reduce((total, { amount }) => total + amount, 0);

/** Knocks at a control door. */
const knocking =
  (url: string) =>
  async <Result = Answer>(path: string, body?: object): Promise<Result | null> => {
    const headers = { 'content-type': 'application/json' };
    const answer = await fetch(`${url}/_sandbox/${path}`, body ? { method: 'POST', headers, body: JSON.stringify(body) } : {});
    return answer.ok ? ((await answer.json()) as Result) : null;
  };

async function failing(url: string, fault: object): Promise<() => Promise<unknown>> {
  const made = await knocking(url)<{ id: string }>('faults', fault);
  if (!made) throw new Error(`The sandbox does not know this fault: ${JSON.stringify(fault)}`);
  return () => fetch(`${url}/_sandbox/faults/${made.id}`, { method: 'DELETE' });
}

const secretsOf = async (shop: ShopContext, account: PaymentAccount) => (await openAccount(shop, account)).secrets;

function stripeBank(url: string): Bank {
  const knock = knocking(url);
  const keyOf = async (shop: ShopContext, account: PaymentAccount) => (await secretsOf(shop, account)).secretKey!;
  const there = async ({ references: { session, paymentIntent } }: Payment, shop: ShopContext, account: PaymentAccount) => {
    const client = stripeClient(await keyOf(shop, account), 'TEST');
    const found = session && (await client.checkout.sessions.retrieve(session)).payment_intent;
    const intent = paymentIntent ?? (typeof found === 'string' ? found : found?.id);
    if (!intent) return { paid: 0, refunds: [] };
    const { amount_received: paid } = await client.paymentIntents.retrieve(intent);
    return { paid, refunds: paid > 0 ? (await client.refunds.list({ payment_intent: intent, limit: 100 })).data : [] };
  };
  const PATHS = {
    start: ['/v1/payment_intents', '/v1/checkout/sessions'],
    close: ['/v1/payment_intents/*/cancel'],
    refund: ['/v1/refunds'],
  };
  return {
    connect: (shop) => connectStripe(shop, aStripeKey()),
    start: (shop, order, way) => startStripe(shop, order, way === 'checkout' ? 'CHECKOUT' : 'INTENT'),
    pay: async ({ references: { session, paymentIntent } }, sending) =>
      session
        ? knock(`sessions/${session}/pay`, sending)
        : paymentIntent
          ? knock(`payment_intents/${paymentIntent}/confirm`, sending)
          : null,
    deliver: (event, sending) => knock(`deliver/${event}`, sending),
    async untruth(lie, { amount }, { shop, account }) {
      if (lie === 'door') return { secret: (await openAccount(shop, account)).signing[0] };
      if (lie === 'forged') return { secret: 'whsec_nobodys' };
      if (lie === 'amount') return { amount: amount + 1 };
      if (lie === 'currency') return { currency: 'usd' };
      return lie === 'mode' ? { livemode: true } : { account: 'acct_somebodys' };
    },
    holdRefund: async (shop, account) => knock('refunds/pending', { apiKey: await keyOf(shop, account) }),
    waiting: async (...about) => (await there(...about)).refunds.filter(({ status }) => status === 'pending').map(({ id }) => id),
    refundsOf: async (...about) => (await there(...about)).refunds.map(({ id }) => id),
    endRefund: (refund, how, sending) => knock(`refunds/${refund}/${how}`, sending),
    async held(...about) {
      const { paid, refunds } = await there(...about);
      return { paid, refunded: sum(refunds.filter(({ status }) => status === 'succeeded')) };
    },
    async fail(call, when, shop, account) {
      const apiKey = await keyOf(shop, account);
      const ends = await Promise.all(PATHS[call].map((path) => failing(url, { apiKey, path, when, act: 'answer', status: 500 })));
      return () => Promise.all(ends.map((end) => end()));
    },
  };
}

async function wechatBank({ sandbox: { url }, makeMerchant }: Awaited<ReturnType<typeof openWechatPay>>): Promise<Bank> {
  const knock = knocking(url);
  const merchants = [await makeMerchant({ refunds: 'BY_CONTROL' }), await makeMerchant({ refunds: 'BY_CONTROL' })];
  interface Refunded {
    outRefundNo: string;
    refund: number;
    status: string;
  }
  const all = async ({ _id }: Payment) =>
    (await knock<{ data: Refunded[] }>(`refunds?outTradeNo=${paymentId.encode(_id)}`))!.data.map(({ refund, ...one }) => ({
      ...one,
      amount: refund,
    }));
  const PATHS = {
    start: '/v3/pay/transactions/native',
    close: '/v3/pay/transactions/out-trade-no/*/close',
    refund: '/v3/refund/domestic/refunds',
  };
  return {
    connect: (shop, side) => connectWechatPay(shop, merchants[side]!),
    start: (shop, order) => startWechatPay(shop, order),
    pay: ({ _id }, sending, late) => knock(`orders/${paymentId.encode(_id)}/pay`, { ...sending, ...(late ? { evenIfClosed: true } : {}) }),
    deliver: (event, sending) => knock(`deliver/${event}`, sending),
    async untruth(lie, { amount }, { shop, account }) {
      // Encrypted as for that shop; WeChat's key that signs it is another for each merchant.
      if (lie === 'door') return { apiV3Key: (await secretsOf(shop, account)).apiV3Key };
      if (lie === 'forged') return { signature: 'wrong' };
      if (lie === 'amount') return { amount: amount + 1 };
      return lie === 'currency' ? { currency: 'USD' } : { mchid: '1900000001' };
    },
    holdRefund: async () => {}, // each waits
    waiting: async (payment) =>
      (await all(payment)).filter(({ status }) => /PROCESSING|ABNORMAL/.test(status)).map(({ outRefundNo }) => outRefundNo),
    refundsOf: async (payment) => (await all(payment)).map(({ outRefundNo }) => outRefundNo),
    endRefund: (refund, how, sending) => knock(`refunds/${refund}/${how === 'fail' ? 'close' : how}`, sending),
    async held(payment) {
      const found = await knock<{ data: { total: number; transactionId: string | null }[] }>(
        `orders?outTradeNo=${paymentId.encode(payment._id)}`,
      );
      const [order] = found!.data;
      return {
        paid: order?.transactionId ? order.total : 0,
        refunded: sum((await all(payment)).filter(({ status }) => status === 'SUCCESS')),
      };
    },
    fail: (call, when, _shop, account) => failing(url, { mchid: account.externalId, path: PATHS[call], when, act: 'answer', status: 500 }),
  };
}

async function alipayBank({ sandbox: { url }, merchant }: Awaited<ReturnType<typeof openAlipay>>): Promise<Bank> {
  const knock = knocking(url);
  const merchants = [await merchant(), await merchant()];
  const find = async ({ _id }: Payment) => {
    const path = `trades?outTradeNo=${paymentId.encode(_id)}`;
    return (await knock<{ data: { paidAt: number | null; amount: number; refunds: { amount: number }[] }[] }>(path))!.data[0];
  };
  const PATHS = { start: '/alipay.trade.precreate', close: '/alipay.trade.close', refund: '/alipay.trade.refund' };
  return {
    connect: (shop, side) => connectAlipay(shop, merchants[side]!),
    start: (shop, order) => startAlipay(shop, order, 'QR_CODE'),
    pay: ({ _id }, sending) => knock(`trades/${paymentId.encode(_id)}/pay`, sending),
    deliver: (event, sending) => knock(`deliver/${event}`, sending),
    async untruth(lie, { amount }) {
      if (lie === 'door') return {}; // nobody else's key signs for that shop: it is refused
      if (lie === 'forged') return { forge: true };
      return lie === 'merchant' ? { sellerId: '2088000000000001' } : { amount: amount + 1 };
    },
    holdRefund: async () => {}, // none waits
    waiting: async () => [],
    refundsOf: async () => [],
    endRefund: async () => null,
    async held(payment) {
      const trade = await find(payment);
      return { paid: trade?.paidAt ? trade.amount : 0, refunded: sum(trade?.refunds ?? []) };
    },
    fail: (call, when, _shop, { externalId }) => failing(url, { appId: externalId, path: PATHS[call], when, act: 'answer' }),
  };
}

/** All three in one process, and the door that their callbacks come to. */
export async function openBanks() {
  const [stripe, wechat, alipay] = [await openStripe(), await openWechatPay(), await openAlipay()];
  const banks: Banks = { STRIPE: stripeBank(stripe.sandbox.url), WECHAT_PAY: await wechatBank(wechat), ALIPAY: await alipayBank(alipay) };
  return {
    banks,
    url: config().publicUrl,
    async close() {
      for (const one of [alipay, wechat, stripe]) await one.close();
    },
  };
}
