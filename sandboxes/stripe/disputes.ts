import type { Stripe } from 'stripe';
import { z } from 'zod';
import { move } from './balance.js';
import { Amount, invalid } from './call.js';
import { happened } from './events.js';
import type { House } from './house.js';
import { newId, now } from './ids.js';
import type { Kept, KeptEvent, KeptIntent } from './kept.js';
import type { Memory } from './memory.js';

/** What the buyer's bank says. */
export const NewDispute = z.strictObject({
  /** Minor units; left out, all that was received. */
  amount: Amount.optional(),
  reason: z.string().default('fraudulent'),
  /** It only asks: nothing is taken yet. */
  inquiry: z.boolean().default(false),
});

/** What a dispute costs, whoever wins. */
const FEE = 1500;
const A_WEEK = 7 * 24 * 3600;

/** @throws {Refusal} where nothing was received */
export async function openDispute({ memory, mock }: House, intent: KeptIntent, given: z.infer<typeof NewDispute>): Promise<KeptEvent[]> {
  const skeleton = await mock.disputeSkeleton();
  const { object: paid, owner } = intent;
  const { reason, inquiry, amount = paid.amount_received } = given;
  if (paid.status !== 'succeeded' || amount > paid.amount_received)
    throw invalid(`This PaymentIntent (${paid.id}) has no such amount to dispute.`);
  const object = {
    ...skeleton,
    id: newId.dispute(),
    amount,
    currency: paid.currency,
    charge: String(paid.latest_charge),
    payment_intent: paid.id,
    created: now(),
    livemode: false,
    metadata: {},
    reason,
    status: inquiry ? 'warning_needs_response' : 'needs_response',
    evidence_details: { ...skeleton.evidence_details, due_by: now() + A_WEEK, has_evidence: false, past_due: false, submission_count: 0 },
    is_charge_refundable: inquiry,
    balance_transactions: [],
  } as Stripe.Dispute;
  const kept = memory.disputes.put({ owner, object });
  if (!inquiry) moveDispute(memory, kept, -1);
  const events = [happened(memory, kept, 'charge.dispute.created', object)];
  return inquiry ? events : [...events, happened(memory, kept, 'charge.dispute.funds_withdrawn', object)];
}

function moveDispute(memory: Memory, kept: Kept<Stripe.Dispute>, sign: 1 | -1): void {
  const { id, amount, currency, balance_transactions: before } = kept.object;
  const fees = sign < 0 ? { fees: { stripe: FEE } } : {};
  const { object } = move(memory, kept, { type: 'adjustment', amount: sign * amount, currency, source: id, ...fees });
  kept.object.balance_transactions = [...before, object as Stripe.BalanceTransaction];
}

/** The merchant has sent his evidence. @throws {Refusal} for one that is over */
export function respond(memory: Memory, kept: Kept<Stripe.Dispute>): KeptEvent[] {
  const { object } = kept;
  if (!object.status.endsWith('needs_response')) throw invalid(`This dispute is ${object.status}: it waits for no response.`);
  object.status = object.status.startsWith('warning') ? 'warning_under_review' : 'under_review';
  return [happened(memory, kept, 'charge.dispute.updated', object)];
}

/** The bank's last word; what is won comes back. @throws {Refusal} for one that is over */
export function closeDispute(memory: Memory, kept: Kept<Stripe.Dispute>, outcome: 'won' | 'lost'): KeptEvent[] {
  const { object } = kept;
  if (['won', 'lost', 'warning_closed'].includes(object.status)) throw invalid(`This dispute is ${object.status} already.`);
  const inquiry = object.status.startsWith('warning');
  object.status = inquiry ? 'warning_closed' : outcome;
  const reinstated = !inquiry && outcome === 'won';
  if (reinstated) moveDispute(memory, kept, 1);
  const events = [happened(memory, kept, 'charge.dispute.closed', object)];
  return reinstated ? [...events, happened(memory, kept, 'charge.dispute.funds_reinstated', object)] : events;
}
