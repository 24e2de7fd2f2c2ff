import type { Request } from 'express';
import type { Stripe } from 'stripe';
import { Refusal } from './call.js';

export interface Answer {
  status: number;
  /** JSON text, as it goes out. */
  body: string;
}

const HEADERS = ['authorization', 'content-type', 'stripe-version', 'stripe-account', 'idempotency-key'];

/** stripe-mock, which knows Stripe's specification and nothing else: it judges parameters and gives the skeleton of each answer. */
export class StripeMock {
  readonly #skeletons = new Map<string, Promise<object>>();

  constructor(readonly address: string) {}

  /** @throws {Refusal} 500 when stripe-mock is away */
  ask(req: Request, rawBody: Buffer | undefined): Promise<Answer> {
    const headers = Object.fromEntries(HEADERS.flatMap((name) => (req.get(name) ? [[name, req.get(name)!]] : [])));
    const body = req.method === 'GET' || req.method === 'DELETE' ? null : new Uint8Array(rawBody ?? Buffer.alloc(0));
    return this.#fetch(req.originalUrl, { method: req.method, headers, body });
  }

  /** The skeleton for a PaymentIntent that Checkout makes: no call of the merchant's brings one. */
  intentSkeleton = () => this.#skeleton<Stripe.PaymentIntent>('/v1/payment_intents/pi_skeleton');
  /** For what is done in Stripe's dashboard, or by a bank. */
  refundSkeleton = () => this.#skeleton<Stripe.Refund>('/v1/refunds/re_skeleton');
  disputeSkeleton = () => this.#skeleton<Stripe.Dispute>('/v1/disputes/dp_skeleton');

  async #skeleton<T extends object>(path: string): Promise<T> {
    const known = this.#skeletons.get(path) as Promise<T> | undefined;
    if (known) return known;
    const asked = this.#fetch(path, { headers: { authorization: 'Bearer sk_test_sandbox' } }).then(({ body }) => JSON.parse(body) as T);
    this.#skeletons.set(path, asked);
    asked.catch(() => this.#skeletons.delete(path)); // asked again next time
    return asked;
  }

  async #fetch(path: string, init: RequestInit): Promise<Answer> {
    try {
      const answer = await fetch(this.address + path, { ...init, signal: AbortSignal.timeout(15_000) });
      return { status: answer.status, body: await answer.text() };
    } catch (error) {
      const message = `stripe-mock does not answer at ${this.address}: ${error instanceof Error ? error.message : error}`;
      throw new Refusal(500, { type: 'api_error', message });
    }
  }
}
