import { type Payment, paymentId } from '../../payment.model.js';
import type { PaymentEvent } from '../../payment.state.js';
import type { OpenAccount, RefundStatement, Statement } from '../../provider.js';
import { refundId } from '../../refund.model.js';
import type { RefundEvent } from '../../refund.state.js';

/** What WeChat tells of a payment, by callback or asked: of a merchant of its own, or of a sub-merchant. */
export interface Transaction extends Parties {
  out_trade_no: string;
  /** There once somebody has paid. */
  transaction_id?: string;
  trade_state: string;
  amount?: { total?: number; currency?: string };
}

/** Whose it is. */
interface Parties {
  appid?: string;
  mchid?: string;
  sp_appid?: string;
  sp_mchid?: string;
  sub_appid?: string;
  sub_mchid?: string;
}

const EVENTS: ReadonlyMap<string, PaymentEvent> = new Map([
  ['SUCCESS', 'capture'],
  // It was paid, and something of it was given back since.
  ['REFUND', 'capture'],
  ['CLOSED', 'cancel'],
  ['REVOKED', 'cancel'],
  ['PAYERROR', 'fail'],
  ['USERPAYING', 'process'],
]);

/**
 * Null where it still waits for its buyer. `known`: the payment that was asked about, whose amount an answer leaves out before it is
 * paid.
 */
export function statementOf(told: Transaction, account: OpenAccount, known?: Pick<Payment, 'amount' | 'currency'>): Statement | null {
  const event = EVENTS.get(told.trade_state);
  if (!event) return null;
  const fallback = event === 'capture' ? undefined : known;
  return {
    about: 'payment',
    mode: account.mode,
    connectedAccount: whose(told, account),
    amount: told.amount?.total ?? fallback?.amount ?? Number.NaN,
    currency: told.amount?.currency ?? fallback?.currency ?? 'CNY',
    payment: told.out_trade_no,
    event,
    references: told.transaction_id ? { transaction: told.transaction_id } : {},
    failure: event === 'fail' ? told.trade_state : null,
  };
}

/** What WeChat tells of a refund. */
export interface ToldRefund extends Parties {
  out_trade_no: string;
  transaction_id: string;
  out_refund_no: string;
  refund_id: string;
  /** `refund_status` in a callback, `status` in an answer. */
  refund_status?: string;
  status?: string;
  amount: { refund: number; currency?: string };
}

const REFUND_EVENTS: ReadonlyMap<string, RefundEvent> = new Map([
  ['PROCESSING', 'process'],
  ['SUCCESS', 'succeed'],
  ['CLOSED', 'fail'],
  // The buyer's card is closed: the money waits at WeChat, where the merchant says where it goes. It cannot be refunded again.
  ['ABNORMAL', 'process'],
]);

export function statementOfRefund(told: ToldRefund, account: OpenAccount, asked = false): RefundStatement {
  const status = told.refund_status ?? told.status ?? '';
  return {
    about: 'refund',
    mode: account.mode,
    // An answer to our own question names no parties.
    connectedAccount: asked ? account.connectedAccount : whose(told, account),
    amount: told.amount.refund,
    currency: told.amount.currency ?? 'CNY',
    refund: refundId.matches(told.out_refund_no) ? told.out_refund_no : null,
    of: { transaction: told.transaction_id },
    event: REFUND_EVENTS.get(status) ?? 'process',
    references: { refund: told.refund_id },
    failure: status === 'CLOSED' || status === 'ABNORMAL' ? status : null,
  };
}

/**
 * The sub-merchant that it is about; null: the account itself. What names another merchant, provider or application than the account's
 * has a name that no payment of ours has.
 */
function whose(told: Parties, { externalId, connectedAccount, settings, platform }: OpenAccount): string | null {
  const others = platform
    ? [...differing(told.sp_mchid, [platform.externalId]), ...differing(told.sp_appid, [platform.settings.appId], true)]
    : [
        ...differing(told.mchid, [externalId]),
        ...differing(told.appid, [settings.appId, settings.miniProgramAppId, settings.mobileAppId], true),
      ];
  const named = told.sub_mchid ?? null;
  return others.length > 0 ? `${others.join('/')}/${named ?? ''}` : platform ? (named ?? `${connectedAccount}?`) : named;
}

const differing = (told: string | undefined, ours: readonly (string | null | undefined)[], optional = false): string[] =>
  (told === undefined && optional) || ours.includes(told) ? [] : [String(told)];

/** Its order's number at WeChat: our own name for it. */
export const outTradeNo = ({ _id }: Pick<Payment, '_id'>): string => paymentId.encode(_id);
