import { Stripe } from 'stripe';
import { z } from 'zod';
import { payloadOf, receivers } from './events.js';
import { now } from './ids.js';
import { type Delivery, type KeptEndpoint, type KeptEvent, Lies } from './kept.js';
import type { Memory } from './memory.js';

/** How events are sent. Left out, they go as Stripe sends them. */
export const Sending = Lies.extend({
  /** How many times each event is sent. */
  deliveries: z.int().min(1).max(100).default(1),
  /** Which events are sent, by type, and in which order; one may be named twice. */
  order: z.array(z.string()).optional(),
  /** All at once instead of one after another. */
  together: z.boolean().default(false),
  /** Sent by nobody until `/_sandbox/deliver/{event}`. */
  hold: z.boolean().default(false),
  /** How many tries follow one that was not answered with 2xx. */
  retries: z.int().min(0).max(20).optional(),
  /** Signs with this instead of the endpoint's own. */
  secret: z.string().min(1).optional(),
  /** Sends there instead of to the account's endpoints. */
  url: z.url().optional(),
  /** Unix seconds in the signature. */
  timestamp: z.int().optional(),
});
export type Sending = z.infer<typeof Sending>;

const AS_STRIPE_DOES: Sending = Sending.parse({});

interface Target {
  endpoint: string | null;
  url: string;
  secret: string;
  connect: boolean;
}

const ATTEMPTS_KEPT = 50;

/** Signs and sends events, and tries again what was not taken. */
export class Post {
  readonly #stop = new AbortController();
  readonly #waiting = new Set<NodeJS.Timeout>();
  readonly #running = new Set<Promise<Delivery>>();

  constructor(
    readonly memory: Memory,
    /** Milliseconds before the second try, the third, and so on. */
    readonly retryDelays: readonly number[],
  ) {}

  /** The events' first tries; later ones go on by themselves. Never rejects. */
  async send(events: readonly KeptEvent[], sending: Sending = AS_STRIPE_DOES): Promise<Delivery[]> {
    const { amount, currency, livemode, metadata, account } = sending;
    for (const event of events) event.lies = { ...event.lies, ...defined({ amount, currency, livemode, metadata, account }) };
    if (sending.hold) return [];
    const tries = events.flatMap((event) =>
      Array.from({ length: sending.deliveries }, () =>
        this.#targets(event, sending).map((to) => () => this.#attempt(event, to, sending, 1)),
      ).flat(),
    );
    if (sending.together) return Promise.all(tries.map((attempt) => attempt()));
    const done: Delivery[] = [];
    for (const attempt of tries) done.push(await attempt());
    return done;
  }

  /** The bytes and the `Stripe-Signature` that the first receiver gets; null without any. */
  signed(event: KeptEvent, sending: Sending): { payload: string; header: string | null } {
    const [first] = this.#targets(event, sending);
    const payload = payloadOf(event, first?.connect ?? false);
    const secret = first?.secret ?? sending.secret;
    return { payload, header: secret ? signature(payload, secret, sending.timestamp) : null };
  }

  /** Breaks off what is under way; what was not taken stays in the memory as such. */
  async close(): Promise<void> {
    this.#stop.abort();
    for (const timer of this.#waiting) clearTimeout(timer);
    await Promise.all(this.#running);
  }

  #targets(event: KeptEvent, { url, secret }: Sending): Target[] {
    const usual = receivers(this.memory, event).map((endpoint) => targetOf(endpoint, secret));
    if (!url) return usual;
    return [{ endpoint: null, url, secret: secret ?? usual[0]?.secret ?? 'whsec_none', connect: usual[0]?.connect ?? false }];
  }

  #attempt(event: KeptEvent, to: Target, sending: Sending, attempt: number): Promise<Delivery> {
    const running = this.#tell(event, to, sending, attempt).finally(() => this.#running.delete(running));
    this.#running.add(running);
    return running;
  }

  async #tell(event: KeptEvent, to: Target, sending: Sending, attempt: number): Promise<Delivery> {
    const payload = payloadOf(event, to.connect);
    const delivery: Delivery = {
      event: event.object.id,
      endpoint: to.endpoint,
      url: to.url,
      attempt,
      ...(await this.#deliver(to, payload, sending)),
    };
    event.deliveries = [...event.deliveries, delivery].slice(-ATTEMPTS_KEPT);
    const taken = delivery.status !== null && delivery.status >= 200 && delivery.status < 300;
    if (taken) event.object.pending_webhooks = Math.max(0, event.object.pending_webhooks - 1);
    else this.#later(event, to, sending, attempt);
    this.memory.changed();
    return delivery;
  }

  async #deliver({ url, secret }: Target, payload: string, { timestamp }: Sending): Promise<{ status: number | null; error?: string }> {
    try {
      const answer = await fetch(url, {
        method: 'POST',
        headers: {
          'content-type': 'application/json; charset=utf-8',
          'user-agent': 'Stripe/1.0 (+https://stripe.com/docs/webhooks)',
          'stripe-signature': signature(payload, secret, timestamp),
        },
        body: payload,
        redirect: 'manual', // a redirect is a failure to Stripe
        signal: AbortSignal.any([this.#stop.signal, AbortSignal.timeout(10_000)]),
      });
      await answer.body?.cancel();
      return { status: answer.status };
    } catch (error) {
      const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
      return { status: null, error: cause instanceof Error ? cause.message || cause.name : String(cause) };
    }
  }

  #later(event: KeptEvent, to: Target, sending: Sending, attempt: number): void {
    const delay = this.retryDelays[attempt - 1];
    if (delay === undefined || attempt > (sending.retries ?? this.retryDelays.length) || this.#stop.signal.aborted) return;
    const timer = setTimeout(() => {
      this.#waiting.delete(timer);
      void this.#attempt(event, to, sending, attempt + 1);
    }, delay);
    this.#waiting.add(timer);
  }
}

const targetOf = ({ object, secret, connect }: KeptEndpoint, other?: string): Target => ({
  endpoint: object.id,
  url: object.url,
  secret: other ?? secret,
  connect,
});

const signature = (payload: string, secret: string, timestamp = now()) =>
  Stripe.webhooks.generateTestHeaderString({ payload, secret, timestamp });

const defined = <T extends object>(fields: T) => Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
