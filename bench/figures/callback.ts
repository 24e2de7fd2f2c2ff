import { randomBytes } from 'node:crypto';
import mongoose, { Types } from 'mongoose';
import { Stripe } from 'stripe';
import { connectMongo, disconnectMongo } from '#platform/mongo.js';
import { openShops, signUp } from '../frame/client.js';
import type { Figure } from '../frame/figure.js';
import type { Part } from '../frame/house.js';
import { send } from '../frame/load.js';
import { alternate } from '../frame/statistics.js';

export const callback: Figure = {
  name: 'callback',
  about: "Stripe's signed callbacks verified, written down and acknowledged, against Express doing one acknowledged insert",
  async run(house, quick) {
    const { requests, rounds, connections } = quick
      ? { requests: 40, rounds: 1, connections: 4 }
      : { requests: 8000, rounds: 5, connections: 16 };
    await house.migrate();
    const stripeMock = await house.stripeMock();
    const server = await house.start('server/main', { STRIPE_API_BASE: stripeMock });
    const express = await house.start('bench/references/express');
    const agency = await signUp(server.url);
    const [shop] = await openShops(agency, 1);
    const webhookSecret = `whsec_${randomBytes(24).toString('hex')}`;
    const { paymentAccountConnect } = await agency.ask<{ paymentAccountConnect: { paymentAccount: { callbackUrl: string } } }>(
      `mutation ($shop: ID!, $input: PaymentAccountConnectInput!) {
        paymentAccountConnect(shop: $shop, input: $input) { paymentAccount { callbackUrl } userErrors { code message } }
      }`,
      { shop, input: { stripe: { secretKey: `sk_test_${randomBytes(16).toString('hex')}`, webhookSecret } } },
    );
    const { pathname } = new URL(paymentAccountConnect.paymentAccount.callbackUrl);

    const load = (to: Part, path: string) => () => {
      // Signed before the clock runs: that is Stripe's work.
      const signed = Array.from({ length: Math.ceil(requests / connections) * connections }, () => signedEvent(webhookSecret));
      return send({
        to,
        connections,
        requests,
        steps: [{ path, headers: {}, body: () => signed.pop()!, read: () => {} }],
      });
    };
    const contestants = [load(server, pathname), load(express, '/callback')];
    for (const contestant of contestants) await contestant(); // compilers settle
    const [ours, bare] = await alternate(rounds, contestants);
    await everyEventIsKept((rounds + 1) * requests);
    return {
      lines: [
        { name: pathname.replace(/\/[^/]+$/, '/{account}'), values: ours! },
        { name: 'Express, one insert', values: bare! },
      ],
      targets: [{ name: 'callbacks of Express', value: ours!['requests/s'] / bare!['requests/s'], unit: 'share', least: 0.7 }],
      notes: [
        `Medians of ${rounds} rounds of ${requests} callbacks each, in turn, every one a new event; ${connections} connections.`,
        'Both inserts are acknowledged by a majority and journalled, into a collection with a unique key of account and event.',
        "Shopyard verifies the signature, keeps the relay's indexes and writes its request log; Express takes the bytes in good faith and logs nothing.",
      ],
    };
  },
};

/** As Stripe sends it, printed with two blanks. */
function signedEvent(secret: string): { body: string; headers: Record<string, string> } {
  const id = new Types.ObjectId().toHexString();
  const created = Math.floor(Date.now() / 1000);
  const intent = {
    id: `pi_${id}`,
    object: 'payment_intent',
    amount: 25_800,
    amount_capturable: 0,
    amount_details: { tip: {} },
    amount_received: 25_800,
    application: null,
    application_fee_amount: null,
    automatic_payment_methods: { allow_redirects: 'always', enabled: true },
    canceled_at: null,
    cancellation_reason: null,
    capture_method: 'automatic_async',
    client_secret: `pi_${id}_secret_bench`,
    confirmation_method: 'automatic',
    created,
    currency: 'cny',
    customer: null,
    description: null,
    last_payment_error: null,
    latest_charge: `ch_${id}`,
    livemode: false,
    metadata: { payment: `pay_${id}` },
    next_action: null,
    payment_method: `pm_${id}`,
    payment_method_options: { card: { installments: null, mandate_options: null, network: null, request_three_d_secure: 'automatic' } },
    payment_method_types: ['card', 'alipay', 'wechat_pay'],
    processing: null,
    receipt_email: null,
    setup_future_usage: null,
    shipping: null,
    statement_descriptor: null,
    status: 'succeeded',
    transfer_data: null,
    transfer_group: null,
  };
  const event = {
    id: `evt_${id}`,
    object: 'event',
    api_version: '2025-09-30.clover',
    created,
    data: { object: intent },
    livemode: false,
    pending_webhooks: 1,
    request: { id: null, idempotency_key: null },
    type: 'payment_intent.succeeded',
  };
  const body = JSON.stringify(event, null, 2);
  return { body, headers: { 'stripe-signature': Stripe.webhooks.generateTestHeaderString({ payload: body, secret }) } };
}

async function everyEventIsKept(least: number): Promise<void> {
  await connectMongo();
  const kept = await mongoose.connection.collection('callback_events').countDocuments();
  await disconnectMongo();
  if (kept < least) throw new Error(`${least} callbacks were acknowledged and ${kept} are kept`);
}
