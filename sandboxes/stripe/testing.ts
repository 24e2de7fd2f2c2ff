import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Stripe } from 'stripe';
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

/** A merchant's server: keeps what arrives, answers what `status` says. */
interface Receiver {
  url: string;
  received: { body: string; signature: string }[];
  status: (count: number) => number;
  arrived: (count: number) => Promise<void>;
}

/** A sandbox that tries again quickly, and the merchants' servers of one test file. */
export async function openSandbox() {
  const sandbox = await startStripeSandbox({ port: 0, stripeMockUrl, retryDelays: [5, 10, 20, 40] });
  const closing: (() => Promise<void>)[] = [() => sandbox.close()];

  async function receiver(): Promise<Receiver> {
    const opened = await openReceiver();
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

    async control<Result = Sent>(path: string, body: object = {}, method = 'POST'): Promise<Result> {
      const headers = { 'content-type': 'application/json' };
      const answer = await fetch(`${sandbox.url}/_sandbox/${path}`, {
        method,
        headers,
        ...(method === 'POST' ? { body: JSON.stringify(body) } : {}),
      });
      return (answer.status === 204 ? undefined : await answer.json()) as Result;
    },

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

async function openReceiver(): Promise<{ receiver: Receiver; close: () => Promise<void> }> {
  const waiting: { count: number; resolve: () => void }[] = [];
  const server = createServer(async (req, res) => {
    let body = '';
    for await (const chunk of req) body += chunk;
    const count = receiver.received.push({ body, signature: String(req.headers['stripe-signature']) });
    res.writeHead(receiver.status(count)).end();
    for (const one of waiting) if (count >= one.count) one.resolve();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const receiver: Receiver = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/callbacks`,
    received: [],
    status: () => 200,
    arrived: (count) =>
      new Promise((resolve) => {
        if (receiver.received.length >= count) resolve();
        else waiting.push({ count, resolve });
      }),
  };
  const close = () => {
    server.closeAllConnections();
    return new Promise<void>((resolve) => server.close(() => resolve()));
  };
  return { receiver, close };
}
