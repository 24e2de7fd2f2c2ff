import type { Stripe } from 'stripe';
import { z } from 'zod';
import { mustTakeCharges } from './accounts.js';
import { moveCharge } from './balance.js';
import { Amount, type Call, Currency, invalid, Metadata, missing, Refusal, read } from './call.js';
import { happened } from './events.js';
import type { House } from './house.js';
import { newId, now } from './ids.js';
import type { IntentData, KeptEvent, KeptIntent } from './kept.js';
import type { Memory } from './memory.js';

const CaptureMethod = z.enum(['automatic', 'automatic_async', 'manual']);

/** Shared by a PaymentIntent and a Session's `payment_intent_data`. */
export const IntentFields = z.object({
  metadata: Metadata.default({}),
  capture_method: CaptureMethod.default('automatic_async'),
  application_fee_amount: Amount.nullable().default(null),
  description: z.string().nullable().default(null),
  receipt_email: z.string().nullable().default(null),
});

const MethodOptions = z.object({ wechat_pay: z.object({ client: z.string() }).optional() }).optional();

/** Which ways of paying are offered, of a PaymentIntent and of a Session. */
export const MethodFields = z.object({
  payment_method_types: z.array(z.string()).default(['card']),
  payment_method_options: MethodOptions,
});

const NewIntent = IntentFields.extend(MethodFields.shape).extend({
  amount: Amount,
  currency: Currency,
  confirm: z.stringbool().default(false),
  payment_method: z.string().optional(),
});

const IntentChange = z.object({
  amount: Amount.optional(),
  currency: Currency.optional(),
  description: z.string().optional(),
  receipt_email: z.string().optional(),
  application_fee_amount: Amount.optional(),
  /** An empty value takes a key away, an empty text all of them. */
  metadata: z.union([Metadata, z.literal('')]).optional(),
});

/** What stripe-mock fills with samples and a fresh PaymentIntent has empty. */
const EMPTY = {
  amount_capturable: 0,
  amount_details: { tip: {} },
  amount_received: 0,
  canceled_at: null,
  cancellation_reason: null,
  last_payment_error: null,
  latest_charge: null,
  next_action: null,
  payment_method: null,
  payment_method_configuration_details: null,
  processing: null,
  shipping: null,
  transfer_data: null,
} satisfies Partial<Stripe.PaymentIntent>;

export function makeIntent(
  memory: Memory,
  skeleton: Stripe.PaymentIntent,
  fields: IntentData & { owner: string; amount: number; currency: string; session: string | null; payment_method_types?: string[] },
): KeptIntent {
  const { owner, session, ...given } = fields;
  const id = newId.intent();
  const fresh = { id, client_secret: newId.clientSecret(id), created: now(), livemode: false, status: 'requires_payment_method' as const };
  const kept = memory.intents.put({ owner, session, object: { ...skeleton, ...EMPTY, ...given, ...fresh } });
  memory.changed();
  return kept;
}

/** @throws {Refusal} 404 for another account's too */
export function findIntent(memory: Memory, owner: string | null, id: string): KeptIntent {
  const kept = memory.intents.find(id);
  if (!kept || (owner !== null && kept.owner !== owner)) throw missing('payment_intent', id, 'intent');
  return kept;
}

export function createIntent(house: House, call: Call, skeleton: Stripe.PaymentIntent): Stripe.PaymentIntent {
  const { confirm, payment_method, payment_method_options: options, ...given } = read(NewIntent, call.params);
  checkMethods(given.payment_method_types, options, given.capture_method);
  checkCommission(call.owner, given.application_fee_amount, given.amount);
  mustTakeCharges(house.memory, call);
  const kept = makeIntent(house.memory, skeleton, { ...given, owner: call.owner, session: null });
  if (confirm) confirmWith(house, kept, payment_method, call);
  return kept.object;
}

export function updateIntent({ memory }: House, call: Call): Stripe.PaymentIntent {
  const kept = findIntent(memory, call.owner, call.id);
  const { metadata, ...change } = read(IntentChange, call.params);
  if (change.amount !== undefined || change.currency !== undefined) must(kept, ['requires_payment_method'], 'update');
  checkCommission(call.owner, change.application_fee_amount ?? null, change.amount ?? kept.object.amount);
  if (metadata !== undefined) kept.object.metadata = mergedMetadata(kept.object.metadata, metadata);
  Object.assign(kept.object, change);
  memory.changed();
  return kept.object;
}

/** @throws {Refusal} 402 when a test payment method of Stripe's that declines is used */
export function confirmIntent(house: House, call: Call): Stripe.PaymentIntent {
  const kept = findIntent(house.memory, call.owner, call.id);
  confirmWith(house, kept, read(z.object({ payment_method: z.string().optional() }), call.params).payment_method, call);
  return kept.object;
}

function confirmWith(house: House, kept: KeptIntent, method: string | undefined, call: Call): void {
  must(kept, ['requires_payment_method'], 'confirm');
  if (!method)
    throw invalid("You cannot confirm this PaymentIntent because it's missing a payment method.", {
      code: 'payment_intent_unexpected_state',
    });
  const declined = /chargeDeclined/i.test(method);
  void house.post.send([declined ? failIntent(house.memory, kept, call) : payIntent(house.memory, kept, call)]);
  if (declined) throw new Refusal(402, { ...DECLINED, payment_intent: kept.object });
}

export function captureIntent(house: House, call: Call): Stripe.PaymentIntent {
  const kept = findIntent(house.memory, call.owner, call.id);
  const intent = must(kept, ['requires_capture'], 'capture');
  const { amount_to_capture: amount } = read(z.object({ amount_to_capture: Amount.default(intent.amount_capturable) }), call.params);
  if (amount > intent.amount_capturable) {
    throw invalid(`The amount_to_capture (${amount}) is greater than the amount_capturable (${intent.amount_capturable}).`, {
      code: 'amount_too_large',
    });
  }
  Object.assign(intent, { status: 'succeeded', amount_capturable: 0, amount_received: amount });
  moveCharge(house.memory, kept);
  void house.post.send([happened(house.memory, kept, 'payment_intent.succeeded', intent, call)]);
  return intent;
}

export function cancelIntent(house: House, call: Call): Stripe.PaymentIntent {
  const kept = findIntent(house.memory, call.owner, call.id);
  if (kept.session && kept.object.status !== 'requires_capture') {
    throw invalid('You cannot cancel PaymentIntents created by Checkout: expire the Checkout Session instead.');
  }
  const intent = must(kept, ['requires_payment_method', 'requires_capture'], 'cancel');
  const { cancellation_reason = null } = read(z.object({ cancellation_reason: z.string().optional() }), call.params);
  Object.assign(intent, { status: 'canceled', canceled_at: now(), cancellation_reason, amount_capturable: 0 });
  void house.post.send([happened(house.memory, kept, 'payment_intent.canceled', intent, call)]);
  return intent;
}

/** An agency's part: of a connected account's payment alone, and no more than all of it. @throws {Refusal} */
export function checkCommission(owner: string, fee: number | null, amount: number): void {
  if (fee === null) return;
  const param = 'application_fee_amount';
  if (!owner.includes('/')) {
    throw invalid(
      'Can only apply an application_fee_amount when the PaymentIntent is attempting a direct payment (using Stripe-Account).',
      {
        param,
      },
    );
  }
  if (fee > amount) throw invalid(`Your application fee (${fee}) must be less than or equal to the amount (${amount}).`, { param });
}

const AT_ONCE = ['alipay', 'wechat_pay'];

/** @throws {Refusal} for ways of paying that do not go together with the rest */
export function checkMethods(types: string[], options: z.infer<typeof MethodOptions>, capture: IntentData['capture_method']): void {
  const atOnce = types.find((type) => AT_ONCE.includes(type));
  if (atOnce && capture === 'manual')
    throw invalid(`The payment method type "${atOnce}" does not support manual capture.`, { param: 'payment_method_types' });
  if (types.includes('wechat_pay') && !options?.wechat_pay)
    throw invalid('Missing required param: payment_method_options[wechat_pay][client].', {
      param: 'payment_method_options[wechat_pay][client]',
    });
}

/** The buyer's payment goes through. @throws {Refusal} when the PaymentIntent does not wait for one */
export function payIntent(memory: Memory, kept: KeptIntent, by?: Call): KeptEvent {
  const intent = must(kept, ['requires_payment_method'], 'confirm');
  Object.assign(intent, { last_payment_error: null, latest_charge: newId.charge(), payment_method: newId.paymentMethod() });
  if (intent.capture_method === 'manual') {
    Object.assign(intent, { status: 'requires_capture', amount_capturable: intent.amount });
    return happened(memory, kept, 'payment_intent.amount_capturable_updated', intent, by);
  }
  Object.assign(intent, { status: 'succeeded', amount_received: intent.amount });
  moveCharge(memory, kept);
  return happened(memory, kept, 'payment_intent.succeeded', intent, by);
}

/** The buyer's bank says no; another attempt may follow. @throws {Refusal} when the PaymentIntent does not wait for one */
export function failIntent(memory: Memory, kept: KeptIntent, by?: Call): KeptEvent {
  const intent = must(kept, ['requires_payment_method'], 'confirm');
  const charge = newId.charge();
  Object.assign(intent, { latest_charge: charge, last_payment_error: { ...DECLINED, charge } });
  return happened(memory, kept, 'payment_intent.payment_failed', intent, by);
}

const DECLINED = {
  type: 'card_error' as const,
  code: 'card_declined',
  decline_code: 'generic_decline',
  message: 'Your card was declined.',
};

function must({ object }: KeptIntent, states: Stripe.PaymentIntent.Status[], verb: string): Stripe.PaymentIntent {
  if (states.includes(object.status)) return object;
  const message = `You cannot ${verb} this PaymentIntent because it has a status of ${object.status}. It must have one of these: ${states.join(', ')}.`;
  throw new Refusal(400, { type: 'invalid_request_error', code: 'payment_intent_unexpected_state', message, payment_intent: object });
}

function mergedMetadata(old: Record<string, string>, change: Record<string, string> | ''): Record<string, string> {
  if (change === '') return {};
  return Object.fromEntries(Object.entries({ ...old, ...change }).filter(([, value]) => value !== ''));
}
