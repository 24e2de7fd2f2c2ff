import type { Request } from 'express';
import { Stripe } from 'stripe';
import { z } from 'zod';
import { hashToken } from '#platform/crypto.js';
import { newId } from './ids.js';

/** A refusal in the shape of Stripe's errors. */
export class Refusal extends Error {
  constructor(
    readonly status: number,
    readonly error: { type: StripeErrorType; message: string; code?: string; param?: string; [more: string]: unknown },
  ) {
    super(error.message);
  }
}

type StripeErrorType = 'api_error' | 'card_error' | 'idempotency_error' | 'invalid_request_error';

export const invalid = (message: string, more: { code?: string; param?: string } = {}): Refusal =>
  new Refusal(400, { type: 'invalid_request_error', message, ...more });

/** What another account owns gets this answer too. */
export const missing = (what: string, id: string, param = 'id'): Refusal =>
  new Refusal(404, { type: 'invalid_request_error', code: 'resource_missing', message: `No such ${what}: '${id}'`, param });

/** Who calls: an API key is an account; with `Stripe-Account` it acts for one of its connected accounts. */
export interface Caller {
  /** Whose objects these are: `acct_…`, or `acct_…/acct_…` for a platform's connected account. */
  owner: string;
  /** The account that the answers name. */
  account: string;
}

export interface Call extends Caller {
  requestId: string;
  idempotencyKey: string | null;
  /** `Stripe-Version`: the events that this call causes have its shape. */
  version: string;
  method: string;
  path: string;
  /** The path's `:id`. */
  id: string;
  /** Nested as Stripe's form encoding nests them; every leaf is text. */
  params: Record<string, unknown>;
}

/** @throws {Refusal} 401 for anything but a secret or restricted key of test mode */
export function callerOf(key: string, connected = ''): Caller {
  if (/^[sr]k_live_/.test(key)) {
    const message = 'A live key reached the Stripe sandbox. Live shops call Stripe itself: use a key that begins with sk_test_.';
    throw new Refusal(401, { type: 'invalid_request_error', message });
  }
  if (!/^[sr]k_test_\w{3,}$/.test(key)) {
    const shown = key ? `${key.slice(0, 8)}****` : '(none)';
    throw new Refusal(401, { type: 'invalid_request_error', message: `Invalid API Key provided: ${shown}` });
  }
  const account = `acct_1${hashToken(key).replace(/[-_]/g, '0').slice(0, 15)}`;
  return connected ? { owner: `${account}/${connected}`, account: connected } : { owner: account, account };
}

/** @throws {Refusal} 401 */
export function callOf(req: Request): Call {
  const idempotencyKey = req.get('idempotency-key') ?? null;
  return {
    ...callerOf(keyOf(req.get('authorization') ?? ''), req.get('stripe-account')),
    requestId: newId.request(),
    idempotencyKey: req.method === 'POST' ? idempotencyKey : null,
    version: req.get('stripe-version') ?? Stripe.API_VERSION,
    method: req.method,
    path: req.baseUrl + req.path,
    id: String(req.params.id ?? ''),
    params: { ...req.query, ...(isForm(req.body) ? req.body : {}) },
  };
}

const isForm = (body: unknown): body is Record<string, unknown> => typeof body === 'object' && body !== null && !Buffer.isBuffer(body);

/** Bearer, or the user name of Basic: Stripe takes both. */
function keyOf(authorization: string): string {
  const [scheme, value = ''] = authorization.split(' ');
  return scheme === 'Basic' ? Buffer.from(value, 'base64').toString().split(':')[0]! : value;
}

/** Reads parameters that stripe-mock has let through. @throws {Refusal} for what Stripe's specification does not tell */
export function read<Shape>(schema: z.ZodType<Shape>, params: unknown): Shape {
  const result = schema.safeParse(params);
  if (result.success) return result.data;
  const { path, message, code } = result.error.issues[0]!;
  const [first = '', ...rest] = path.map(String);
  const param = first + rest.map((part) => `[${part}]`).join('');
  throw invalid(`${message}: ${param}`, { param, ...(code === 'too_small' ? { code: 'parameter_invalid_integer' } : {}) });
}

/** Stripe's limits for metadata. */
export const Metadata = z.record(z.string().max(40), z.string().max(500));

/** Minor units. Stripe takes at most eight digits for most currencies. */
export const Amount = z.coerce.number('Invalid integer').int('Invalid integer').min(1, 'Invalid positive integer').max(99_999_999);
export const Currency = z
  .string()
  .regex(/^[A-Za-z]{3}$/, 'Invalid currency')
  .toLowerCase();
