import type { ClientSession, Types } from 'mongoose';
import { memberships } from './agency.model.js';
import type { Actor, Maker } from './context.js';
import { allows, type Role, SCOPES, type Scope, scopesOf } from './permissions.js';
import { placeOf, type Where } from './place.js';
import { accessTokens } from './token.model.js';

/** What whoever acts may do in a place, and until when. */
interface Rights {
  readonly scopes: readonly Scope[];
  /** Of a person, the roles by which he may. */
  readonly roles: readonly Role[];
  /** Null: they do not end by themselves. */
  readonly until: Date | null;
}

const NONE: Rights = { scopes: [], roles: [], until: null };

/** What somebody may do who has all of these roles. */
export const scopesOfRoles = (roles: readonly Role[]): readonly Scope[] =>
  SCOPES.filter((scope) => roles.some((role) => allows(scopesOf(role), scope)));

/** The memberships by which a person acts in a place. */
const actingIn = (where: Where, personId: Types.ObjectId) => {
  const { agencyId, shopId } = placeOf(where);
  return { agencyId, shopId: { $in: shopId ? [null, shopId] : [null] }, personId };
};

/**
 * Read anew, where rights are given to others: what the door asked may be ten seconds old. Null for a job of ours and a shopper, who act
 * by no rights of their own.
 */
export async function rightsNow(where: Where, session: ClientSession | null = null): Promise<Rights | null> {
  const { actor, agencyId } = where;
  const options = session ? { session } : {};
  if (actor.kind === 'app') {
    const token = await accessTokens.documents().findOne({ _id: actor.tokenId, agencyId, revokedAt: null }, options);
    const isInUse = token && (!token.expiresAt || token.expiresAt > new Date());
    return isInUse ? { scopes: token.scopes, roles: [], until: token.expiresAt } : NONE;
  }
  if (actor.kind !== 'staff') return null;
  const held = await memberships.documents().find(actingIn(where, actor.userId), options).toArray();
  const roles = held.map(({ role }) => role);
  return { scopes: scopesOfRoles(roles), roles, until: null };
}

/**
 * Called in the transaction in which rights are given to others: it writes to what they come from. Whoever takes them away at the same
 * moment writes there too: one of the two waits, begins anew, and sees what the other did.
 */
export async function holdRights(where: Where, session: ClientSession): Promise<void> {
  const { actor, agencyId } = where;
  const once = { $inc: { given: 1 } };
  if (actor.kind === 'app') await accessTokens.documents().updateOne({ _id: actor.tokenId, agencyId }, once, { session });
  if (actor.kind === 'staff') await memberships.documents().updateMany(actingIn(where, actor.userId), once, { session });
}

/** Null for what nobody but the system made. */
export function makerOf(actor: Actor): Maker | null {
  if (actor.kind === 'staff') return { kind: 'person', id: actor.userId };
  return actor.kind === 'app' ? { kind: 'app', id: actor.tokenId } : null;
}
