import type { Stripe } from 'stripe';
import { z } from 'zod';
import { type Call, invalid, Metadata, Refusal, read } from './call.js';
import { happened } from './events.js';
import type { House } from './house.js';
import { newId, now } from './ids.js';
import type { KeptAccount, KeptEvent, KeptLink } from './kept.js';
import { list } from './lists.js';
import type { Memory } from './memory.js';

const NewAccount = z.object({
  country: z.string().regex(/^[A-Z]{2}$/, 'Country is not a two-letter code'),
  email: z.string().nullable().default(null),
  business_type: z.string().nullable().default(null),
  capabilities: z.record(z.string(), z.object({ requested: z.stringbool() })).default({}),
  metadata: Metadata.default({}),
  type: z.string().optional(),
});

const NewLink = z.object({
  account: z.string(),
  type: z.literal('account_onboarding', 'The sandbox knows account_onboarding only'),
  refresh_url: z.url({ protocol: /^https?$/, error: 'Not a valid URL' }),
  return_url: z.url({ protocol: /^https?$/, error: 'Not a valid URL' }),
});

/** What a merchant has to tell. */
const DUE = ['business_profile.url', 'external_account', 'tos_acceptance.date'];
const LINK_SECONDS = 300;

/** A merchant's account below the calling platform: it takes no charges before he has been asked. */
export function createAccount({ memory }: House, call: Call, skeleton: Stripe.Account): object {
  if (call.owner.includes('/')) throw invalid('Connected accounts cannot have connected accounts of their own.');
  const { capabilities, type, ...given } = read(NewAccount, call.params);
  const fresh = { id: newId.account(), created: now(), default_currency: 'usd', ...(type ? { type } : {}) };
  const requested = Object.keys(capabilities).filter((name) => capabilities[name]!.requested);
  const kept: KeptAccount = { owner: call.owner, gone: false, object: { ...skeleton, ...given, ...fresh } as KeptAccount['object'] };
  kept.object.capabilities = Object.fromEntries(requested.map((name) => [name, 'inactive']));
  restrict(kept, DUE, 'requirements.past_due', false);
  memory.accounts.put(kept);
  memory.changed();
  return kept.object;
}

function restrict({ object }: KeptAccount, due: string[], reason: string | null, submitted: boolean): void {
  const active = due.length === 0 && reason === null;
  for (const name of Object.keys(object.capabilities ?? {}))
    Object.assign(object.capabilities!, { [name]: active ? 'active' : submitted && due.length === 0 ? 'pending' : 'inactive' });
  Object.assign(object, { charges_enabled: active, payouts_enabled: active, details_submitted: submitted });
  const none = { alternatives: [], errors: [], eventually_due: due, pending_verification: [], past_due: [], current_deadline: null };
  object.requirements = { ...none, currently_due: due, disabled_reason: reason } as unknown as Stripe.Account.Requirements;
}

/** @throws {Refusal} 403 for one that is none of the platform's, or is so no longer */
export function findAccount(memory: Memory, platform: string | null, id: string): KeptAccount {
  const kept = memory.accounts.find(id);
  if (kept && !kept.gone && (platform === null || kept.owner === platform)) return kept;
  throw noAccess(id);
}

const noAccess = (id: string) =>
  new Refusal(403, {
    type: 'invalid_request_error',
    code: 'account_invalid',
    message: `The provided key does not have access to account '${id}' (or that account does not exist). Application access may have been revoked.`,
  });

/** Of the platform, or of the account itself in its own name. */
export function retrieveAccount({ memory }: House, { owner, id }: Call): object {
  return findAccount(memory, owner.split('/')[0]!, id).object;
}

export const listAccounts = ({ memory }: House, call: Call): object =>
  list({ newestFirst: () => memory.accounts.newestFirst().filter(({ gone }) => !gone) }, call);

/** In whose name a call runs: an account that another platform made, or that left, is not acted for. Others come to be by being named. */
export function mayActFor(memory: Memory, { owner }: Call): void {
  const [platform, connected] = owner.split('/');
  const kept = connected ? memory.accounts.find(connected) : undefined;
  if (kept && (kept.gone || kept.owner !== platform)) throw noAccess(connected!);
}

/** @throws {Refusal} while the merchant has not been asked what Stripe must know */
export function mustTakeCharges(memory: Memory, { account }: Call): void {
  if (memory.accounts.find(account)?.object.charges_enabled !== false) return;
  throw invalid('Your account cannot currently make charges: its onboarding is not complete.', { code: 'account_invalid' });
}

export function createLink(house: House, call: Call): object {
  const { memory, address } = house;
  const given = read(NewLink, call.params);
  findAccount(memory, call.owner, given.account);
  const { type: _type, ...kept } = given;
  const link: KeptLink = { owner: call.owner, used: false, object: { ...kept, id: newId.link(), expires_at: now() + LINK_SECONDS } };
  memory.links.put(link);
  memory.changed();
  return { object: 'account_link', created: now(), expires_at: link.object.expires_at, url: `${address()}/connect/${link.object.id}` };
}

/** What the merchant has told is enough, or is still looked at by Stripe. */
export function finish(memory: Memory, kept: KeptAccount, reviewed = true): KeptEvent {
  restrict(kept, [], reviewed ? null : 'requirements.pending_verification', true);
  return updated(memory, kept);
}

/** Stripe wants to know more, and lets nobody pay him until then. */
export function demand(memory: Memory, kept: KeptAccount, due: string[]): KeptEvent {
  restrict(kept, due, 'requirements.past_due', true);
  return updated(memory, kept);
}

const updated = (memory: Memory, kept: KeptAccount) => happened(memory, below(kept), 'account.updated', kept.object);

/** The merchant cuts the tie in his own dashboard. */
export function deauthorize(memory: Memory, kept: KeptAccount): KeptEvent {
  kept.gone = true;
  return happened(memory, below(kept), 'account.application.deauthorized', {
    id: 'ca_sandbox',
    ...{ object: 'application', name: 'Shopyard' },
  });
}

const below = ({ owner, object }: KeptAccount) => ({ owner: `${owner}/${object.id}` });
