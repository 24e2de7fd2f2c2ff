import { UserError } from '#platform/errors.js';
import type { ShopMode } from '#tenants/index.js';
import type { Method, Payment } from './payment.model.js';
import type { PaymentEvent } from './payment.state.js';

/** An account with its secrets open: lives as long as the call that needs it. */
export interface OpenAccount {
  readonly mode: ShopMode;
  readonly secrets: Readonly<Record<string, string>>;
  readonly settings: Readonly<Record<string, string>>;
}

/** What of an account is kept once its provider has accepted it. */
export interface Connection {
  externalId: string | null;
  /** Sealed before they are written. */
  secrets: Readonly<Record<string, string>>;
  /** What its callbacks will be signed with; empty: not known yet. */
  signing: readonly string[];
  settings: Readonly<Record<string, string>>;
}

/** What the buyer does next. Names and fields as the API's union. */
export type Action =
  | { kind: 'RedirectAction'; url: string }
  | { kind: 'ClientSecretAction'; clientSecret: string; publishableKey: string | null }
  | { kind: 'NoAction'; instructions: string };

/** What a payment to be started needs of its order. */
export interface PayableOrder {
  number: string;
  email: string | null;
}

/** Either the way to pay, or the news that there is nothing to pay any more. */
export type Started =
  | { kind: 'payable'; references: Readonly<Record<string, string>>; action: Action }
  | { kind: 'over'; statement: Statement };

/** What a provider says of a payment: everything that the payment is compared with before it is believed. */
export interface Statement {
  /** Our payment's public id, as the provider carried it. */
  payment: string;
  event: PaymentEvent;
  mode: ShopMode;
  connectedAccount: string | null;
  /** Minor units of `currency`, as Shopyard counts them; a fraction where the provider's amount is none of ours. */
  amount: number;
  currency: string;
  /** What the payment is called there, by kind: each stays the same for its life. */
  references: Readonly<Record<string, string>>;
  /** The provider's code for a refusal. */
  failure: string | null;
}

/** A callback as it came: nothing of it is believed yet. */
export interface RawCallback {
  headers: Readonly<Record<string, string | string[] | undefined>>;
  body: Buffer;
}

/** One payment provider. Every call of it goes outside: never within a transaction. */
export interface Provider<Input> {
  /** The ways it offers; the first is taken when the buyer names none. Empty: it has one, without a name. */
  readonly methods: readonly Method[];
  /** Checks an account with the provider. @throws {ProviderError} @throws {UserError} where it does not fit the shop's mode */
  connect(input: Input, place: { mode: ShopMode; account: string; callbackUrl: string }): Promise<Connection>;
  /** Refuses what could never be paid this way, before anything is written. @throws {UserError} */
  check(payment: Pick<Payment, 'method' | 'amount' | 'currency' | 'returnUrl'>): void;
  /** Opens the payment there, or finds it again: the same payment twice is one. @throws {ProviderError} */
  start(account: OpenAccount, payment: Payment, order: PayableOrder): Promise<Started>;
  /** Null: the provider tells nothing by itself and cannot be asked. */
  readonly online: OnlineProvider | null;
}

export interface OnlineProvider {
  /**
   * Verifies a callback by the first secret that fits. Pure; `now` in milliseconds.
   * @throws {BadSignature}
   */
  readCallback(callback: RawCallback, secrets: readonly string[], now: number): { eventId: string; type: string };
  /** What a verified callback says; null where it is about no payment of Shopyard's. Pure. */
  interpret(body: string): Statement | null;
  /** What the provider says of a payment now; null: it was never opened there, or nothing has happened yet. @throws {ProviderError} */
  query(account: OpenAccount, payment: Payment): Promise<Statement | null>;
  /** Closes a payment there, so that nobody can pay it any more; one that is over stays as it is. @throws {ProviderError} */
  close(account: OpenAccount, payment: Payment): Promise<void>;
}

/** A callback that its sender cannot have signed; the message is for whoever sets up the account. */
export class BadSignature extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'BadSignature';
  }
}

/** A provider's no, or its silence. */
export class ProviderError extends UserError {
  constructor(
    code: 'PROVIDER_REJECTED' | 'PROVIDER_UNAVAILABLE',
    message: string,
    /** The same call again would have the same answer. */
    readonly final: boolean,
  ) {
    super(code, message);
    this.name = 'ProviderError';
  }
}
