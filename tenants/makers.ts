import type { ClientSession, Types } from 'mongoose';
import type { Filter } from '#platform/mongo.js';
import { type Membership, memberships } from './agency.model.js';
import { type Invitation, invitations } from './invitation.model.js';
import { links } from './link.model.js';
import { allows } from './permissions.js';
import { scopesOfRoles } from './rights.js';
import { type AccessToken, accessTokens } from './token.model.js';

// What somebody has made ends with the rights by which he made it.

/** Neither revoked nor expired. */
export const inUse = (): Filter<AccessToken> => ({ revokedAt: null, $or: [{ expiresAt: null }, { expiresAt: { $gt: new Date() } }] });

/**
 * Revokes tokens with the tokens that they made, the tokens that those made, and so on; open invitations of theirs are withdrawn. A token
 * in use stands below tokens in use alone, of which a place has few: so each round has fewer left, and nothing is overlooked.
 */
export async function revokeTokens(session: ClientSession, agencyId: Types.ObjectId, ids: readonly Types.ObjectId[]): Promise<void> {
  const revokedAt = new Date();
  let round = [...ids];
  while (round.length > 0) {
    const made = { agencyId, 'madeBy.kind': 'app', 'madeBy.id': { $in: round } };
    const below = await accessTokens
      .documents()
      .find({ ...made, ...inUse() }, { session, projection: { _id: 1 } })
      .toArray();
    await accessTokens.documents().updateMany({ agencyId, _id: { $in: round }, revokedAt: null }, { $set: { revokedAt } }, { session });
    await withdrawInvitations(session, made);
    round = below.map(({ _id }) => _id);
  }
}

/** After a membership is gone or lower: his tokens there that may do more than he himself now, and his open invitations. */
export async function endWhatHeMade(session: ClientSession, { agencyId, shopId, personId }: Membership): Promise<void> {
  const made = { agencyId, ...(shopId ? { shopId } : {}), 'madeBy.kind': 'person', 'madeBy.id': personId };
  const tokens = await accessTokens
    .documents()
    .find({ ...made, ...inUse() }, { session })
    .toArray();
  const held = await memberships.documents().find({ agencyId, personId }, { session }).toArray();
  const isBeyondHim = (token: AccessToken): boolean => {
    const here = held.filter((one) => one.shopId === null || token.shopId?.equals(one.shopId));
    const scopes = scopesOfRoles(here.map(({ role }) => role));
    return !token.scopes.every((scope) => allows(scopes, scope));
  };
  const lost = tokens.filter((token) => isBeyondHim(token as AccessToken)).map(({ _id }) => _id);
  await revokeTokens(session, agencyId, lost);
  await withdrawInvitations(session, made);
}

async function withdrawInvitations(session: ClientSession, made: Filter<Invitation>): Promise<void> {
  const open = await invitations
    .documents()
    .find(made, { session, projection: { _id: 1 } })
    .toArray();
  if (open.length === 0) return;
  const ids = open.map(({ _id }) => _id);
  await invitations.documents().deleteMany({ ...made, _id: { $in: ids } }, { session });
  await links.documents().deleteMany({ invitationId: { $in: ids } }, { session });
}
