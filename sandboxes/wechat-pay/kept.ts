import { z } from 'zod';
import type { KeyPair } from './crypto.js';

/** What the platform signs a merchant's answers and callbacks with. SWITCHING: both are good, and the request's own header chooses. */
export const Signs = z.enum(['PUBLIC_KEY', 'CERTIFICATE', 'SWITCHING']);

export interface KeptMerchant {
  mchid: string;
  /** A service provider (服务商) calls for its sub-merchants, who have no keys of their own. */
  kind: 'MERCHANT' | 'PROVIDER' | 'SUB_MERCHANT';
  /** The sub-merchant's service provider. */
  provider: string | null;
  appId: string;
  appSecret: string;
  /** Further applications that are bound to it: a mini-program's, an app's. */
  moreAppIds: string[];
  apiV3Key: string;
  /** The merchant certificate's: names what it signs with. */
  serial: string;
  publicKey: string;
  publicKeyId: string;
  signs: z.infer<typeof Signs>;
  /** Whether refunds and profit sharings come to their end by themselves. */
  refunds: 'AT_ONCE' | 'BY_CONTROL';
  sharing: 'AT_ONCE' | 'BY_CONTROL';
  /** What WeChat Pay keeps of a payment, in hundredths of a percent. */
  feeRate: number;
}

/** A key pair of the platform's: its public key (`public`), or a certificate; and that of the test merchants (`merchant`). */
export interface KeptKey extends KeyPair {
  id: string;
  kind: 'merchant' | 'public' | 'certificate';
  certificate?: string;
  from: string;
  until: string;
}

/** Whose an order is: `sub` in partner mode. */
export interface Parties {
  mchid: string;
  sub: string | null;
  appId: string;
  subAppId: string | null;
}

export type TradeType = 'JSAPI' | 'NATIVE' | 'MWEB' | 'APP';

export interface KeptOrder extends Parties {
  /** Merchant (and sub-merchant) and out_trade_no. */
  id: string;
  outTradeNo: string;
  tradeType: TradeType;
  /** Of all that was given: a second call with other parameters is another order's. */
  fingerprint: string;
  description: string;
  attach: string | null;
  notifyUrl: string;
  /** Fen. */
  total: number;
  payer: Record<string, string>;
  profitSharing: boolean;
  createdAt: string;
  expiresAt: string | null;
  prepayId: string;
  state: 'NOTPAY' | 'SUCCESS' | 'REFUND' | 'CLOSED' | 'PAYERROR';
  transactionId: string | null;
  paidAt: string | null;
}

/** What leads to the pay page, for as long as WeChat holds it open. */
export interface KeptPrepay {
  id: string;
  order: string;
  /** Unix milliseconds. */
  until: number;
}

export interface KeptRefund extends Parties {
  /** Merchant (and sub-merchant) and out_refund_no. */
  id: string;
  refundId: string;
  outRefundNo: string;
  order: string;
  transactionId: string;
  outTradeNo: string;
  fingerprint: string;
  /** Fen. */
  refund: number;
  total: number;
  reason: string | null;
  notifyUrl: string | null;
  fundsAccount: string;
  status: 'PROCESSING' | 'SUCCESS' | 'ABNORMAL' | 'CLOSED';
  createdAt: string;
  succeededAt: string | null;
  /** What of the payment's fee goes back with it, fen. */
  fee: number;
}

/** Where the callback that is sent differs from what happened: every check of a receiver can be tried. */
export const Lies = z.strictObject({
  /** Fen. */
  amount: z.int().optional(),
  currency: z.string().optional(),
  mchid: z.string().optional(),
  subMchid: z.string().optional(),
  appid: z.string().optional(),
  outTradeNo: z.string().optional(),
  outRefundNo: z.string().optional(),
  tradeState: z.string().optional(),
});
export type Lies = z.infer<typeof Lies>;

export interface Delivery {
  event: string;
  url: string;
  attempt: number;
  /** The HTTP status; null when there was no answer. */
  status: number | null;
  error?: string;
  /** One of WeChat's trials whether signatures are looked at. */
  probe?: true;
}

export interface KeptEvent {
  id: string;
  /** Whose key it is encrypted under: the service provider's in partner mode. */
  mchid: string;
  type: string;
  summary: string;
  about: 'transaction' | 'refund';
  createdAt: string;
  url: string;
  resource: Record<string, unknown>;
  lies: Lies;
  /** The newest attempts. */
  deliveries: Delivery[];
}

export interface KeptReceiver {
  id: string;
  mchid: string;
  sub: string | null;
  type: string;
  account: string;
}

export interface KeptSharing {
  /** Merchant (and sub-merchant) and out_order_no. */
  id: string;
  orderId: string;
  mchid: string;
  sub: string | null;
  outOrderNo: string;
  transactionId: string;
  fingerprint: string;
  state: 'PROCESSING' | 'FINISHED';
  receivers: SharedWith[];
  createdAt: string;
}

export interface SharedWith {
  type: string;
  account: string;
  /** Fen. */
  amount: number;
  description: string;
  result: 'PENDING' | 'SUCCESS' | 'CLOSED';
  fail_reason?: string;
  create_time: string;
  finish_time?: string;
  detail_id: string;
}

export const APPLYMENT_STATES = [
  'EDITTING',
  'AUDITING',
  'REJECTED',
  'TO_BE_CONFIRMED',
  'TO_BE_SIGNED',
  'SIGNING',
  'FINISHED',
  'CANCELED',
] as const;
export type ApplymentState = (typeof APPLYMENT_STATES)[number];

export interface KeptApplyment {
  /** Service provider and business_code. */
  id: string;
  provider: string;
  businessCode: string;
  applymentId: number;
  state: ApplymentState;
  auditDetail: { field: string; field_name: string; reject_reason: string }[];
  subMchid: string | null;
  /** As it was given, sensitive fields opened. */
  application: unknown;
}

/** A part of a share that its receiver gave back (分账回退). */
export interface KeptReturn {
  /** Merchant (and sub-merchant) and out_return_no. */
  id: string;
  returnId: string;
  mchid: string;
  sub: string | null;
  /** The sharing's. */
  outOrderNo: string;
  orderId: string;
  outReturnNo: string;
  /** Who gave it back. */
  returnMchid: string;
  /** Fen. */
  amount: number;
  description: string;
  fingerprint: string;
  result: 'PROCESSING' | 'SUCCESS' | 'FAILED';
  failReason: string | null;
  createdAt: string;
  finishedAt: string | null;
}

/** What a merchant had WeChat Pay send to his bank (提现). */
export interface KeptPayout {
  id: string;
  mchid: string;
  /** Fen. */
  amount: number;
  at: string;
}

/** One line of a bill: its columns by their Chinese names. */
export type Line = Record<string, string>;

/** What makes a day's bill say otherwise than what happened. */
export interface KeptBillChange {
  /** Merchant, day and kind. */
  id: string;
  /** READY, or still being made. */
  state: 'READY' | 'CREATING';
  add: Line[];
  /** Lines that carry one of these numbers. */
  drop: string[];
  change: { id: string; set: Line }[];
}

/** A bill's text, for its download address. */
export interface KeptFile {
  token: string;
  mchid: string;
  text: string;
  gzip: boolean;
}

export interface KeptToken {
  token: string;
  appId: string;
  /** Unix milliseconds. */
  until: number;
}

/** What was uploaded of a payment's shipping. */
export interface KeptShipping {
  transactionId: string;
  info: Record<string, unknown>;
  uploads: number;
  /** The buyer has it, or WeChat takes it that he has. */
  confirmed: boolean;
}
