import { setTimeout as pause } from 'node:timers/promises';
import type { House } from './house.js';

export const ONLINE = ['STRIPE', 'WECHAT_PAY', 'ALIPAY'] as const;
export type Online = (typeof ONLINE)[number];

interface Refused {
  code: string;
  message: string;
}
interface Answered {
  errors?: { message: string; extensions: { code: string } }[];
  data?: Record<string, { userErrors?: Refused[] } & Record<string, unknown>>;
}

/** What is asked again as it was: the shop is away, or has not finished. */
const PASSING = ['UNAVAILABLE', 'IDEMPOTENCY_IN_PROGRESS', 'PROVIDER_UNAVAILABLE'];
const PATIENCE_MS = 90_000;

/** People at the shop's public doors, who try again when it is away, and are told nothing but that it is. */
export class Public {
  /** What a client was told that no client should be. */
  readonly faults: string[] = [];

  constructor(
    private readonly house: House,
    /** Its public id. */
    private readonly shop: string,
    private readonly token: string,
  ) {}

  /** A product's buyer: from cart to paid order. Answers the order. */
  async buy(variant: string, provider: Online, email: string): Promise<{ id: string; token: string }> {
    const lines = [{ variant, quantity: 1 }];
    const { cart } = await this.#shopper<{ cart: { token: string } }>('cartCreate(input: $input) { cart { token }', 'CartCreateInput', {
      input: { lines },
    });
    const shippingAddress = { name: 'A Buyer', country: 'CN', city: '杭州', line1: '文三路 1 号' };
    const { order } = await this.#shopper<{ order: { id: string; token: string } }>(
      'checkoutComplete(cart: $of, input: $input) { order { id token }',
      'CheckoutCompleteInput',
      { of: cart.token, input: { email, shippingAddress } },
    );
    await this.#pay(order.token, provider);
    return order;
  }

  /** On the page that the shop leads to. */
  async #pay(order: string, provider: Online): Promise<void> {
    const method = { STRIPE: 'CHECKOUT', WECHAT_PAY: 'NATIVE', ALIPAY: 'QR_CODE' }[provider];
    const { payment } = await this.#shopper<{ payment: { action: { url?: string; content?: string } | null } }>(
      'paymentStart(order: $of, input: $input) { payment { action { ... on RedirectAction { url } ... on QrCodeAction { content } } }',
      'PaymentStartInput',
      { of: order, input: { provider, method, returnUrl: 'https://shop.example/thanks' } },
    );
    const page = payment.action!.url ?? payment.action!.content!;
    await fetch(page);
    const pressed = await fetch(page, { method: 'POST', body: new URLSearchParams({ action: 'pay' }), redirect: 'manual' });
    if (pressed.status >= 400) throw new Error(`${provider}'s page answers ${pressed.status}`);
  }

  /** Waits until the shop shows the order as paid. */
  async seePaid(token: string): Promise<void> {
    const query = 'query ($of: String!) { order(token: $of) { paymentStatus } }';
    for (const end = Date.now() + PATIENCE_MS; Date.now() < end; await pause(100)) {
      const answer = await this.#ask('shop', query, { of: token });
      if (['PAID', 'PARTIALLY_REFUNDED', 'REFUNDED'].includes(String(answer?.data?.order?.paymentStatus))) return;
    }
    throw new Error('An order that was paid is not shown as paid');
  }

  /** The merchant gives money back: so much, or all. */
  async refund(order: string, amount: string | null): Promise<void> {
    const input = { ...(amount ? { amount: { amount, currency: 'CNY' } } : {}), idempotencyKey: `back-${order}` };
    const mutation = `mutation ($shop: ID!, $of: ID!, $input: RefundCreateInput!) {
      refundCreate(shop: $shop, order: $of, input: $input) { refunds { id } userErrors { code message } } }`;
    await this.#insist('admin', mutation, { shop: this.shop, of: order, input });
  }

  #shopper<Result>(field: string, inputType: string, variables: { of?: string; input: object }): Promise<Result> {
    const of = variables.of ? '$of: String!, ' : '';
    return this.#insist('shop', `mutation (${of}$input: ${inputType}!) { ${field} userErrors { code message } } }`, variables);
  }

  async #insist<Result>(door: 'shop' | 'admin', query: string, variables: object): Promise<Result> {
    for (const end = Date.now() + PATIENCE_MS; Date.now() < end; await pause(100)) {
      const answer = await this.#ask(door, query, variables);
      const result = Object.values(answer?.data ?? {})[0];
      if (!result) continue;
      const refusal = result.userErrors?.[0];
      if (!refusal) return result as Result;
      if (!PASSING.includes(refusal.code)) throw new Error(`${query}: ${refusal.code} ${refusal.message}`);
    }
    throw new Error(`It was not answered in ${PATIENCE_MS / 1000} s: ${query}`);
  }

  /** Null: nobody answered, or the shop is away. */
  async #ask(door: 'shop' | 'admin', query: string, variables: object): Promise<Answered | null> {
    const who = door === 'shop' ? { 'shopyard-shop': this.shop } : { authorization: `Bearer ${this.token}` };
    let answer: Answered;
    try {
      const sent = { method: 'POST', headers: { 'content-type': 'application/json', ...who }, body: JSON.stringify({ query, variables }) };
      const response = await fetch(`${this.house.url}/graphql/${door}`, { ...sent, signal: AbortSignal.timeout(30_000) });
      answer = (await response.json()) as Answered;
    } catch {
      return null;
    }
    const error = answer.errors?.[0];
    if (!error) return answer;
    if (!PASSING.includes(error.extensions.code)) this.faults.push(`${error.extensions.code} ${error.message} (${query.slice(0, 90)})`);
    return null;
  }
}
