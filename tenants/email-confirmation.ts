import type { ClientSession } from 'mongoose';
import { hashToken } from '#platform/crypto.js';
import { UserError } from '#platform/errors.js';
import { memberships, type Person, people } from './agency.model.js';
import type { AgencyContext } from './context.js';
import { followLink, LINK_MS, makeLink } from './links.js';
import { greeting, writePersonMail } from './person-mails.js';
import { inTransaction } from './transaction.js';

/** Writes him a mail whose link only the reader of the address has. */
export async function sendConfirmation(session: ClientSession, person: Person): Promise<void> {
  const token = await makeLink(session, { purpose: 'CONFIRM_EMAIL', emailKey: person.emailKey, personId: person._id });
  await writePersonMail(session, {
    kind: 'EMAIL_CONFIRMATION',
    effect: `EMAIL_CONFIRMATION/${hashToken(token)}`,
    recipient: person.email,
    locale: person.locale,
    facts: greeting(person),
    link: { token, lastsMs: LINK_MS.CONFIRM_EMAIL },
  });
}

/** Once more, to whoever did not get it. @throws {UserError} WRONG_STATE where the address is confirmed already */
export async function sendConfirmationAgain(person: Person): Promise<void> {
  if (person.emailConfirmedAt) throw new UserError('WRONG_STATE', `${person.email} is confirmed already`);
  await inTransaction((session) => sendConfirmation(session, person));
}

/** The link need not be followed where he is signed in. @throws {UserError} LINK_EXPIRED */
export const confirmEmail = (token: string): Promise<void> =>
  inTransaction(async (session) => {
    const { personId, emailKey } = await followLink(session, 'CONFIRM_EMAIL', token);
    const { matchedCount } = await people
      .documents()
      .updateOne({ _id: personId!, emailKey }, { $set: { emailConfirmedAt: new Date() } }, { session });
    if (matchedCount === 0) throw new UserError('LINK_EXPIRED', 'The account has another address by now', ['token']);
  });

/** Whether somebody can be reached who owns the agency. */
export async function hasConfirmedOwner({ agencyId }: Pick<AgencyContext, 'agencyId'>): Promise<boolean> {
  const owners = await memberships
    .documents()
    .find({ agencyId, shopId: null, role: 'OWNER' }, { projection: { personId: 1 } })
    .toArray();
  const confirmed = { _id: { $in: owners.map(({ personId }) => personId) }, emailConfirmedAt: { $ne: null } };
  return (await people.documents().findOne(confirmed, { projection: { _id: 1 } })) !== null;
}
