import type { Stripe } from 'stripe';
import { z } from 'zod';
import { Amount, type Call, invalid, Metadata, missing, read } from './call.js';
import { happened } from './events.js';
import type { House } from './house.js';
import { newId, now } from './ids.js';
import type { KeptIntent } from './kept.js';
import type { Memory } from './memory.js';

const NewRefund = z.object({
  payment_intent: z.string().optional(),
  charge: z.string().optional(),
  amount: Amount.optional(),
  reason: z.enum(['duplicate', 'fraudulent', 'requested_by_customer']).nullable().default(null),
  metadata: Metadata.default({}),
});

/** Succeeds at once. @throws {Refusal} when more would go back than was received */
export function createRefund({ memory, post }: House, call: Call, skeleton: Stripe.Refund): Stripe.Refund {
  const given = read(NewRefund, call.params);
  const intent = refundedIntent(memory, call, given);
  const { amount_received: received, currency, latest_charge: charge, id: payment_intent } = intent.object;
  if (intent.object.status !== 'succeeded')
    throw invalid(`This PaymentIntent (${payment_intent}) does not have a successful charge to refund.`);
  const left = received - refundedOf(memory, payment_intent);
  if (left === 0) throw invalid(`Charge ${charge} has already been refunded.`, { code: 'charge_already_refunded' });
  const { amount = left, reason, metadata } = given;
  if (amount > left) throw invalid(`Refund amount (${amount}) is greater than unrefunded amount on charge (${left})`, { param: 'amount' });

  const object = {
    ...skeleton,
    id: newId.refund(),
    amount,
    charge,
    created: now(),
    currency,
    metadata,
    payment_intent,
    reason,
    status: 'succeeded',
  };
  const kept = memory.refunds.put({ owner: call.owner, object });
  void post.send([happened(memory, kept, 'refund.created', object, call)]);
  return object;
}

function refundedIntent(memory: Memory, { owner }: Call, given: z.infer<typeof NewRefund>): KeptIntent {
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
  memory.refunds.newestFirst().reduce((sum, { object }) => sum + (object.payment_intent === intent ? object.amount : 0), 0);
