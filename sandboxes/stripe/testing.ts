import { randomUUID } from 'node:crypto';
import { Stripe } from 'stripe';
import { knock, openReceiver } from '../frame/testing.js';
import { type StripeSandbox, startStripeSandbox } from './sandbox.js';

/** What the tests of this folder share. */
export const stripeMockUrl = process.env.STRIPE_MOCK_URL ?? 'http://127.0.0.1:12111';

/** Each key is an account of its own. */
export const newKey = () => `sk_test_${randomUUID().replaceAll('-', '')}`;

export const clientOf = ({ port }: StripeSandbox, apiKey = newKey()) =>
  new Stripe(apiKey, { host: '127.0.0.1', port, protocol: 'http', maxNetworkRetries: 0, telemetry: false });

export const aSession = (payment = 'pay_1', amount = 1999): Stripe.Checkout.SessionCreateParams => ({
  mode: 'payment',
  line_items: [{ price_data: { currency: 'usd', unit_amount: amount, product_data: { name: 'Order 1001' } }, quantity: 2 }],
  success_url: 'http://shop.localhost/return?session={CHECKOUT_SESSION_ID}',
  cancel_url: 'http://shop.localhost/cart',
  metadata: { payment },
  payment_intent_data: { metadata: { payment } },
});

/** What the control doors answer. */
export interface Sent {
  events: { id: string; type: string; payload: string; header: string | null }[];
  deliveries: { status: number | null; url: string; attempt: number }[];
  error?: { message: string };
}

/** A sandbox that tries again quickly, and the merchants' servers of one test file. */
export async function openSandbox() {
  const sandbox = await startStripeSandbox({ port: 0, stripeMockUrl, retryDelays: [5, 10, 20, 40] });
  const closing: (() => Promise<void>)[] = [() => sandbox.close()];

  async function receiver() {
    const opened = await openReceiver((body, headers) => ({ body, signature: String(headers['stripe-signature']) }));
    closing.push(opened.close);
    return opened.receiver;
  }

  return {
    sandbox,
    receiver,
    client: (apiKey?: string) => clientOf(sandbox, apiKey),
    close: async () => {
      for (const close of closing) await close();
    },

    control: <Result = Sent>(path: string, body: object = {}, method = 'POST') => knock<Result>(sandbox.url, path, body, method),

    /** A merchant who had Stripe make the endpoint, and reads each event with its secret. */
    async merchant() {
      const stripe = clientOf(sandbox);
      const shop = await receiver();
      const { secret } = await stripe.webhookEndpoints.create({ url: shop.url, enabled_events: ['*'] });
      const read = (index: number) => Stripe.webhooks.constructEvent(shop.received[index]!.body, shop.received[index]!.signature, secret!);
      const types = () => shop.received.map(({ body }) => (JSON.parse(body) as Stripe.Event).type);
      return { stripe, shop, secret: secret!, read, types };
    },
  };
}
