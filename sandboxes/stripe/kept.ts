import type { Stripe } from 'stripe';
import { z } from 'zod';
import type { Answer } from './mock.js';

/** Something that was created, and the account that alone may see it (see `Caller`). */
export interface Kept<T> {
  owner: string;
  object: T;
}

export interface KeptSession extends Kept<Stripe.Checkout.Session> {
  lineItems: { id: string }[];
  /** What the PaymentIntent will be made with: Stripe makes it at the shopper's first attempt, not with the Session. */
  intentData: IntentData;
}

export interface IntentData {
  metadata: Record<string, string>;
  capture_method: 'automatic' | 'automatic_async' | 'manual';
  application_fee_amount: number | null;
  description: string | null;
  receipt_email: string | null;
}

export interface KeptIntent extends Kept<Stripe.PaymentIntent> {
  /** The Checkout Session that it pays, if one does. */
  session: string | null;
}

/** Below a platform: the owner is the platform. */
export interface KeptAccount extends Kept<Stripe.Account & { created: number }> {
  /** The merchant has cut the tie: nobody acts for it any more. */
  gone: boolean;
}

/** Where a merchant is asked about himself; good once, and for a few minutes. */
export interface KeptLink extends Kept<{ id: string; account: string; refresh_url: string; return_url: string; expires_at: number }> {
  used: boolean;
}

/** A movement of a balance, its source by id. */
export type KeptMovement = Kept<Omit<Stripe.BalanceTransaction, 'source'> & { source: string | null }>;

export interface KeptEndpoint extends Kept<Stripe.WebhookEndpoint> {
  secret: string;
  /** Receives the events of the platform's connected accounts instead of its own. */
  connect: boolean;
}

/** An event as it is sent. */
export interface StripeEvent {
  id: string;
  object: 'event';
  api_version: string;
  created: number;
  data: { object: Record<string, unknown> };
  livemode: boolean;
  pending_webhooks: number;
  request: { id: string | null; idempotency_key: string | null };
  type: string;
  /** The connected account it happened on; only in what a platform receives. */
  account?: string;
}

export interface Delivery {
  event: string;
  /** The endpoint's id; null where the sender named an address. */
  endpoint: string | null;
  url: string;
  attempt: number;
  /** The HTTP status; null when there was no answer. */
  status: number | null;
  error?: string;
}

export interface KeptEvent extends Kept<StripeEvent> {
  /** The account it happened on. */
  account: string;
  /** The newest attempts. */
  deliveries: Delivery[];
  /** What the sent event says otherwise than the truth. */
  lies: Lies;
}

/** Where the event that is sent differs from what happened: every check of a receiver can be tried. */
export const Lies = z.strictObject({
  /** Minor units. */
  amount: z.int().optional(),
  currency: z.string().optional(),
  livemode: z.boolean().optional(),
  metadata: z.record(z.string(), z.string()).optional(),
  /** The connected account that the event names. */
  account: z.string().optional(),
});
export type Lies = z.infer<typeof Lies>;

/** What a call came to, for whoever repeats its idempotency key. */
export interface KeptAnswer extends Answer {
  /** Account and key. */
  id: string;
  /** Of method, path and parameters. */
  fingerprint: string;
  requestId: string;
  /** Unix milliseconds. */
  at: number;
}
