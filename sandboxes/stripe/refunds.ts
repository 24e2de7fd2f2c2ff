import type { Stripe } from 'stripe';
import { z } from 'zod';
import { move } from './balance.js';
import { Amount, type Call, invalid, Metadata, missing, read } from './call.js';
import { happened } from './events.js';
import type { House } from './house.js';
import { newId, now } from './ids.js';
import type { Kept, KeptEvent, KeptIntent } from './kept.js';
import type { Memory } from './memory.js';

const NewRefund = z.object({
  payment_intent: z.string().optional(),
  charge: z.string().optional(),
  amount: Amount.optional(),
  reason: z.enum(['duplicate', 'fraudulent', 'requested_by_customer']).nullable().default(null),
  refund_application_fee: z.stringbool().default(false),
  metadata: Metadata.default({}),
});

type Given = Pick<z.infer<typeof NewRefund>, 'amount' | 'reason' | 'refund_application_fee' | 'metadata'>;

/** Accounts whose balance is not enough, with how many refunds wait for it. */
const waiting = new WeakMap<Memory, Map<string, number>>();

/** The next refunds of an account stay pending, as where its balance is not enough. */
export function keepPending(memory: Memory, owner: string, times: number): void {
  const counts = waiting.get(memory) ?? new Map<string, number>();
  waiting.set(memory, counts.set(owner, times));
}

function isKept(memory: Memory, owner: string): boolean {
  const left = waiting.get(memory)?.get(owner) ?? 0;
  if (left > 0) waiting.get(memory)!.set(owner, left - 1);
  return left > 0;
}

/** @throws {Refusal} when more would go back than was received */
export function createRefund({ memory, post }: House, call: Call, skeleton: Stripe.Refund): Stripe.Refund {
  const { payment_intent, charge, ...given } = read(NewRefund, call.params);
  const { object, event } = makeRefund(memory, refundedIntent(memory, call, { payment_intent, charge }), skeleton, given, call);
  void post.send([event]);
  return object;
}

/** Somebody gives money back in Stripe's dashboard: without a word to us. @throws {Refusal} */
export async function refundByHand({ memory, mock }: House, intent: KeptIntent, amount: number | undefined): Promise<KeptEvent> {
  const skeleton = await mock.refundSkeleton();
  return makeRefund(memory, intent, skeleton, { amount, reason: 'requested_by_customer', refund_application_fee: false, metadata: {} })
    .event;
}

function makeRefund(memory: Memory, intent: KeptIntent, skeleton: Stripe.Refund, given: Given, by?: Call) {
  const {
    amount_received: received,
    currency,
    latest_charge: charge,
    id: payment_intent,
    application_fee_amount: commission,
  } = intent.object;
  if (intent.object.status !== 'succeeded')
    throw invalid(`This PaymentIntent (${payment_intent}) does not have a successful charge to refund.`);
  const left = received - refundedOf(memory, payment_intent);
  if (left === 0) throw invalid(`Charge ${charge} has already been refunded.`, { code: 'charge_already_refunded' });
  const { amount = left, reason, metadata, refund_application_fee: withFee } = given;
  if (amount > left) throw invalid(`Refund amount (${amount}) is greater than unrefunded amount on charge (${left})`, { param: 'amount' });
  if (withFee && !commission)
    throw invalid(`Attempting to refund_application_fee on charge ${charge}, but it has no application fee.`, {
      param: 'refund_application_fee',
    });

  const status = isKept(memory, intent.owner) ? 'pending' : 'succeeded';
  const fresh = { id: newId.refund(), amount, charge, created: now(), currency, metadata, payment_intent, reason, status };
  const { failure_reason: _failure, failure_balance_transaction: _back, ...rest } = skeleton;
  const kept = memory.refunds.put({ owner: intent.owner, object: { ...rest, ...fresh } });
  const fees = withFee ? { fees: { commission: -Math.floor((commission! * amount) / received) } } : {};
  move(memory, intent, { type: 'refund', amount: -amount, currency, source: fresh.id, ...fees });
  return { object: kept.object, event: happened(memory, kept, 'refund.created', kept.object, by) };
}

/** A pending one goes through. @throws {Refusal} */
export function settleRefund(memory: Memory, kept: Kept<Stripe.Refund>): KeptEvent {
  if (kept.object.status !== 'pending') throw invalid(`This refund is ${kept.object.status}: it waits for nothing.`);
  kept.object.status = 'succeeded';
  return happened(memory, kept, 'refund.updated', kept.object);
}

/** The buyer's bank does not take it, be it weeks later: the money is back in the balance. @throws {Refusal} */
export function failRefund(memory: Memory, kept: Kept<Stripe.Refund>, reason: string): KeptEvent {
  const { object } = kept;
  if (object.status === 'failed') throw invalid('This refund is failed already.');
  const { object: back } = move(memory, kept, {
    type: 'refund_failure',
    amount: object.amount,
    currency: object.currency,
    source: object.id,
  });
  Object.assign(object, { status: 'failed', failure_reason: reason, failure_balance_transaction: back.id });
  return happened(memory, kept, 'refund.failed', object);
}

function refundedIntent(memory: Memory, { owner }: Call, given: Pick<z.infer<typeof NewRefund>, 'payment_intent' | 'charge'>): KeptIntent {
  const { payment_intent, charge } = given;
  const found = payment_intent
    ? memory.intents.find(payment_intent)
    : memory.intents.newestFirst().find(({ object }) => charge && object.latest_charge === charge);
  if (found?.owner === owner) return found;
  if (payment_intent) throw missing('payment_intent', payment_intent, 'payment_intent');
  if (charge) throw missing('charge', charge, 'charge');
  throw invalid('One of the following params should be provided for this request: payment_intent or charge.');
}

const refundedOf = (memory: Memory, intent: string): number =>
  memory.refunds
    .newestFirst()
    .reduce((sum, { object }) => sum + (object.payment_intent === intent && object.status !== 'failed' ? object.amount : 0), 0);
