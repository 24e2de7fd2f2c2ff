import type { Stripe } from 'stripe';
import { type Call, missing } from './call.js';
import type { House } from './house.js';
import { newId, now } from './ids.js';
import type { KeptIntent, KeptMovement } from './kept.js';
import { list, listOf, matching } from './lists.js';
import type { Memory } from './memory.js';

/** What Stripe keeps of a payment here: 2.9 % and 30 of the smallest unit, never more than what is left beside the commission. */
const feeOf = (amount: number, commission: number): number => Math.min(Math.round(amount * 0.029) + 30, amount - commission);

/** Of a refund, the application fee comes back in proportion: its fees are less than nothing. */
interface Fees {
  stripe?: number;
  commission?: number;
}

interface Moving {
  type: Stripe.BalanceTransaction.Type;
  /** What comes in, or goes out below zero. */
  amount: number;
  currency: string;
  source: string | null;
  fees?: Fees;
}

/** Writes a movement down in an account's balance. */
export function move(memory: Memory, { owner }: { owner: string }, { fees = {}, ...moving }: Moving): KeptMovement {
  const parts = [
    { type: 'stripe_fee', amount: fees.stripe ?? 0, description: 'Stripe processing fees' },
    { type: 'application_fee', amount: fees.commission ?? 0, description: 'Application fee' },
  ].filter(({ amount }) => amount !== 0);
  const fee = parts.reduce((sum, { amount }) => sum + amount, 0);
  const kept = memory.movements.put({
    owner,
    object: {
      id: newId.movement(),
      object: 'balance_transaction',
      available_on: now(),
      balance_type: 'payments',
      created: now(),
      description: null,
      exchange_rate: null,
      fee,
      fee_details: parts.map((part) => ({ ...part, application: null, currency: moving.currency })),
      net: moving.amount - fee,
      reporting_category: moving.type,
      status: 'available',
      ...moving,
    },
  });
  memory.changed();
  return kept;
}

/** What was received of a payment. */
export function moveCharge(memory: Memory, kept: KeptIntent): void {
  const { amount_received: amount, application_fee_amount: commission, currency, latest_charge } = kept.object;
  const fees = { stripe: feeOf(amount, commission ?? 0), commission: commission ?? 0 };
  move(memory, kept, { type: 'charge', amount, currency, source: String(latest_charge), fees });
}

/** `GET /v1/balance_transactions`: of an account, the newest first. */
export function listMovements(house: House, call: Call): object {
  const expand = [call.params.expand ?? []].flat().map(String);
  const { data, ...rest } = list(house.memory.movements, call, matching(call, 'type', 'source', 'currency'));
  return { ...rest, data: data.map((movement) => expanded(house.memory, movement, expand, 'data.source')) };
}

export function retrieveMovement({ memory }: House, call: Call): object {
  const kept = memory.movements.find(call.id);
  if (kept?.owner !== call.owner) throw missing('balance transaction', call.id);
  return expanded(memory, kept.object, [call.params.expand ?? []].flat().map(String), 'source');
}

function expanded(memory: Memory, movement: KeptMovement['object'], expand: string[], path: string): object {
  if (!movement.source || !expand.some((one) => one === path || one.startsWith(`${path}.`))) return movement;
  const source = sourceOf(memory, movement);
  const { payment_intent } = source;
  const intent = typeof payment_intent === 'string' ? memory.intents.find(payment_intent)?.object : undefined;
  return { ...movement, source: { ...source, ...(intent && expand.includes(`${path}.payment_intent`) ? { payment_intent: intent } : {}) } };
}

/** A refund, a dispute, a charge or a payout. */
type Source = Readonly<Record<string, unknown>> | Stripe.Refund | Stripe.Dispute;

function sourceOf(memory: Memory, { source, amount, currency }: KeptMovement['object']): Source {
  const id = source!;
  return (
    memory.refunds.find(id)?.object ??
    memory.disputes.find(id)?.object ??
    chargeOf(memory, id) ?? { id, object: 'payout', amount: -amount, currency, status: 'paid', metadata: {} }
  );
}

/** The charge of a payment that went through, as far as it is not the PaymentIntent's; null: there is none. */
function chargeOf(memory: Memory, id: string) {
  const kept = memory.intents.newestFirst().find(({ object }) => object.latest_charge === id);
  if (!kept) return null;
  const { id: payment_intent, amount, amount_received, currency, metadata, created, application_fee_amount, status } = kept.object;
  const refunded = memory.refunds
    .newestFirst()
    .reduce((sum, { object }) => sum + (object.charge === id && object.status !== 'failed' ? object.amount : 0), 0);
  return {
    id,
    object: 'charge' as const,
    amount,
    amount_captured: amount_received,
    amount_refunded: refunded,
    application_fee_amount,
    captured: status === 'succeeded',
    created,
    currency,
    disputed: memory.disputes.newestFirst().some(({ object }) => object.charge === id),
    livemode: false,
    metadata,
    paid: true,
    payment_intent,
    refunded: refunded === amount_received,
    status: 'succeeded' as const,
  };
}

/** `GET /v1/charges/{id}` */
export function retrieveCharge({ memory }: House, call: Call, skeleton: Stripe.Charge): object {
  const kept = memory.intents.newestFirst().find(({ object }) => object.latest_charge === call.id);
  if (kept?.owner !== call.owner) throw missing('charge', call.id);
  return { ...skeleton, ...chargeOf(memory, call.id), refunds: listOf([], `/v1/charges/${call.id}/refunds`) };
}
