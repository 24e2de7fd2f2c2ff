import { z } from 'zod';

/** An application at Alipay and the merchant whose it is. Keys in PEM. */
export interface Merchant {
  appId: string;
  /** Its account: `2088…`. */
  sellerId: string;
  /** What the application signs with is verified by this. */
  appPublicKey: string;
  /** What Alipay signs with for this application. */
  alipayPrivateKey: string;
  payouts?: KeptPayout[];
  /** What makes a day's bills say otherwise than what happened, by day. */
  billChanges?: Record<string, BillChange>;
}

/** What Alipay sent to the merchant's bank (提现). */
interface KeptPayout {
  /** Its number in the balance. */
  id: string;
  /** Fen. */
  amount: number;
  /** Unix milliseconds. */
  at: number;
}

const Numbered = z.string().min(1);

/** Lines too many, missing, or otherwise: each by `out_trade_no`, of a refund by `out_request_no`. Amounts in fen, positive. */
export const BillChange = z.strictObject({
  add: z.array(z.strictObject({ outTradeNo: Numbered, amount: z.int(), refund: Numbered.optional() })).default([]),
  drop: z.array(Numbered).default([]),
  change: z.array(z.strictObject({ id: Numbered, amount: z.int() })).default([]),
});
type BillChange = z.infer<typeof BillChange>;

export interface KeptRefund {
  /** `out_request_no` */
  request: string;
  /** Fen. */
  amount: number;
  reason: string | null;
  /** Unix milliseconds. */
  at: number;
}

/** PREPARED: known here alone; Alipay's interfaces know a trade from the moment when its buyer has come. */
type TradeStatus = 'PREPARED' | 'WAIT_BUYER_PAY' | 'TRADE_SUCCESS' | 'TRADE_FINISHED' | 'TRADE_CLOSED';

export interface Trade {
  /** Of its page: random, so that nobody pays what he was not shown. */
  id: string;
  appId: string;
  outTradeNo: string;
  tradeNo: string;
  /** The interface that it began with. */
  method: string;
  /** Fen. */
  amount: number;
  subject: string;
  status: TradeStatus;
  notifyUrl: string | null;
  returnUrl: string | null;
  quitUrl: string | null;
  /** Unix milliseconds, all of them. */
  expiresAt: number | null;
  createdAt: number;
  paidAt: number | null;
  closedAt: number | null;
  refunds: KeptRefund[];
}

export interface Delivery {
  notification: string;
  url: string;
  attempt: number;
  /** The HTTP status; null when there was no answer. */
  status: number | null;
  /** What it said: anything but `success` is tried again. */
  body: string;
  error?: string;
}

/** A notification as it is told, before its signature. */
export interface Notification {
  /** `notify_id` */
  id: string;
  /** Its trade's status, or `refund`. */
  type: string;
  /** The trade's own id here. */
  trade: string;
  params: Record<string, string>;
  /** What is sent otherwise than the truth. */
  lies: Lies;
  deliveries: Delivery[];
}

/** Where a notification differs from what happened: every check of a receiver can be tried. */
export const Lies = z.strictObject({
  /** Fen. */
  amount: z.int().optional(),
  appId: z.string().optional(),
  sellerId: z.string().optional(),
  /** `out_trade_no` */
  outTradeNo: z.string().optional(),
  /** Signed by somebody else's key. */
  forge: z.boolean().optional(),
  /** `sign_type` stays in what is signed, as in some of Alipay's messages. */
  keepSignType: z.boolean().optional(),
});
export type Lies = z.infer<typeof Lies>;
