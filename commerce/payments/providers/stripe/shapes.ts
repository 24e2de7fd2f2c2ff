import { z } from 'zod';

/**
 * What must hold of an event's object before it is read: signed is not yet well-formed, and versions of the API differ. Fields that
 * nothing reads may be anything.
 */
const text = z.string().nullish();
/** What a thing is known by: never nothing at all. */
const id = z.string().min(1);
const count = z.number().nullish();
const reference = z.union([id, z.looseObject({ id })]).nullish();
const metadata = z.record(z.string(), z.string()).nullish();
const codes = z.array(z.string()).nullish();
const paid = { payment_intent: reference, charge: reference };

export const shapes = {
  session: z.looseObject({
    id,
    metadata,
    status: text,
    payment_status: text,
    amount_total: count,
    currency: text,
    payment_intent: reference,
  }),
  intent: z.looseObject({
    id,
    metadata,
    status: z.string(),
    amount: z.number(),
    amount_received: count,
    currency: z.string(),
    latest_charge: reference,
    last_payment_error: z.looseObject({ code: text, decline_code: text }).nullish(),
  }),
  refund: z.looseObject({
    id,
    metadata,
    status: text,
    amount: z.number(),
    currency: z.string(),
    failure_reason: text,
    ...paid,
  }),
  dispute: z.looseObject({
    id,
    status: z.string(),
    amount: z.number(),
    currency: z.string(),
    reason: text,
    evidence_details: z.looseObject({ due_by: z.int().max(8_640_000_000_000).nullish() }).nullish(),
    ...paid,
  }),
  account: z.looseObject({
    id,
    charges_enabled: z.boolean().nullish(),
    capabilities: z.looseObject({ card_payments: text }).nullish(),
    requirements: z.looseObject({ currently_due: codes, past_due: codes, disabled_reason: text }).nullish(),
  }),
  application: z.looseObject({ id: text }),
} as const;
export type Shape = keyof typeof shapes;

/** An event, whatever it is about. */
export const Envelope = z.looseObject({
  type: z.string(),
  livemode: z.boolean(),
  account: text,
  data: z.looseObject({ object: z.looseObject({}) }),
});
