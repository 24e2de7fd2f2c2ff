import { Types } from 'mongoose';
import { boundedCache } from '#platform/cache.js';
import { log } from '#platform/log.js';
import { type Page, type PageArgs, page } from '#platform/page.js';
import type { Caller } from './access.js';
import { memberships, people, personId } from './agency.model.js';
import { type AuditActor, type AuditEntry, type AuditOutcome, auditLog } from './audit.model.js';
import { AgencyContext, type ShopContext } from './context.js';
import { findInvitation } from './invitations.js';
import { accessTokenId, accessTokens } from './token.model.js';

type Where = ShopContext | AgencyContext;

/** What somebody is about to do. */
export interface Deed {
  actor: AuditActor;
  mutation: string;
  subject: string | null;
  /** JSON without secrets. */
  input: string;
  address: string | null;
  userAgent: string | null;
  requestId: string;
}

/** What came of it. */
export type End = Pick<AuditEntry, 'outcome' | 'errors' | 'changes' | 'many'> & { outcome: AuditOutcome; subject: string | null };

/** An entry that waits for its end. */
export interface Begun {
  agency: AgencyContext;
  id: Types.ObjectId;
}

/** What of a caller tells who he is. */
type Whoever = { kind: 'person'; personId: Types.ObjectId } | { kind: 'app'; tokenId: Types.ObjectId };

/** Somebody who did not get in. */
export const NOBODY_KNOWN: AuditActor = { kind: 'UNKNOWN', id: null, name: '' };

const LONGEST_USER_AGENT = 300;
const names = boundedCache<string, string>(20_000, 60_000);

/** Who it is, by the name that he or the token has at this time. */
export async function auditActorOf(caller: Whoever): Promise<AuditActor> {
  const [kind, id] = caller.kind === 'person' ? (['PERSON', caller.personId] as const) : (['APP', caller.tokenId] as const);
  const key = id.toHexString();
  let name = names.get(key);
  if (name === undefined) {
    const of = { projection: { name: 1 } };
    const found =
      kind === 'PERSON' ? await people.documents().findOne({ _id: id }, of) : await accessTokens.documents().findOne({ _id: id }, of);
    name = found?.name ?? '';
    names.set(key, name);
  }
  return { kind, id, name };
}

/** Every agency that the caller belongs to, with the shops where it is those alone: where signing in or out is told of. */
export function placesOf(caller: Caller): AuditPlace[] {
  const held = caller.kind === 'person' ? caller.memberships : [caller];
  return grouped(held.map(({ agencyId, shopId }) => ({ agencyId, shopId })));
}

/** The same, of a person who has not come in. */
export const placesOfPerson = async (person: Types.ObjectId): Promise<AuditPlace[]> =>
  grouped(await memberships.documents().find({ personId: person }).toArray());

/** Where an invitation leads, as long as its link does. */
export async function placesOfInvitation(token: string): Promise<AuditPlace[]> {
  const invitation = await findInvitation(token);
  return invitation ? grouped([invitation]) : [];
}

/** Where a mutation is done: in one agency, or in shops, which may belong to several agencies. */
export const placesOfContexts = (contexts: readonly Where[]): AuditPlace[] =>
  grouped(contexts.map((context) => ({ agencyId: context.agencyId, shopId: context instanceof AgencyContext ? null : context.shopId })));

/** An agency, and the shops in it that are meant; none: all of it. */
export interface AuditPlace {
  agencyId: Types.ObjectId;
  shopIds: Types.ObjectId[];
}

function grouped(places: readonly { agencyId: Types.ObjectId; shopId: Types.ObjectId | null }[]): AuditPlace[] {
  const byAgency = new Map<string, AuditPlace>();
  for (const { agencyId, shopId } of places) {
    const place = byAgency.get(agencyId.toHexString()) ?? { agencyId, shopIds: [] };
    if (shopId) place.shopIds.push(shopId);
    byAgency.set(agencyId.toHexString(), place);
  }
  return [...byAgency.values()];
}

/** Writes down what is about to be done, before it is: an entry for each agency. What ends in between leaves an entry without an end. */
export function beginAudit(places: readonly AuditPlace[], deed: Deed): Promise<Begun[]> {
  return Promise.all(places.map((place) => write(place, deed, { outcome: null, errors: [], changes: [], many: null })));
}

/** Writes down what came of it. It has happened by then: an entry that cannot be ended is told in the log, not to the caller. */
export async function endAudit(begun: readonly Begun[], { subject, ...end }: End): Promise<void> {
  const change = subject ? { $set: { subject, ...end }, $addToSet: { words: subject } } : { $set: { ...end } };
  for (const { agency, id } of begun) {
    await auditLog
      .in(agency)
      .set({ _id: id }, change)
      .catch((error: unknown) => log.warn({ err: error, entry: id.toHexString() }, 'an entry of the audit log was not ended'));
  }
}

/** Takes back an entry of what turned out to be a repeat. */
export async function forgetAudit(begun: readonly Begun[]): Promise<void> {
  for (const { agency, id } of begun) await auditLog.in(agency).remove({ _id: id });
}

/** Writes down what is over already. */
export async function recordAudit(places: readonly AuditPlace[], deed: Deed, { subject, ...end }: End): Promise<void> {
  await Promise.all(places.map((place) => write(place, { ...deed, subject }, end)));
}

/** A failed attempt to come in as somebody: told in his agencies, since he may not know of it. Nobody has this address: nothing is told. */
export async function recordAttempt(emailKey: string, deed: Omit<Deed, 'actor'>, errors: string[]): Promise<void> {
  const person = await people.documents().findOne({ emailKey }, { projection: { _id: 1 } });
  if (!person) return;
  const end = { outcome: 'REFUSED' as const, errors, changes: [], many: null, subject: personId.encode(person._id) };
  await recordAudit(await placesOfPerson(person._id), { ...deed, actor: NOBODY_KNOWN }, end);
}

async function write(
  { agencyId, shopIds }: AuditPlace,
  deed: Deed,
  end: Pick<AuditEntry, 'outcome' | 'errors' | 'changes' | 'many'>,
): Promise<Begun> {
  const agency = new AgencyContext(agencyId, { kind: 'system', job: 'audit' }, deed.requestId, 'en');
  const { actor, mutation, subject, address, requestId } = deed;
  const words = [actorIdOf(actor), actor.name, mutation, subject, address, requestId].flatMap((word) => (word ? [word.toLowerCase()] : []));
  const userAgent = deed.userAgent?.slice(0, LONGEST_USER_AGENT) ?? null;
  const made = await auditLog
    .in(agency)
    .insert({ _id: new Types.ObjectId(), ...deed, ...end, shopIds, userAgent, words: [...new Set(words)], createdAt: new Date() });
  return { agency, id: made._id };
}

/** `person_…` or `token_…`; null for somebody unknown. */
export const actorIdOf = ({ kind, id }: AuditActor): string | null =>
  id && (kind === 'PERSON' ? personId.encode(id) : accessTokenId.encode(id));

export interface AuditFilter {
  /** The beginning of a name, a mutation, an id, an address or a request's id. */
  query?: string | null | undefined;
  /** The public id of a person or an access token. */
  actor?: string | null | undefined;
  mutation?: string | null | undefined;
  from?: Date | null | undefined;
  until?: Date | null | undefined;
}

/**
 * What was done in the agency, or in the shop, the newest first.
 * @throws {UserError} INVALID_CURSOR, PAGE_TOO_LARGE
 */
export function listAudit(
  where: Where,
  { query, actor, mutation, from, until, ...args }: AuditFilter & PageArgs,
): Promise<Page<AuditEntry>> {
  const isShop = !(where instanceof AgencyContext);
  const agency = isShop ? new AgencyContext(where.agencyId, where.actor, where.requestId, where.locale) : where;
  const exact = [actor, mutation].flatMap((word) => (word ? [{ words: word.toLowerCase().slice(0, 200) }] : []));
  const typed = query?.trim().toLowerCase().slice(0, 100);
  const begins = typed ? [{ words: { $regex: `^${typed.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}` } }] : [];
  const time = { ...(from ? { $gte: from } : {}), ...(until ? { $lt: until } : {}) };
  const all = [...exact, ...begins];
  return page<AuditEntry>(
    (filter, reading) => auditLog.in(agency).find(filter, reading),
    {
      ...(isShop ? { shopIds: where.shopId } : {}),
      ...(from || until ? { createdAt: time } : {}),
      ...(all.length > 0 ? { $and: all } : {}),
    },
    [
      ['createdAt', -1],
      ['_id', -1],
    ],
    args,
  );
}
