import type { Stripe } from 'stripe';
import { z } from 'zod';
import { mustTakeCharges } from './accounts.js';
import { Amount, type Call, Currency, invalid, Metadata, missing, read } from './call.js';
import { happened } from './events.js';
import type { House } from './house.js';
import { newId, now } from './ids.js';
import { checkCommission, checkMethods, failIntent, IntentFields, MethodFields, makeIntent, payIntent } from './intents.js';
import type { KeptEvent, KeptIntent, KeptSession } from './kept.js';
import type { Memory } from './memory.js';

/** Parameters that change what is paid in ways the sandbox cannot follow: better refused than a wrong total. */
const UNKNOWN = ['discounts', 'shipping_options', 'automatic_tax', 'optional_items'];

const LineItem = z.object({
  price_data: z.object(
    {
      currency: Currency,
      unit_amount: z.coerce.number('Invalid integer').int('Invalid integer').min(0, 'Invalid non-negative integer'),
      product_data: z.object({ name: z.string().min(1) }),
    },
    'The sandbox knows no stored prices: give price_data with unit_amount',
  ),
  quantity: Amount.default(1),
});

const NewSession = z.object({
  mode: z.literal('payment', 'The sandbox knows the mode payment only'),
  ui_mode: z
    .enum(['hosted', 'hosted_page'], 'The sandbox knows the hosted page only') // the older and the newer name
    .default('hosted_page')
    .transform(() => 'hosted_page' as const),
  line_items: z.array(LineItem, 'You must provide line_items').min(1).max(100),
  success_url: z.url({ protocol: /^https?$/, error: 'Not a valid URL' }),
  cancel_url: z
    .url({ protocol: /^https?$/, error: 'Not a valid URL' })
    .nullable()
    .default(null),
  client_reference_id: z.string().max(200).nullable().default(null),
  customer_email: z.string().nullable().default(null),
  expires_at: z.coerce.number().int().optional(),
  locale: z.string().nullable().default(null),
  metadata: Metadata.default({}),
  payment_intent_data: IntentFields.prefault({}),
  ...MethodFields.shape,
});

/** What stripe-mock fills with samples and a fresh Session has empty. */
const EMPTY = {
  after_expiration: null,
  collected_information: null,
  consent: null,
  consent_collection: null,
  currency_conversion: null,
  customer_details: null,
  permissions: null,
  invoice_creation: null,
  payment_method_configuration_details: null,
  saved_payment_method_options: null,
  shipping_address_collection: null,
  shipping_cost: null,
  total_details: { amount_discount: 0, amount_shipping: 0, amount_tax: 0 },
} satisfies Partial<Stripe.Checkout.Session>;

const HALF_AN_HOUR = 30 * 60;
const A_DAY = 24 * 3600;
/** Clocks differ. */
const A_MINUTE = 60;

export function createSession(house: House, call: Call, skeleton: Stripe.Checkout.Session): Stripe.Checkout.Session {
  for (const name of UNKNOWN) if (name in call.params) throw invalid(`The Stripe sandbox does not know ${name}`, { param: name });
  const { line_items, payment_intent_data, payment_method_options, expires_at = now() + A_DAY, ...given } = read(NewSession, call.params);
  const currency = line_items[0]!.price_data.currency;
  const mixed = line_items.some(({ price_data }) => price_data.currency !== currency);
  if (mixed) throw invalid('All line items must have the same currency.', { param: 'line_items' });
  const total = line_items.reduce((sum, { price_data, quantity }) => sum + price_data.unit_amount * quantity, 0);
  if (total < 1) throw invalid('The total amount due must be more than nothing.', { code: 'amount_too_small', param: 'line_items' });
  checkExpiry(expires_at);
  checkMethods(given.payment_method_types, payment_method_options, payment_intent_data.capture_method);
  checkCommission(call.owner, payment_intent_data.application_fee_amount, total);
  mustTakeCharges(house.memory, call);

  const fresh = { id: newId.session(), created: now(), livemode: false, status: 'open' as const, payment_status: 'unpaid' as const };
  const amounts = { amount_subtotal: total, amount_total: total, currency };
  // The PaymentIntent appears with the shopper's first attempt: so does Stripe since API version 2022-08-01.
  const object = { ...skeleton, ...EMPTY, ...given, ...amounts, ...fresh, expires_at, payment_intent: null };
  const lineItems = line_items.map((line) => lineItem(line, currency));
  const kept = house.memory.sessions.put({ owner: call.owner, object, lineItems, intentData: payment_intent_data });
  house.memory.changed();
  return shown(house, kept.object);
}

function checkExpiry(at: number): void {
  const within = at >= now() + HALF_AN_HOUR - A_MINUTE && at <= now() + A_DAY + A_MINUTE;
  if (within) return;
  const message = 'The `expires_at` timestamp must be at least 30 minutes and less than 24 hours from Checkout Session creation.';
  throw invalid(message, { param: 'expires_at' });
}

function lineItem({ price_data, quantity }: z.infer<typeof LineItem>, currency: string) {
  const amount = price_data.unit_amount * quantity;
  const amounts = { amount_discount: 0, amount_subtotal: amount, amount_tax: 0, amount_total: amount };
  return { id: newId.lineItem(), object: 'item', ...amounts, currency, description: price_data.product_data.name, quantity };
}

/** As the API shows it: the pay page's address follows the sandbox, and is gone once nothing can be paid. */
export const shown = ({ address }: House, session: Stripe.Checkout.Session): Stripe.Checkout.Session => ({
  ...session,
  url: session.status === 'open' ? `${address()}/pay/${session.id}` : null,
});

/** @throws {Refusal} 404 for another account's too */
export function findSession(house: House, owner: string | null, id: string): KeptSession {
  const kept = house.memory.sessions.find(id);
  if (!kept || (owner !== null && kept.owner !== owner)) throw missing('checkout.session', id, 'session');
  expireIfDue(house, kept);
  return kept;
}

export function expireSession(house: House, call: Call): Stripe.Checkout.Session {
  const kept = findSession(house, call.owner, call.id);
  mustBeOpen(kept, 'expired');
  expire(house, kept, call);
  return shown(house, kept.object);
}

/** Stripe expires by itself what nobody paid in time. */
export function expireIfDue(house: House, kept: KeptSession): void {
  if (kept.object.status === 'open' && kept.object.expires_at <= now()) expire(house, kept);
}

function expire(house: House, kept: KeptSession, by?: Call): void {
  kept.object.status = 'expired';
  const intent = intentOf(house.memory, kept);
  if (intent) Object.assign(intent.object, { status: 'canceled', canceled_at: now(), cancellation_reason: 'automatic' });
  const events = [happened(house.memory, kept, 'checkout.session.expired', shown(house, kept.object), by)];
  if (intent) events.push(happened(house.memory, intent, 'payment_intent.canceled', intent.object, by));
  void house.post.send(events);
}

/** The shopper pays. The Session's event comes first, as it mostly does; Stripe promises no order. @throws {Refusal} unless it is open */
export async function paySession(house: House, kept: KeptSession): Promise<KeptEvent[]> {
  const skeleton = await house.mock.intentSkeleton(); // nothing is awaited after this: two shoppers at once pay once
  const intent = intentFor(house, kept, skeleton);
  const paid = payIntent(house.memory, intent);
  Object.assign(kept.object, {
    status: 'complete',
    payment_status: intent.object.status === 'succeeded' ? 'paid' : 'unpaid',
    customer_details: { address: null, email: kept.object.customer_email, name: null, phone: null, tax_exempt: 'none', tax_ids: [] },
  });
  return [happened(house.memory, kept, 'checkout.session.completed', shown(house, kept.object)), paid];
}

/** The shopper's bank refuses; the Session stays open. @throws {Refusal} unless it is open */
export async function failSession(house: House, kept: KeptSession): Promise<KeptEvent[]> {
  const skeleton = await house.mock.intentSkeleton();
  return [failIntent(house.memory, intentFor(house, kept, skeleton))];
}

function intentFor(house: House, kept: KeptSession, skeleton: Stripe.PaymentIntent): KeptIntent {
  mustBeOpen(kept, 'paid');
  const { object, owner, intentData } = kept;
  const made =
    intentOf(house.memory, kept) ??
    makeIntent(house.memory, skeleton, {
      ...intentData,
      owner,
      session: object.id,
      payment_method_types: object.payment_method_types,
      amount: object.amount_total!,
      currency: object.currency!,
    });
  object.payment_intent = made.object.id;
  return made;
}

const intentOf = (memory: Memory, { object }: KeptSession): KeptIntent | undefined =>
  typeof object.payment_intent === 'string' ? memory.intents.find(object.payment_intent) : undefined;

function mustBeOpen({ object }: KeptSession, verb: string): void {
  if (object.status === 'open') return;
  throw invalid(
    `Only Checkout Sessions with a status in ["open"] can be ${verb}. This Checkout Session has a status of \`${object.status}\`.`,
  );
}
