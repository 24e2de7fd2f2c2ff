import type { Order } from '#commerce/orders/index.js';
import type { Template } from '../notification.model.js';

/** What a mail is about, in words of the reader's language already: money and dates are text. */
export interface Facts {
  shop: string;
  /** `page`: where its merchant looks at it. */
  order?: { number: string; total: string; reason: Order['cancelReason']; page: string };
  /** `goods` is one parcel's; `parcels`: carrier and number of each that has them; `url`: where the last one is followed; `isLast`: none need follow. */
  sent?: { goods: string[]; parcels: string[]; url: string | null; isLast: boolean };
  /** `action`: what is being done with money that the order did not expect; null: its merchant must look. */
  mismatch?: { expected: string; said: string; reason: string; action: 'REOPENED' | 'REFUNDED' | null };
  /** `failure` is the provider's code. */
  refund?: { amount: string; failure: string | null };
  /** `due`: until when it can be answered; null: not told, or too late. */
  dispute?: { amount: string; reason: string | null; due: string | null; won: boolean; withdrawn: boolean };
  /** What the buyer says to have sent. */
  proof?: { reference: string; note: string | null };
  /** Why WeChat did not take what it was told of goods that were sent. */
  shipping?: { reason: string };
  /** A provider by its name; whether it pays the shop now. */
  account?: { provider: string; active: boolean };
  /** What the merchant must do to be paid by a provider, and why. */
  step?: { provider: string; text: string; url: string | null; due: string | null; problems: string[] };
  stock?: { title: string; sku: string | null; available: number };
  /** `reason`: the sentence in which a file was refused. */
  brought?: { created: number; updated: number; rejected: number; reason: string | null };
  /** `reason` is in English, as it came. */
  feed?: { host: string; failures: number; reason: string };
  /** Whose message could not be applied, as people call it. */
  provider?: string;
}

/** What a mail says; whatever stands in it is text, never HTML. */
export interface Words {
  subject: string;
  heading: string;
  paragraphs: string[];
}

/** How a language's mails read. */
export interface Language {
  /** Over the columns and under them. */
  labels: { subtotal: string; discount: string; shipping: string; tax: string; taxIncluded: string; total: string; sentTo: string };
  /** On what the reader can press. */
  actions: { openOrder: string; followParcel: string };
  /** Over what was bought. */
  placed(order: string, when: string): string;
  /** Under each mail. */
  footer(facts: Facts): string;
  mails: Readonly<Record<Template, (facts: Facts) => Words>>;
}

export const number = ({ order }: Facts) => order?.number ?? '';
export const total = ({ order }: Facts) => order?.total ?? '';
