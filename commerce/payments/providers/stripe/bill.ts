import type { Stripe } from 'stripe';
import { BILL_LINE_WAYS, type BillLine, type OpenAccount, type References } from '../../provider.js';
import { fromStripe } from './amounts.js';
import { asking, clientOf } from './client.js';
import { named, paidBy } from './statements.js';

const DAY_MS = 24 * 3600_000;

/** The balance's movements of one UTC day, the newest first; null until the day is over. Source: docs.stripe.com/api/balance_transactions */
export async function bill(account: OpenAccount, day: string): Promise<AsyncIterable<BillLine> | null> {
  const from = Date.parse(`${day}T00:00:00Z`);
  return from + DAY_MS > Date.now() ? null : linesOf(account, from / 1000);
}

async function* linesOf(account: OpenAccount, from: number): AsyncGenerator<BillLine> {
  const created = { gte: from, lt: from + DAY_MS / 1000 };
  let after: string | undefined;
  for (;;) {
    const { data, has_more } = await asking(() =>
      clientOf(account).balanceTransactions.list({
        created,
        limit: 100,
        expand: ['data.source', 'data.source.payment_intent'],
        ...(after ? { starting_after: after } : {}),
      }),
    );
    for (const movement of data) yield lineOf(movement);
    after = data.at(-1)?.id;
    if (!has_more || !after) return;
  }
}

/** What Stripe's source of a movement is read for, whatever it is. */
interface Source {
  id: string;
  object: string;
  amount?: number;
  currency?: string;
  metadata?: Record<string, string> | null;
  payment_intent?: string | Stripe.PaymentIntent | null;
  charge?: string | { id: string } | null;
}

export function lineOf(movement: Stripe.BalanceTransaction): BillLine {
  const source = typeof movement.source === 'string' ? null : (movement.source as Source | null);
  const kind = kindOf(movement, source);
  const { amount, ...rest } = amountsOf(movement, source);
  return {
    kind,
    // Stripe counts what leaves the balance below zero.
    amount: 0 + BILL_LINE_WAYS[kind] * amount,
    ...rest,
    ours: oursOf(kind, source),
    reference: movement.id,
    of: referencesOf(source),
    at: new Date(movement.created * 1000),
  };
}

const KINDS: ReadonlyMap<string, BillLine['kind']> = new Map([
  ['charge', 'PAYMENT'],
  ['payment', 'PAYMENT'],
  ['refund', 'REFUND'],
  ['payment_refund', 'REFUND'],
  ['refund_failure', 'REFUND'],
  ['payout', 'PAYOUT'],
  ['payout_cancel', 'PAYOUT'],
  ['payout_failure', 'PAYOUT'],
  ['stripe_fee', 'FEE'],
  ['stripe_fx_fee', 'FEE'],
  ['tax_fee', 'FEE'],
]);

function kindOf({ type }: Stripe.BalanceTransaction, source: Source | null): BillLine['kind'] {
  if (source?.object === 'dispute') return 'DISPUTE';
  return KINDS.get(type) ?? 'OTHER';
}

/** As the buyer paid it where that was in another currency than the balance's: so it is known here. Its fee is then reckoned back. */
function amountsOf({ amount, currency, exchange_rate: rate, fee, fee_details }: Stripe.BalanceTransaction, source: Source | null) {
  const abroad = rate && source?.amount !== undefined && source.currency !== undefined && source.currency !== currency;
  const code = (abroad ? source.currency! : currency).toUpperCase();
  const ours = (theirs: number) => fromStripe(abroad ? Math.round(theirs / rate) : theirs, code);
  const commission = fee_details.reduce((sum, part) => sum + (part.type === 'application_fee' ? part.amount : 0), 0);
  return {
    amount: abroad ? Math.sign(amount) * fromStripe(source.amount!, code) : fromStripe(amount, code),
    currency: code,
    fee: ours(fee),
    ...(commission === 0 ? {} : { commission: ours(commission) }),
  };
}

/** By its own metadata; a charge's is a copy of its PaymentIntent's. */
function oursOf(kind: BillLine['kind'], source: Source | null): string | null {
  if (kind === 'REFUND') return source?.metadata?.refund ?? null;
  const intent = source?.payment_intent;
  return kind === 'PAYMENT' ? (source?.metadata?.payment ?? (typeof intent === 'object' ? intent?.metadata.payment : null) ?? null) : null;
}

/** What the payment is called that it belongs to, and a refund, a dispute or a payout itself. */
function referencesOf(source: Source | null): References {
  if (!source) return {};
  const { id, object } = source;
  return {
    ...paidBy({ ...source, charge: object === 'charge' ? id : source.charge }),
    ...(object === 'charge' ? {} : named({ [object]: id })),
  };
}
