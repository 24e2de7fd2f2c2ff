import type { ClientSession, Types } from 'mongoose';
import { z } from 'zod';
import { NotFound, UserError } from '#platform/errors.js';
import { forgetCallers } from './access.js';
import { agencies, type Membership, memberId, memberships, type Person, people } from './agency.model.js';
import { endWhatHeMade } from './makers.js';
import { allows, highestOf, ROLES, type Role, raises, rolesGivenBy, scopesOf } from './permissions.js';
import { placeOf, reachOf, type Where } from './place.js';
import { rightsNow } from './rights.js';
import { inTransaction } from './transaction.js';

/** A person and what he may do there. */
export interface Member {
  membership: Membership;
  person: Person;
}

export const MemberUpdate = z.object({ role: z.enum(ROLES) });

/** So that a list of them is always whole; with those who are invited. */
export const MOST_MEMBERS = 250;

/** The agency's own people, or those of the shop alone; whoever came first stands first. */
export async function listMembers(where: Where): Promise<Member[]> {
  const held = await memberships
    .documents()
    .find(placeOf(where), { sort: { _id: 1 }, limit: MOST_MEMBERS })
    .toArray();
  const known = await people
    .documents()
    .find({ _id: { $in: held.map(({ personId }) => personId) } })
    .toArray();
  const byId = new Map(known.map((person) => [person._id.toHexString(), person]));
  return held.flatMap((membership) => {
    const person = byId.get(membership.personId.toHexString());
    return person ? [{ membership, person }] : [];
  });
}

/** The roles that whoever acts may give to people here and take from them; read anew, since an old right must not give new ones. */
export async function rolesToGive(where: Where, session: ClientSession | null = null): Promise<readonly Role[]> {
  const rights = await rightsNow(where, session);
  if (!rights || !allows(rights.scopes, 'write_settings')) return [];
  // An app gives nobody more than it may do itself, and makes no owners: see the table.
  if (where.actor.kind === 'app')
    return rolesGivenBy('MANAGER').filter((role) => scopesOf(role).every((one) => allows(rights.scopes, one)));
  const highest = highestOf(rights.roles);
  return highest ? rolesGivenBy(highest) : [];
}

/** @throws {UserError} ROLE_NOT_YOURS */
export function requireRoles(given: readonly Role[], wanted: readonly Role[], field: readonly string[]): void {
  const lacking = wanted.find((role) => !given.includes(role));
  if (lacking) throw new UserError('ROLE_NOT_YOURS', `Your own role does not let you give or take the role ${lacking}`, field);
}

/**
 * Gives a member another role. Rights end here at once, elsewhere within ten seconds; with a lower role also what he made by them.
 * @throws {NotFound} @throws {UserError} ROLE_NOT_YOURS, OWN_ROLE, LAST_OWNER
 */
export async function updateMember(where: Where, id: string, role: Role): Promise<Member> {
  const membership = await inTransaction(async (session) => {
    const { found, given } = await memberFor(where, id, session);
    if (isHimself(where, found) && raises(found.role, role))
      throw new UserError('OWN_ROLE', 'Nobody raises himself: ask another owner', ['role']);
    requireRoles(given, [found.role, role], ['role']);
    await keepingAnOwner(session, found, role);
    await memberships.documents().updateOne({ _id: found._id, agencyId: found.agencyId }, { $set: { role } }, { session });
    if (raises(role, found.role)) await endWhatHeMade(session, found);
    return { ...found, role };
  });
  forgetCallers();
  return memberOf(membership);
}

/**
 * Takes a person's rights away: here at once, elsewhere within ten seconds. What he made by them ends too.
 * @throws {NotFound} @throws {UserError} ROLE_NOT_YOURS, LAST_OWNER
 */
export async function removeMember(where: Where, id: string): Promise<Member> {
  const membership = await inTransaction(async (session) => {
    const { found, given } = await memberFor(where, id, session);
    requireRoles(given, [found.role], ['member']);
    await keepingAnOwner(session, found, null);
    await memberships.documents().deleteOne({ _id: found._id, agencyId: found.agencyId }, { session });
    await endWhatHeMade(session, found);
    return found;
  });
  forgetCallers();
  return memberOf(membership);
}

async function memberFor(where: Where, id: string, session: ClientSession): Promise<{ found: Membership; given: readonly Role[] }> {
  const found = await memberships.documents().findOne({ _id: memberId.decode(id, ['member']), ...reachOf(where) }, { session });
  if (!found) throw new NotFound(id, ['member']);
  return { found, given: await rolesToGive(where, session) };
}

const isHimself = ({ actor }: Where, { personId }: Membership): boolean => actor.kind === 'staff' && actor.userId.equals(personId);

/** An agency is never without an owner; a shop may be, since it has its agency's. @throws {UserError} LAST_OWNER */
async function keepingAnOwner(session: ClientSession, { _id, agencyId, shopId, role }: Membership, next: Role | null): Promise<void> {
  if (shopId !== null || role !== 'OWNER' || next === 'OWNER') return;
  // Two owners who leave at once both write here: the second waits, begins anew, and finds himself the last.
  await agencies.documents().updateOne({ _id: agencyId }, { $inc: { ownerChanges: 1 } }, { session });
  const other = await memberships.documents().findOne({ agencyId, shopId: null, role: 'OWNER', _id: { $ne: _id } }, { session });
  if (!other) throw new UserError('LAST_OWNER', 'An agency keeps at least one owner: make somebody else an owner first', ['member']);
}

async function memberOf(membership: Membership): Promise<Member> {
  const person = await people.documents().findOne({ _id: membership.personId });
  if (!person) throw new NotFound(memberId.encode(membership._id), ['member']);
  return { membership, person };
}

/** Whether a person belongs here already. */
export const isMember = async (
  where: { agencyId: Types.ObjectId; shopId: Types.ObjectId | null },
  person: Types.ObjectId,
): Promise<boolean> => (await memberships.documents().findOne({ ...where, personId: person }, { projection: { _id: 1 } })) !== null;
