import { type ClientSession, Types } from 'mongoose';
import { z } from 'zod';
import { hashToken } from '#platform/crypto.js';
import { NotFound, UserError } from '#platform/errors.js';
import { isDuplicateKey } from '#platform/mongo.js';
import { forgetCallers } from './access.js';
import { agencies, memberships, type Person, people } from './agency.model.js';
import { hasConfirmedOwner } from './email-confirmation.js';
import { Email, emailKey } from './email-key.js';
import { requireUnreserved } from './email-undo.js';
import { type Invitation, invitationId, invitations } from './invitation.model.js';
import { links } from './link.model.js';
import { findLink, followLink, LINK_MS, makeLink } from './links.js';
import { isMember, MOST_MEMBERS, requireRoles, rolesToGive } from './members.js';
import { emailTaken, type NewMember, newPerson } from './people.js';
import { ROLES, type Role } from './permissions.js';
import { greeting, writePersonMail } from './person-mails.js';
import { placeOf, reachOf, type Where } from './place.js';
import { holdRights, makerOf } from './rights.js';
import { type Client, callerOf, type PersonCaller, type SignedIn, startSession } from './sessions.js';
import { shops } from './shop.model.js';
import { accessTokens } from './token.model.js';
import { inTransaction } from './transaction.js';

export const MemberInvite = z.object({ email: Email, role: z.enum(ROLES) });
export type MemberInvite = z.infer<typeof MemberInvite>;

/**
 * Asks somebody to join the agency or the shop, by mail. Asked again, the same invitation has the new role and a new link, and those
 * before it lead nowhere. Its mail goes to whom its writer likes, so there must be somebody to ask about it.
 * @throws {UserError} ROLE_NOT_YOURS, EMAIL_UNCONFIRMED, ALREADY_MEMBER, TOO_MANY_MEMBERS
 */
export async function inviteMember(where: Where, input: MemberInvite): Promise<Invitation> {
  requireRoles(await rolesToGive(where), [input.role], ['role']);
  if (!(await hasConfirmedOwner(where)))
    throw new UserError('EMAIL_UNCONFIRMED', 'To invite people, an owner of the agency must have confirmed his e-mail address');
  const place = placeOf(where);
  const key = emailKey(input.email);
  const known = await people.documents().findOne({ emailKey: key });
  if (known && (await isMember(place, known._id)))
    throw new UserError('ALREADY_MEMBER', `${input.email.trim()} is a member already`, ['email']);
  await requireRoom(place, key);
  const names = await namesOf(place);
  const { name: inviter, locale } = await inviterOf(where);
  const now = new Date();
  const fresh = {
    email: input.email.trim(),
    role: input.role,
    inviter,
    madeBy: makerOf(where.actor),
    createdAt: now,
    expiresAt: new Date(now.getTime() + LINK_MS.INVITATION),
  };
  const write = () =>
    inTransaction(async (session) => {
      await holdRights(where, session);
      requireRoles(await rolesToGive(where, session), [input.role], ['role']);
      const invitation = (await invitations
        .documents()
        .findOneAndUpdate(
          { ...place, emailKey: key },
          { $set: fresh, $setOnInsert: { _id: new Types.ObjectId() } },
          { session, upsert: true, returnDocument: 'after' },
        )) as Invitation;
      await endLinksOf(session, invitation);
      const token = await makeLink(session, {
        purpose: 'INVITATION',
        emailKey: key,
        agencyId: place.agencyId,
        invitationId: invitation._id,
      });
      await writePersonMail(session, {
        kind: 'INVITATION',
        effect: `INVITATION/${hashToken(token)}`,
        recipient: fresh.email,
        locale: known?.locale ?? locale,
        facts: { ...names, inviter, role: input.role, ...(known ? greeting(known) : {}) },
        link: { token, lastsMs: LINK_MS.INVITATION },
      });
      return invitation;
    });
  // Of two who invite one person at once the second finds the first's invitation, and renews it.
  return write().catch((error: unknown) => {
    if (isDuplicateKey(error)) return write();
    throw error;
  });
}

/** Members and those who are invited are listed whole. @throws {UserError} TOO_MANY_MEMBERS */
async function requireRoom(place: ReturnType<typeof placeOf>, key: string): Promise<void> {
  const [members, invited] = await Promise.all([
    memberships.documents().countDocuments(place, { limit: MOST_MEMBERS }),
    invitations.documents().countDocuments({ ...place, emailKey: { $ne: key } }, { limit: MOST_MEMBERS }),
  ]);
  if (members + invited >= MOST_MEMBERS)
    throw new UserError('TOO_MANY_MEMBERS', `${MOST_MEMBERS} people are members here or invited: remove those who are not needed`);
}

async function namesOf({ agencyId, shopId }: ReturnType<typeof placeOf>): Promise<{ agency: string; shop?: string }> {
  const agency = await agencies.documents().findOne({ _id: agencyId }, { projection: { name: 1 } });
  const shop = shopId && (await shops.documents().findOne({ _id: shopId }, { projection: { name: 1 } }));
  return { agency: agency?.name ?? '', ...(shop ? { shop: shop.name } : {}) };
}

/** Who asks, and in which language; an app in that of its request. */
async function inviterOf({ actor, locale }: Where): Promise<{ name: string; locale: string }> {
  if (actor.kind === 'staff') {
    const person = await people.documents().findOne({ _id: actor.userId }, { projection: { name: 1, locale: 1 } });
    if (person) return person;
  }
  const token = actor.kind === 'app' ? await accessTokens.documents().findOne({ _id: actor.tokenId }, { projection: { name: 1 } }) : null;
  return { name: token?.name ?? 'Shopyard', locale: locale.startsWith('zh') ? 'zh-CN' : 'en' };
}

/** Those that can still be accepted, the newest first. */
export const listInvitations = (where: Where): Promise<Invitation[]> =>
  invitations
    .documents()
    .find({ ...placeOf(where), expiresAt: { $gt: new Date() } }, { sort: { _id: -1 }, limit: MOST_MEMBERS })
    .toArray() as Promise<Invitation[]>;

/** Its link leads nowhere from now on. @throws {NotFound} @throws {UserError} ROLE_NOT_YOURS */
export async function revokeInvitation(where: Where, id: string): Promise<Invitation> {
  const filter = { _id: invitationId.decode(id, ['invitation']), ...reachOf(where) };
  return inTransaction(async (session) => {
    const found = await invitations.documents().findOne(filter, { session });
    if (!found) throw new NotFound(id, ['invitation']);
    requireRoles(await rolesToGive(where, session), [found.role], ['invitation']);
    await invitations.documents().deleteOne({ _id: found._id, agencyId: found.agencyId }, { session });
    await endLinksOf(session, found);
    return found;
  });
}

const endLinksOf = async (session: ClientSession, { _id }: Invitation): Promise<void> =>
  void (await links.documents().deleteMany({ invitationId: _id }, { session }));

/** What whoever follows the link of an invitation is shown. */
export interface Offer {
  agency: string;
  shop: string | null;
  inviter: string;
  role: Role;
  email: string;
  hasAccount: boolean;
}

/** Null for a link that is unknown, used or too old. */
export async function findInvitation(token: string): Promise<Invitation | null> {
  const link = await findLink('INVITATION', token);
  return link && (await invitations.documents().findOne({ _id: link.invitationId!, agencyId: link.agencyId! }));
}

/** Null for a link that is unknown, used or too old. */
export async function findOffer(token: string): Promise<Offer | null> {
  const invitation = await findInvitation(token);
  if (!invitation) return null;
  const { agency, shop = null } = await namesOf(invitation);
  const hasAccount = (await people.documents().findOne({ emailKey: invitation.emailKey }, { projection: { _id: 1 } })) !== null;
  return { agency, shop, inviter: invitation.inviter, role: invitation.role, email: invitation.email, hasAccount };
}

/**
 * Makes whoever was invited, and is signed in, a member. His address is confirmed by that.
 * @throws {UserError} LINK_EXPIRED, INVITATION_NOT_YOURS
 */
export async function acceptInvitation(
  token: string,
  caller: PersonCaller,
  person: Person,
): Promise<{ caller: PersonCaller; invitation: Invitation }> {
  const invitation = await inTransaction((session) => join(session, token, person));
  forgetCallers();
  return { caller: await callerOf({ _id: caller.sessionId, personId: person._id }), invitation };
}

/**
 * The same for somebody who has no account yet: he signs up, without an agency of his own.
 * @throws {UserError} LINK_EXPIRED, EMAIL_TAKEN where he has one
 */
export async function signUpToJoin(
  token: string,
  input: NewMember,
  locale: string,
  client: Client,
): Promise<SignedIn & { invitation: Invitation }> {
  const offer = await findOffer(token);
  if (!offer) throw new UserError('LINK_EXPIRED', 'This link was used already or is too old: ask for a new one', ['token']);
  const person = await newPerson({ ...input, email: offer.email }, locale);
  try {
    const invitation = await inTransaction(async (session) => {
      await people.documents().insertOne(person, { session });
      await requireUnreserved(session, person.emailKey, person._id, ['email']);
      return join(session, token, person);
    });
    return { ...(await startSession(person, client)), invitation };
  } catch (error) {
    if (isDuplicateKey(error)) throw emailTaken();
    throw error;
  }
}

async function join(session: ClientSession, token: string, person: Person): Promise<Invitation> {
  const link = await followLink(session, 'INVITATION', token);
  const invitation = await invitations.documents().findOneAndDelete({ _id: link.invitationId!, agencyId: link.agencyId! }, { session });
  if (!invitation) throw new UserError('LINK_EXPIRED', 'The invitation was withdrawn: ask for a new one', ['token']);
  if (invitation.emailKey !== person.emailKey)
    throw new UserError('INVITATION_NOT_YOURS', `The invitation is for ${invitation.email}: sign in with that address`, ['token']);
  const { agencyId, shopId, role } = invitation;
  const place = { agencyId, shopId, personId: person._id };
  const member = await memberships.documents().findOne(place, { session });
  if (!member) await memberships.documents().insertOne({ _id: new Types.ObjectId(), ...place, role, createdAt: new Date() }, { session });
  const { _id, emailKey: key } = person;
  if (!person.emailConfirmedAt)
    await people.documents().updateOne({ _id, emailKey: key }, { $set: { emailConfirmedAt: new Date() } }, { session });
  return invitation as Invitation;
}
