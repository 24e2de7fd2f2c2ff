import { UserError } from '#platform/errors.js';
import type { ShopMode } from '#tenants/index.js';
import type { Method, Payment } from './payment.model.js';
import type { PaymentEvent } from './payment.state.js';
import type { Refund } from './refund.model.js';
import type { RefundEvent } from './refund.state.js';

/** An account with its secrets open: lives as long as the call that needs it. */
export interface OpenAccount {
  readonly mode: ShopMode;
  /** The merchant's own name at the provider: Stripe's `acct_…`, a WeChat Pay merchant id, an Alipay app id. */
  readonly externalId: string | null;
  /** Below the agency's platform: Stripe's connected account, WeChat Pay's sub-merchant id. Null: the account stands alone. */
  readonly connectedAccount: string | null;
  readonly secrets: Readonly<Record<string, string>>;
  readonly settings: Readonly<Record<string, string>>;
  /** What its callbacks are signed with, the newest first, in the provider's own form. */
  readonly signing: readonly string[];
  /** Where its provider tells what happened. */
  readonly callbackUrl: string;
  /** The agency's account that it stands below, which signs its calls; null: it stands alone. */
  readonly platform: OpenPlatform | null;
}

/** An agency's own account as a Stripe platform or a WeChat Pay service provider: money of its shops never settles there. */
export interface OpenPlatform {
  readonly externalId: string;
  readonly secrets: Readonly<Record<string, string>>;
  readonly settings: Readonly<Record<string, string>>;
  readonly signing: readonly string[];
  /** What the agency earns of each payment, in basis points: an application fee, or profit sharing. */
  readonly commission: number;
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
  | { kind: 'ClientSecretAction'; clientSecret: string; publishableKey: string | null; connectedAccount: string | null }
  | { kind: 'QrCodeAction'; content: string }
  | { kind: 'JsapiAction'; appId: string; timeStamp: string; nonceStr: string; package: string; signType: string; paySign: string }
  | { kind: 'AppAction'; parameters: string }
  | { kind: 'NoAction'; instructions: string };

/** What a payment to be started needs of its order. */
export interface PayableOrder {
  number: string;
  email: string | null;
}

/** Who pays, as far as a provider must know. */
export interface Buyer {
  /** The client's address, from the request. */
  address: string | null;
  /** His id with the shop's WeChat application. */
  openId: string | null;
}

/** Either the way to pay, or the news that there is nothing to pay any more. */
export type Started =
  | { kind: 'payable'; references: Readonly<Record<string, string>>; action: Action }
  | { kind: 'over'; statement: Statement };

/** Whom a statement is about, as its provider told it: compared before anything is believed. */
interface Told {
  mode: ShopMode;
  connectedAccount: string | null;
}

interface Money {
  /** Minor units of `currency`, as Shopyard counts them; a fraction where the provider's amount is none of ours. */
  amount: number;
  currency: string;
}

/** The provider's names for one thing, by kind: each stays the same for its life. */
export type References = Readonly<Record<string, string>>;

/** What a provider says of a payment: everything that the payment is compared with before it is believed. */
export interface Statement extends Told, Money {
  about: 'payment';
  /** Our payment's public id, as the provider carried it. */
  payment: string;
  event: PaymentEvent;
  /** What the payment is called there. */
  references: References;
  /** The provider's code for a refusal. */
  failure: string | null;
}

/** What a provider says of a refund. */
export interface RefundStatement extends Told, Money {
  about: 'refund';
  /** Our refund's public id, as the provider carried it; null: it was made there, by a person or by the provider itself. */
  refund: string | null;
  /** What the payment is called there that it gives back; our own id of it, where the provider carries that, under `payment`. */
  of: References;
  event: RefundEvent;
  references: References;
  failure: string | null;
}

export const DISPUTE_STATUSES = ['NEEDS_RESPONSE', 'UNDER_REVIEW', 'WON', 'LOST'] as const;
export type DisputeStatus = (typeof DISPUTE_STATUSES)[number];

/** What a provider says of a dispute: the buyer's bank asks for the money back. */
export interface DisputeStatement extends Told, Money {
  about: 'dispute';
  /** The provider's id of it. */
  dispute: string;
  /** What the disputed payment is called there. */
  of: References;
  status: DisputeStatus;
  /** The provider's code. */
  reason: string | null;
  evidenceDueBy: Date | null;
  /** False: the bank only asks, and the provider has taken nothing yet. Absent: as the status tells. */
  withdrawn?: boolean;
}

/** What a provider says of a merchant who is being taken on. */
export interface AccountStatement extends Told {
  about: 'account';
  connectedAccount: string;
  /** He can be paid. */
  active: boolean;
  /** What he must still do, in the provider's words or codes; empty: nothing. */
  requirements: readonly string[];
}

export type Said = Statement | RefundStatement | DisputeStatement | AccountStatement;

/**
 * Which way each kind of a bill's line moves money: 1 into what the provider holds for the merchant, -1 out of it. PAYMENT: what a buyer
 * paid. REFUND: what he got back. FEE: what the provider kept apart from any payment or refund. COMMISSION: what the agency, or another
 * who shares in it, was given. PAYOUT: what the merchant got in hand. DISPUTE: what a buyer's bank took. OTHER: anything else.
 */
export const BILL_LINE_WAYS = { PAYMENT: 1, REFUND: -1, FEE: -1, COMMISSION: -1, PAYOUT: -1, DISPUTE: -1, OTHER: 1 } as const;

/**
 * One line of a provider's own account of what it did with a merchant's money: a movement, never what was asked for and not done. Its
 * `amount`, without its fee, is positive in the way of its kind and negative where that was undone: a payout that came back, a dispute
 * that was won, a refund that failed, a fee that was given back on a line of its own; of OTHER, negative where it left the merchant. So
 * the lines of a day change what the provider holds by Σ (way × amount − fee).
 */
export interface BillLine extends Money {
  kind: keyof typeof BILL_LINE_WAYS;
  /** Our public id of the payment or refund, as the provider carried it; null where it carried none. */
  ours: string | null;
  /** The provider's id of the movement, the same each time it is read. */
  reference: string;
  /** What the payment or refund is called there, for a line that carries no id of ours. */
  of: References;
  /** What the provider kept of this movement beside `amount`, in the same currency; negative where it gave a fee back with it. */
  fee: number;
  /** Of `fee`, and with its sign, what went to the agency; absent: nothing. */
  commission?: number;
  at: Date;
}

/** A callback as it came: nothing of it is believed yet. */
export interface RawCallback {
  headers: Readonly<Record<string, string | string[] | undefined>>;
  body: Buffer;
}

export interface Place {
  mode: ShopMode;
  /** The account's public id. */
  account: string;
  callbackUrl: string;
}

/** One payment provider. Every call of it goes outside: never within a transaction. */
export interface Provider<Input, Change = Input> {
  /** The ways that an account offers; the first is taken when the buyer names none. Empty: it has one, without a name. */
  methods(account: Pick<OpenAccount, 'settings' | 'platform'>): readonly Method[];
  /** Checks an account with the provider. @throws {ProviderError} @throws {UserError} where it does not fit the shop's mode */
  connect(input: Input, place: Place): Promise<Connection>;
  /** Checks what is to change of an account, and answers that alone: other secrets must be the same merchant's. */
  change(input: Change, account: OpenAccount): Promise<Partial<Omit<Connection, 'externalId'>>>;
  /** Refuses what could never be paid this way, before anything is written. @throws {UserError} */
  check(payment: Pick<Payment, 'method' | 'amount' | 'currency' | 'returnUrl'>, buyer: Buyer): void;
  /** Opens the payment there, or finds it again: the same payment twice is one. @throws {ProviderError} */
  start(account: OpenAccount, payment: Payment, order: PayableOrder, buyer: Buyer): Promise<Started>;
  /** Null: the provider tells nothing by itself and cannot be asked. */
  readonly online: OnlineProvider | null;
}

/** What came of giving the agency its commission, or of taking a part of it back. */
export interface Shared {
  /** The provider has said its last word. */
  done: boolean;
  /** Minor units that moved, as the provider has it: none before it is done, nor where it failed. */
  amount: number;
  /** The provider's name for the movement. */
  reference: string;
  references: References;
  /** The provider's code for why the agency was given nothing: all is the merchant's. */
  failure: string | null;
}

/** How a callback's sender is answered. */
interface CallbackAnswer {
  status: number;
  type: string | null;
  body: string;
}

/** What a callback's sender wants to hear: that it was written down, or why it was not. Without `refused`: as Shopyard says it. */
export interface CallbackAnswers {
  taken: CallbackAnswer;
  refused?(status: number, message: string): CallbackAnswer;
}

export interface OnlineProvider {
  /**
   * Verifies a callback by the first of an account's signing secrets that fits. Pure; `now` in milliseconds. `connectedAccount`:
   * whose it is, of a platform's callback.
   * @throws {BadSignature}
   */
  readCallback(
    callback: RawCallback,
    signing: readonly string[],
    now: number,
  ): { eventId: string; type: string; connectedAccount?: string | null };
  readonly answers: CallbackAnswers;
  /** What a verified callback says; null where it is about nothing of Shopyard's. Pure. */
  interpret(body: string, account: OpenAccount): Said | null;
  /**
   * The same, where an event may be stale: its object is read again and speaks for itself. Absent: what was told is true for good.
   * @throws {ProviderError}
   */
  reread?(said: Said, account: OpenAccount): Promise<Said | null>;
  /** What callbacks are signed with now, where the provider changes it by itself. @throws {ProviderError} */
  signing?(account: OpenAccount): Promise<readonly string[]>;
  /** What the provider says of a payment now; null: it was never opened there, or nothing has happened yet. @throws {ProviderError} */
  query(account: OpenAccount, payment: Payment): Promise<Statement | null>;
  /** Closes a payment there, so that nobody can pay it any more; one that is over stays as it is. @throws {ProviderError} */
  close(account: OpenAccount, payment: Payment): Promise<void>;
  /** Takes the money of an authorised payment. Absent: its payments are captured by themselves. @throws {ProviderError} */
  capture?(account: OpenAccount, payment: Payment): Promise<Statement>;
  /**
   * Gives the agency its commission of a captured payment that was begun so, and the merchant the rest; none: all is the merchant's.
   * The same twice is one. Absent: the provider takes a commission by itself, or knows none. @throws {ProviderError}
   */
  share?(account: OpenAccount, payment: Payment, commission: number): Promise<Shared>;
  /**
   * Takes so much of a commission that was given back from the agency, for a refund of its payment: the same refund twice is one. There
   * where `share` is. @throws {ProviderError}
   */
  unshare?(account: OpenAccount, payment: Payment, refund: Refund, amount: number): Promise<Shared>;
  /** Gives money back, or finds the refund again: the same refund twice is one. @throws {ProviderError} */
  refund(account: OpenAccount, payment: Payment, refund: Refund): Promise<RefundStatement>;
  /** What the provider says of a refund now; null: it does not know it. @throws {ProviderError} */
  queryRefund(account: OpenAccount, payment: Payment, refund: Refund): Promise<RefundStatement | null>;
  /**
   * The provider's own account of one day of its calendar (`2026-11-25`), line by line; null: it is not made yet.
   * @throws {ProviderError}
   */
  bill?(account: OpenAccount, day: string): Promise<AsyncIterable<BillLine> | null>;
}

/** A callback that its sender cannot have signed; the message is for whoever sets up the account. */
export class BadSignature extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'BadSignature';
  }
}

/** Signed with a key that is not known yet: the provider may have taken another one into use by itself. */
export class UnknownSigner extends BadSignature {}

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

/** A provider that does not answer for the moment, whoever asks. */
export const isSilence = (error: unknown): boolean => error instanceof ProviderError && error.code === 'PROVIDER_UNAVAILABLE';
