import type { Types } from 'mongoose';
import { boundedCache } from '#platform/cache.js';
import { hashToken } from '#platform/crypto.js';
import { NotFound, RequestError } from '#platform/errors.js';
import { agencyId, memberships } from './agency.model.js';
import { type Actor, AgencyContext, type Request, ShopContext } from './context.js';
import { allows, type Role, SCOPES, type Scope, scopesOf } from './permissions.js';
import { type Shop, shopId } from './shop.model.js';
import { type ShopFacts, shopFacts, shopFactsByName } from './shops.js';
import { accessTokens, type Session, sessions } from './token.model.js';

/** Who sent a request, as a session or an access token proves it. */
export type Caller =
  | {
      readonly kind: 'person';
      readonly sessionId: Types.ObjectId;
      readonly personId: Types.ObjectId;
      readonly memberships: readonly CallerMembership[];
    }
  | {
      readonly kind: 'app';
      readonly tokenId: Types.ObjectId;
      readonly agencyId: Types.ObjectId;
      readonly shopId: Types.ObjectId | null;
      readonly scopes: readonly Scope[];
    };

interface CallerMembership {
  readonly agencyId: Types.ObjectId;
  readonly shopId: Types.ObjectId | null;
  readonly role: Role;
}

/** A context and what its caller may do there. */
export interface Opened<Context> {
  readonly context: Context;
  readonly scopes: readonly Scope[];
}

const callers = boundedCache<string, { caller: Caller; until: number }>(20_000, 10_000);

/** Who holds this token; null for one that is unknown, expired or revoked (elsewhere: at most ten seconds ago). */
export async function authenticate(token: string): Promise<Caller | null> {
  const tokenHash = hashToken(token);
  const cached = callers.get(tokenHash);
  if (cached && cached.until > Date.now()) return cached.caller;
  const found = token.startsWith('sy_session_') ? await personOf(tokenHash) : await appOf(tokenHash);
  if (found) callers.set(tokenHash, found);
  return found?.caller ?? null;
}

/** Forgets what is cached in this process of revoked tokens, ended sessions and the rights of people. */
export const forgetCallers = (): void => callers.clear();

async function personOf(tokenHash: string): Promise<{ caller: Caller; until: number } | null> {
  const session = await sessions.documents().findOne({ tokenHash, expiresAt: { $gt: new Date() } });
  if (!session) return null;
  await noteSeen(session);
  const held = await memberships.documents().find({ personId: session.personId }).toArray();
  return {
    caller: { kind: 'person', sessionId: session._id, personId: session.personId, memberships: held },
    until: session.expiresAt.getTime(),
  };
}

const A_MINUTE_MS = 60_000;

/** When a session was last seen is known to the minute: at most one write in that time. */
async function noteSeen({ tokenHash, lastSeenAt }: Session): Promise<void> {
  const now = new Date();
  const stale = new Date(now.getTime() - A_MINUTE_MS);
  if (lastSeenAt > stale) return;
  await sessions.documents().updateOne({ tokenHash, lastSeenAt: { $not: { $gt: stale } } }, { $set: { lastSeenAt: now } });
}

async function appOf(tokenHash: string): Promise<{ caller: Caller; until: number } | null> {
  const token = await accessTokens.documents().findOne({ tokenHash, revokedAt: null });
  if (!token || (token.expiresAt && token.expiresAt <= new Date())) return null;
  const { _id, agencyId: agency, shopId: shop, scopes } = token;
  return {
    caller: { kind: 'app', tokenId: _id, agencyId: agency, shopId: shop, scopes },
    until: token.expiresAt?.getTime() ?? Number.POSITIVE_INFINITY,
  };
}

const actorOf = (caller: Caller): Actor =>
  caller.kind === 'person' ? { kind: 'staff', userId: caller.personId } : { kind: 'app', tokenId: caller.tokenId };

/** What the caller may do in this shop; null: it does not exist for him. */
function scopesIn(caller: Caller, shop: { shopId: Types.ObjectId; agencyId: Types.ObjectId }): readonly Scope[] | null {
  if (caller.kind === 'app') {
    const reaches = caller.agencyId.equals(shop.agencyId) && (caller.shopId === null || caller.shopId.equals(shop.shopId));
    return reaches ? caller.scopes : null;
  }
  const held = caller.memberships.filter(
    (one) => one.agencyId.equals(shop.agencyId) && (one.shopId === null || one.shopId.equals(shop.shopId)),
  );
  return held.length > 0 ? SCOPES.filter((scope) => held.some((one) => allows(scopesOf(one.role), scope))) : null;
}

/**
 * Opens a shop for a caller. `id` is the public id; without it a token that is bound to one shop opens that one.
 * @throws {NotFound} for what does not exist and for another tenant's shop
 * @throws {RequestError} SHOP_REQUIRED
 */
export async function openShop(
  caller: Caller,
  id: string | null | undefined,
  request: Omit<Request, 'actor'>,
): Promise<Opened<ShopContext>> {
  const bound = caller.kind === 'app' ? caller.shopId : null;
  if (id == null && !bound)
    throw new RequestError('SHOP_REQUIRED', 'Name the shop: only a token that is bound to one shop may leave it out');
  const objectId = id == null ? bound! : shopId.decode(id, ['shop']);
  const found = await shopFacts(objectId);
  const scopes = found && scopesIn(caller, found);
  if (!found || !scopes) throw new NotFound(id ?? shopId.encode(objectId), ['shop']);
  return { context: new ShopContext(found, { ...request, actor: actorOf(caller) }), scopes };
}

/** Opens a shop that a list of the caller's own agency has just read. @throws {NotFound} */
export function openListedShop(caller: Caller, shop: Shop, request: Omit<Request, 'actor'>): Opened<ShopContext> {
  const identity = { shopId: shop._id, agencyId: shop.agencyId, mode: shop.mode, currency: shop.currency };
  const scopes = scopesIn(caller, identity);
  if (!scopes) throw new NotFound(shopId.encode(shop._id));
  return { context: new ShopContext(identity, { ...request, actor: actorOf(caller) }), scopes };
}

/**
 * Opens an agency for a caller who may act for all of it. Without `id`: the one that the caller belongs to.
 * @throws {NotFound}
 */
export function openAgency(caller: Caller, id: string | null | undefined, request: Omit<Request, 'actor'>): Opened<AgencyContext> {
  const wanted = id == null ? null : agencyId.decode(id, ['agency']);
  const context = (agency: Types.ObjectId) => new AgencyContext(agency, actorOf(caller), request.requestId, request.locale);
  if (caller.kind === 'app') {
    if (caller.shopId || (wanted && !wanted.equals(caller.agencyId))) throw new NotFound(id ?? 'The agency', ['agency']);
    return { context: context(caller.agencyId), scopes: caller.scopes };
  }
  const held = caller.memberships.find((one) => one.shopId === null && (!wanted || one.agencyId.equals(wanted)));
  if (!held) throw new NotFound(id ?? 'The agency', ['agency']);
  return { context: context(held.agencyId), scopes: scopesOf(held.role) };
}

/** A shop of the agency, as the agency itself reaches it. @throws {NotFound} for another agency's shop too */
export async function shopOfAgency(agency: AgencyContext, id: string, field: readonly string[] = []): Promise<ShopContext> {
  const found = await shopFacts(shopId.decode(id, field));
  if (!found?.agencyId.equals(agency.agencyId)) throw new NotFound(id, field);
  return new ShopContext(found, agency);
}

/** @throws {RequestError} FORBIDDEN */
export function requireScope(opened: Opened<unknown>, scope: Scope): void {
  if (!allows(opened.scopes, scope)) throw new RequestError('FORBIDDEN', `This needs the scope ${scope}`, { scope });
}

/** A shop as its shoppers see it, by id or handle. Null: no such shop, or it is closed. */
export async function openStorefront(
  name: string,
  request: Omit<Request, 'actor' | 'locale'> & { locale: string | null },
): Promise<ShopContext | null> {
  const found = await shopFactsByName(name);
  if (found?.status !== 'OPEN') return null;
  return new ShopContext(found, { ...request, locale: request.locale ?? found.locale, actor: { kind: 'shopper', customerId: null } });
}

/** A shop for a job of the worker, or for a payment provider's callback. @throws {NotFound} */
export async function shopForJob(id: Types.ObjectId, job: string, requestId = job): Promise<ShopContext> {
  const found: ShopFacts | null = await shopFacts(id);
  if (!found) throw new NotFound(shopId.encode(id));
  return new ShopContext(found, { actor: { kind: 'system', job }, requestId, locale: found.locale });
}

/** An agency for a job of the worker. */
export const agencyForJob = (id: Types.ObjectId, job: string, locale = 'zh-CN'): AgencyContext =>
  new AgencyContext(id, { kind: 'system', job }, job, locale);
