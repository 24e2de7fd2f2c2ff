import { randomBytes } from 'node:crypto';
import { jest } from '@jest/globals';
import { Types } from 'mongoose';
import { memberships, type Person, people } from '#tenants/agency.model.js';
import { AgencyContext } from '#tenants/context.js';
import { signUp } from '#tenants/people.js';
import type { Role } from '#tenants/permissions.js';
import { type PersonMail, type PersonMailKind, personMails } from '#tenants/person-mail.model.js';
import { linkTokenOf } from '#tenants/person-mails.js';
import { hotp, stepAt } from '#tenants/totp.js';

export const PASSWORD = 'correct horse battery';

export const anEmail = (): string => `person-${randomBytes(6).toString('hex')}@example.com`;

/** A person who has signed up, and the agency that he owns. */
export async function somebody(email = anEmail(), locale = 'en') {
  const input = { email, password: PASSWORD, name: 'Owner', agencyName: 'Many Shops' };
  const { person, token, caller, agency } = await signUp(input, locale);
  return { email, person, token, caller, agency: actingFor(agency._id, person._id) };
}

/** The same, with his address confirmed: he may invite people. */
export async function aConfirmedSomebody() {
  const made = await somebody();
  await confirmAddress(made.email);
  return made;
}

/** The agency, as this person acts for it. */
export const actingFor = (agency: Types.ObjectId, person: Types.ObjectId): AgencyContext =>
  new AgencyContext(agency, { kind: 'staff', userId: person }, 'req_test', 'en');

/** Another person of the agency, or of one of its shops alone. */
export async function aMember(agency: AgencyContext, role: Role, shopId: Types.ObjectId | null = null) {
  const { person, token, caller, email } = await somebody();
  const _id = new Types.ObjectId();
  await memberships.documents().insertOne({ _id, agencyId: agency.agencyId, shopId, personId: person._id, role, createdAt: new Date() });
  return { membershipId: _id, person, token, caller, email, agency: actingFor(agency.agencyId, person._id) };
}

/** As he is now. */
export const personNow = async ({ _id }: Pick<Person, '_id'>): Promise<Person> => (await people.documents().findOne({ _id }))!;

/** An owner of the agency who has confirmed his address: it may open live shops. */
export async function aConfirmedOwner(agency: AgencyContext): Promise<void> {
  const { person } = await aMember(agency, 'OWNER');
  await confirmAddress(person.email);
}

/** As if he had followed the link. */
export const confirmAddress = async (email: string): Promise<void> =>
  void (await people.documents().updateOne({ emailKey: email.toLowerCase() }, { $set: { emailConfirmedAt: new Date() } }));

/** The mails that were written to an address, the first first. */
export const mailsTo = (email: string, kind?: PersonMailKind): Promise<PersonMail[]> =>
  personMails
    .documents()
    .find({ recipient: email, ...(kind ? { kind } : {}) }, { sort: { _id: 1 } })
    .toArray() as Promise<PersonMail[]>;

/** The token in the last mail of a kind to an address. */
export async function tokenMailed(email: string, kind: PersonMailKind): Promise<string> {
  const mail = (await mailsTo(email, kind)).at(-1);
  const token = mail && linkTokenOf(mail);
  if (!token) throw new Error(`No mail ${kind} with a link was written to ${email}`);
  return token;
}

/** What an authenticator app shows that was given this secret: now, or so many steps from now. */
export function codeOf(secret: string, stepsAway = 0): string {
  const bits = [...secret].map((letter) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(letter).toString(2).padStart(5, '0')).join('');
  const bytes = (bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2));
  return hotp(Buffer.from(bytes), stepAt(Date.now()) + stepsAway);
}

/** From now on it is the middle of one step: no code changes while a test uses it. Answers how to let time go on. */
export function holdTheStep(): () => void {
  const held = jest.spyOn(Date, 'now').mockReturnValue((stepAt(Date.now()) + 0.5) * 30_000);
  return () => held.mockRestore();
}
