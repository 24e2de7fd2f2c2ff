import { z } from 'zod';
import { accepted, Courier, type Letter, Sending as Usual } from '../frame/courier.js';
import { random } from './crypto.js';
import { payloadOf } from './events.js';
import { type Delivery, type KeptEvent, Lies } from './kept.js';
import type { Memory } from './memory.js';
import { defined, findMerchant } from './merchants.js';
import type { PlatformKeys } from './platform-keys.js';

/** How callbacks are sent. Left out, they go as WeChat Pay sends them. */
export const Sending = Usual.extend(Lies.shape).extend({
  /** Signed under a key that nobody knows. */
  signature: z.literal('wrong').optional(),
  /** The header says that this one signed. */
  serial: z.string().min(1).optional(),
  /** Which of the platform's keys signs, whatever the merchant's mode. */
  signedWith: z.enum(['PUBLIC_KEY', 'CERTIFICATE']).optional(),
  /** Unix seconds in the signature. */
  timestamp: z.int().optional(),
  /** Encrypts under another API v3 key. */
  apiV3Key: z.string().length(32).optional(),
  /** Sends one of WeChat's signature trials before each event. */
  probe: z.boolean().default(false),
});
export type Sending = z.infer<typeof Sending>;

const AS_WECHAT_DOES: Sending = Sending.parse({});
const ATTEMPTS_KEPT = 50;

/** Encrypts, signs and sends callbacks, and tries again what was not taken. */
export class Post {
  readonly #courier: Courier;

  constructor(
    readonly memory: Memory,
    readonly keys: PlatformKeys,
    /** Milliseconds before the second try, the third, and so on. */
    retryDelays: readonly number[],
  ) {
    this.#courier = new Courier(retryDelays);
  }

  /** The events' first tries; later ones go on by themselves. Never rejects. */
  async send(events: readonly KeptEvent[], sending: Sending = AS_WECHAT_DOES): Promise<Delivery[]> {
    for (const event of events) event.lies = { ...event.lies, ...liesOf(sending) };
    if (sending.hold) return [];
    const done: Delivery[] = [];
    const letters = events.flatMap((event) =>
      Array.from({ length: sending.deliveries }, () => [
        ...(sending.probe ? [this.#letter(event, sending, done, true)] : []),
        this.#letter(event, sending, done),
      ]).flat(),
    );
    await this.#courier.bring(letters, sending);
    return done;
  }

  /** The bytes and the headers of one more copy. */
  async signed(event: KeptEvent, sending: Sending): Promise<{ payload: string; headers: Record<string, string> }> {
    const merchant = findMerchant(this.memory, event.mchid);
    const payload = payloadOf(event, sending.apiV3Key ?? merchant.apiV3Key);
    const { signature, serial, timestamp, signedWith } = sending;
    const headers = await this.keys.headers(merchant, payload, { wrong: signature === 'wrong', serial, timestamp, with: signedWith });
    return { payload, headers };
  }

  /** Breaks off what is under way; what was not taken stays in the memory as such. */
  close(): Promise<void> {
    return this.#courier.close();
  }

  #letter(event: KeptEvent, sending: Sending, done: Delivery[], probe = false): Letter {
    const url = sending.url ?? event.url;
    return {
      url,
      write: async () => {
        const { payload, headers } = await this.signed(event, sending);
        const signature = probe ? `WECHATPAY/SIGNTEST/${random(64)}` : headers['wechatpay-signature']!;
        return { body: payload, headers: { ...HEADERS, ...headers, 'wechatpay-signature': signature } };
      },
      // A trial is meant to be refused, and is not repeated.
      taken: (answer) => probe || accepted(answer),
      tried: ({ status, error }, attempt) => {
        const delivery: Delivery = { event: event.id, url, attempt, status, ...(error ? { error } : {}), ...(probe ? { probe } : {}) };
        event.deliveries = [...event.deliveries, delivery].slice(-ATTEMPTS_KEPT);
        if (attempt === 1) done.push(delivery);
        this.memory.changed();
      },
    };
  }
}

const HEADERS = { 'content-type': 'application/json', 'user-agent': 'Mozilla/4.0', accept: '*/*' };

const liesOf = (sending: Sending): Lies =>
  defined(Object.fromEntries(Object.keys(Lies.shape).map((name) => [name, sending[name as keyof Lies]])));
