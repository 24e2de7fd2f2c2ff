import type { z } from 'zod';
import { type Answered, Courier, type Letter, Sending as Usual } from '../frame/courier.js';
import { type Delivery, Lies, type Notification } from './kept.js';
import type { Memory } from './memory.js';
import { toldIn } from './notifications.js';
import { contentOf, newKeyPair, signed } from './signing.js';

/** How notifications are sent. Left out, they go as Alipay sends them. */
export const Sending = Usual.extend(Lies.shape);
export type Sending = z.infer<typeof Sending>;

const AS_ALIPAY_DOES: Sending = Sending.parse({});
const ATTEMPTS_KEPT = 50;

/** Signs and sends notifications, and tries again what was not taken. */
export class Post {
  readonly #courier: Courier;
  /** Whom a forged notification is signed by. */
  readonly #stranger = newKeyPair();

  constructor(
    readonly memory: Memory,
    /** Milliseconds before the second try, the third, and so on. */
    retryDelays: readonly number[],
  ) {
    this.#courier = new Courier(retryDelays);
  }

  /** The first tries; later ones go on by themselves. Never rejects. */
  async send(notifications: readonly Notification[], sending: Sending = AS_ALIPAY_DOES): Promise<Delivery[]> {
    const lies = Object.fromEntries(Object.keys(Lies.shape).flatMap((name) => liesOf(name, sending)));
    for (const one of notifications) one.lies = { ...one.lies, ...lies };
    if (sending.hold) return [];
    const stranger = (await this.#stranger).privateKey;
    const done: Delivery[] = [];
    const letters = notifications.flatMap((one) => {
      const url = sending.url ?? this.memory.trades.find(one.trade)?.notifyUrl;
      return url ? Array.from({ length: sending.deliveries }, () => this.#letter(one, url, stranger, done)) : [];
    });
    await this.#courier.bring(letters, sending);
    return done;
  }

  /** The exact bytes that are sent. */
  async payloadOf(notification: Notification): Promise<string> {
    return this.#signed(notification, (await this.#stranger).privateKey);
  }

  /** Breaks off what is under way; what was not taken stays in the memory as such. */
  close(): Promise<void> {
    return this.#courier.close();
  }

  #signed(notification: Notification, stranger: string): string {
    const { forge, keepSignType } = notification.lies;
    const merchant = this.memory.merchants.find(notification.params.app_id!)!;
    const told = toldIn(notification);
    const content = keepSignType ? contentOf(told) : contentOf(told, 'sign_type');
    return new URLSearchParams({ ...told, sign: signed(content, forge ? stranger : merchant.alipayPrivateKey) }).toString();
  }

  #letter(notification: Notification, url: string, stranger: string, done: Delivery[]): Letter {
    return {
      url,
      write: () => ({
        headers: { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' },
        body: this.#signed(notification, stranger),
      }),
      taken,
      tried: ({ status, body, error }, attempt) => {
        const said = body.slice(0, 200);
        const delivery = { notification: notification.id, url, attempt, status, body: said, ...(error ? { error } : {}) };
        notification.deliveries = [...notification.deliveries, delivery].slice(-ATTEMPTS_KEPT);
        if (attempt === 1) done.push(delivery);
        this.memory.changed();
      },
    };
  }
}

/** Alipay reads seven letters and nothing else. */
const taken = ({ status, body }: Answered): boolean => status === 200 && body === 'success';

const liesOf = (name: string, sending: Sending): [string, unknown][] => {
  const value = sending[name as keyof Lies];
  return value === undefined ? [] : [[name, value]];
};
