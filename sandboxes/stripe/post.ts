import { Stripe } from 'stripe';
import { z } from 'zod';
import { accepted, Courier, type Letter, Sending as Usual } from '../frame/courier.js';
import { payloadOf, receivers } from './events.js';
import { now } from './ids.js';
import { type Delivery, type KeptEndpoint, type KeptEvent, Lies } from './kept.js';
import type { Memory } from './memory.js';

/** How events are sent. Left out, they go as Stripe sends them. */
export const Sending = Usual.extend(Lies.shape).extend({
  /** Signs with this instead of the endpoint's own. */
  secret: z.string().min(1).optional(),
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
  readonly #courier: Courier;

  constructor(
    readonly memory: Memory,
    /** Milliseconds before the second try, the third, and so on. */
    retryDelays: readonly number[],
  ) {
    this.#courier = new Courier(retryDelays);
  }

  /** The events' first tries; later ones go on by themselves. Never rejects. */
  async send(events: readonly KeptEvent[], sending: Sending = AS_STRIPE_DOES): Promise<Delivery[]> {
    const { amount, currency, livemode, metadata, account } = sending;
    for (const event of events) event.lies = { ...event.lies, ...defined({ amount, currency, livemode, metadata, account }) };
    if (sending.hold) return [];
    const done: Delivery[] = [];
    const letters = events.flatMap((event) =>
      Array.from({ length: sending.deliveries }, () =>
        this.#targets(event, sending).map((to) => this.#letter(event, to, sending, done)),
      ).flat(),
    );
    await this.#courier.bring(letters, sending);
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
  close(): Promise<void> {
    return this.#courier.close();
  }

  #targets(event: KeptEvent, { url, secret }: Sending): Target[] {
    const usual = receivers(this.memory, event).map((endpoint) => targetOf(endpoint, secret));
    if (!url) return usual;
    return [{ endpoint: null, url, secret: secret ?? usual[0]?.secret ?? 'whsec_none', connect: usual[0]?.connect ?? false }];
  }

  #letter(event: KeptEvent, { endpoint, url, secret, connect }: Target, { timestamp }: Sending, done: Delivery[]): Letter {
    return {
      url,
      write: () => {
        const body = payloadOf(event, connect);
        return { body, headers: { ...HEADERS, 'stripe-signature': signature(body, secret, timestamp) } };
      },
      taken: accepted,
      tried: ({ status, error }, attempt) => {
        const delivery: Delivery = { event: event.object.id, endpoint, url, attempt, status, ...(error ? { error } : {}) };
        event.deliveries = [...event.deliveries, delivery].slice(-ATTEMPTS_KEPT);
        if (status !== null && status >= 200 && status < 300)
          event.object.pending_webhooks = Math.max(0, event.object.pending_webhooks - 1);
        if (attempt === 1) done.push(delivery);
        this.memory.changed();
      },
    };
  }
}

const HEADERS = {
  'content-type': 'application/json; charset=utf-8',
  'user-agent': 'Stripe/1.0 (+https://stripe.com/docs/webhooks)',
};

const targetOf = ({ object, secret, connect }: KeptEndpoint, other?: string): Target => ({
  endpoint: object.id,
  url: object.url,
  secret: other ?? secret,
  connect,
});

const signature = (payload: string, secret: string, timestamp = now()) =>
  Stripe.webhooks.generateTestHeaderString({ payload, secret, timestamp });

const defined = <T extends object>(fields: T) => Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
