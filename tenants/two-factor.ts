import { randomBytes } from 'node:crypto';
import { Types } from 'mongoose';
import { z } from 'zod';
import { hashToken } from '#platform/crypto.js';
import { UserError } from '#platform/errors.js';
import { type Person, people } from './agency.model.js';
import { provePassword } from './passwords.js';
import type { PersonMailKind } from './person-mail.model.js';
import { greeting, writePersonMail } from './person-mails.js';
import { openPersonSecret, type SealedSecret, sealPersonSecret } from './secrets.js';
import { base32, otpauthUri, stepOfCode } from './totp.js';
import { inTransaction } from './transaction.js';

const Code = z.string().max(100);
export const TwoFactorStart = z.object({ password: z.string().max(200) });
export const TwoFactorConfirm = z.object({ code: Code });
export const RecoveryCodesRenew = z.object({ password: z.string().max(200), code: Code });
export const TwoFactorDisable = z
  .object({ password: z.string().max(200).nullish(), code: Code.nullish() })
  .refine(({ password, code }) => Boolean(password) !== Boolean(code), 'takes the password or a code');
export type TwoFactorDisable = z.infer<typeof TwoFactorDisable>;

const RECOVERY_CODES = 10;
/** As long as SHA-1's output, as RFC 4226 recommends. */
const SECRET_BYTES = 20;
const PURPOSE = 'two-factor';

/** What an authenticator app takes. It counts for nothing until a code of it has come back. */
export interface PendingSecret {
  secret: string;
  uri: string;
}

const wrongCode = () => new UserError('WRONG_CODE', 'The code is wrong, or was used already: wait for the next', ['code']);

/** Begun twice, the later secret counts. @throws {UserError} WRONG_CREDENTIALS, WRONG_STATE where there is a second factor already */
export async function startTwoFactor(person: Person, password: string): Promise<PendingSecret> {
  await provePassword(person, password);
  const secret = randomBytes(SECRET_BYTES);
  const sealed = sealPersonSecret(person._id, PURPOSE, secret.toString('base64'));
  const { matchedCount } = await people
    .documents()
    .updateOne({ ...keyOf(person), twoFactor: null }, { $set: { twoFactorPending: { secret: sealed, startedAt: new Date() } } });
  if (matchedCount === 0) throw new UserError('WRONG_STATE', 'There is a second factor already: switch it off first');
  return { secret: base32(secret), uri: otpauthUri(secret, person.email) };
}

/** From now on signing in takes a code. Answers the recovery codes, which are shown this once. @throws {UserError} WRONG_STATE, WRONG_CODE */
export async function confirmTwoFactor(person: Person, code: string): Promise<string[]> {
  const pending = person.twoFactorPending;
  if (!pending || person.twoFactor) throw new UserError('WRONG_STATE', 'There is no secret to confirm: begin anew');
  const lastStep = stepOfCode(openSecretOf(person, pending.secret), digitsOf(code));
  if (lastStep === null) throw wrongCode();
  const codes = newRecoveryCodes();
  const twoFactor = { secret: pending.secret, enabledAt: new Date(), lastStep, recovery: codes.map(hashOfRecoveryCode) };
  const isSame = { ...keyOf(person), twoFactor: null, 'twoFactorPending.secret': pending.secret };
  await changeAndTell(person, isSame, { twoFactor, twoFactorPending: null }, 'TWO_FACTOR_ENABLED');
  return codes;
}

/**
 * New recovery codes in place of all that there were. A code of the app alone will do: one old recovery code that was found must not make
 * ten. Whoever calls it has had the password proved. Answers the codes, which are shown this once.
 * @throws {UserError} WRONG_STATE, WRONG_CODE
 */
export async function renewRecoveryCodes(person: Person, code: string): Promise<string[]> {
  if (!person.twoFactor) throw noSecondFactor();
  await spendAppCode(person, digitsOf(code));
  const codes = newRecoveryCodes();
  const isSame = { ...keyOf(person), 'twoFactor.secret': person.twoFactor.secret };
  await changeAndTell(person, isSame, { 'twoFactor.recovery': codes.map(hashOfRecoveryCode) }, 'RECOVERY_CODES_RENEWED');
  return codes;
}

/** By the password or a code. @throws {UserError} WRONG_STATE, WRONG_CREDENTIALS, WRONG_CODE */
export async function disableTwoFactor(person: Person, { password, code }: TwoFactorDisable): Promise<void> {
  if (!person.twoFactor) throw noSecondFactor();
  if (password) await provePassword(person, password);
  if (code) await spendCode(person, code);
  await changeAndTell(
    person,
    { ...keyOf(person), twoFactor: { $ne: null } },
    { twoFactor: null, twoFactorPending: null },
    'TWO_FACTOR_DISABLED',
  );
}

/**
 * Takes a code of the app, or a recovery code: each once, also when it comes twice at the same moment.
 * @throws {UserError} WRONG_CODE
 */
export async function spendCode(person: Person, code: string): Promise<void> {
  const digits = digitsOf(code);
  return /^\d{6}$/.test(digits) ? spendAppCode(person, digits) : spendRecoveryCode(person, code);
}

async function spendAppCode(person: Person, digits: string): Promise<void> {
  const { twoFactor } = person;
  if (!twoFactor) throw noSecondFactor();
  const step = stepOfCode(openSecretOf(person, twoFactor.secret), digits);
  if (step === null) throw wrongCode();
  const isNew = { ...keyOf(person), 'twoFactor.secret': twoFactor.secret, 'twoFactor.lastStep': { $lt: step } };
  const { matchedCount } = await people.documents().updateOne(isNew, { $set: { 'twoFactor.lastStep': step } });
  if (matchedCount === 0) throw wrongCode();
}

/** Its owner is told: codes are for when the app is lost. */
async function spendRecoveryCode(person: Person, code: string): Promise<void> {
  const spent = hashOfRecoveryCode(code);
  await inTransaction(async (session) => {
    const after = await people
      .documents()
      .findOneAndUpdate(
        { ...keyOf(person), 'twoFactor.recovery': spent },
        { $pull: { 'twoFactor.recovery': spent } as never },
        { session, returnDocument: 'after' },
      );
    if (!after) throw wrongCode();
    const facts = { ...greeting(person), recoveryCodesLeft: after.twoFactor?.recovery.length ?? 0 };
    const { email: recipient, locale } = person;
    await writePersonMail(session, { kind: 'RECOVERY_CODE_USED', effect: `RECOVERY_CODE_USED/${spent}`, recipient, locale, facts });
  });
}

/** @throws {UserError} WRONG_STATE where somebody else has changed it meanwhile */
async function changeAndTell(
  person: Person,
  when: object,
  change: Partial<Person> | { 'twoFactor.recovery': string[] },
  kind: PersonMailKind,
): Promise<void> {
  const effect = `${kind}/${new Types.ObjectId().toHexString()}`;
  await inTransaction(async (session) => {
    const { matchedCount } = await people.documents().updateOne(when, { $set: change }, { session });
    if (matchedCount === 0) throw new UserError('WRONG_STATE', 'The second factor has been changed meanwhile: look at it again');
    await writePersonMail(session, { kind, effect, recipient: person.email, locale: person.locale, facts: greeting(person) });
  });
}

const noSecondFactor = () => new UserError('WRONG_STATE', 'There is no second factor');

const keyOf = ({ _id, emailKey }: Person) => ({ _id, emailKey });

const openSecretOf = ({ _id }: Person, sealed: SealedSecret): Buffer => Buffer.from(openPersonSecret(_id, PURPOSE, sealed), 'base64');

/** People type codes as they are shown, in two groups. */
const digitsOf = (code: string): string => code.replace(/\s/g, '');

/** 80 random bits: `abcd-efgh-ijkl-mnop`. Nobody guesses one, and none is found from its hash. */
const newRecoveryCode = (): string =>
  base32(randomBytes(10))
    .toLowerCase()
    .replace(/(.{4})(?=.)/g, '$1-');

const newRecoveryCodes = (): string[] => Array.from({ length: RECOVERY_CODES }, newRecoveryCode);

const hashOfRecoveryCode = (code: string): string => hashToken(code.toLowerCase().replace(/[^a-z2-7]/g, ''));

/** The same secrets under the newest key. False where somebody has changed them meanwhile. */
export async function resealTwoFactor(person: Person): Promise<boolean> {
  const { twoFactor, twoFactorPending } = person;
  const anew = ({ secret }: { secret: SealedSecret }) =>
    sealPersonSecret(person._id, PURPOSE, openPersonSecret(person._id, PURPOSE, secret));
  const places = { ...(twoFactor ? { twoFactor } : {}), ...(twoFactorPending ? { twoFactorPending } : {}) };
  const read = Object.fromEntries(Object.entries(places).map(([name, { secret }]) => [`${name}.secret`, secret]));
  const sealed = Object.fromEntries(Object.entries(places).map(([name, place]) => [`${name}.secret`, anew(place)]));
  return (await people.documents().updateOne({ ...keyOf(person), ...read }, { $set: sealed })).matchedCount === 1;
}
