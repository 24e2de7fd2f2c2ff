import { config } from '#platform/config.js';
import { UserError } from '#platform/errors.js';
import { RateLimit } from '#platform/rate-limit.js';
import { emailKey } from '#tenants/index.js';

const QUARTER_HOUR = 900;
const HOUR = 3600;
/** What an office behind one address, or a person with a bad memory and many devices, may need. */
const WIDER = 10;

/** By whom an attempt is counted. */
interface Counted {
  limit: RateLimit;
  keyOf: (email: string, address: string) => string;
}

const counted = (name: string, points: number, seconds: number, keyOf: Counted['keyOf']): Counted => ({
  limit: new RateLimit({ name, points, seconds }),
  keyOf,
});

/**
 * The narrow count stops guessing; the wide ones stop it being spread over addresses or people. They are taken in this order, and whom
 * one of them refuses takes nothing from the next: what is his own comes before what he shares with the person whose address he names,
 * whom he could shut out otherwise.
 */
function limitsOf({ SIGN_IN_ATTEMPTS: few, SIGN_UPS_PER_HOUR }: ReturnType<typeof config>) {
  return {
    signIn: [
      counted('sign-in', few, QUARTER_HOUR, (email, address) => `${email} ${address}`),
      counted('sign-in-address', few * WIDER, QUARTER_HOUR, (_email, address) => address),
      counted('sign-in-email', few * WIDER, QUARTER_HOUR, (email) => email),
    ],
    // Only those who know the password come so far: nobody else can use it up.
    code: [counted('second-factor', few, QUARTER_HOUR, (email) => email)],
    // Mails that somebody else receives.
    mail: [
      counted('mail-address', SIGN_UPS_PER_HOUR, HOUR, (_email, address) => address),
      counted('mail-email', few, HOUR, (email) => email),
    ],
    invitation: [
      counted('invitation-agency', SIGN_UPS_PER_HOUR * WIDER, HOUR, (_email, agency) => agency),
      counted('invitation-email', few, HOUR, (email) => email),
    ],
    link: [counted('link-address', few * WIDER, QUARTER_HOUR, (_email, address) => address)],
    signUp: [
      counted('sign-up-address', SIGN_UPS_PER_HOUR, HOUR, (_email, address) => address),
      counted('sign-up-email', few, HOUR, (email) => email),
    ],
  };
}

let made: ReturnType<typeof limitsOf> | undefined;
const limits = () => {
  made ??= limitsOf(config());
  return made;
};

/**
 * An attempt to sign in counts until it turns out right: so does one whose password was right and whose code is still to come.
 * @throws {UserError} TOO_MANY_ATTEMPTS
 */
export const countedSignIn = <Result>(email: string, address: string, attempt: () => Promise<Result>): Promise<Result> =>
  counting(limits().signIn, email, address, attempt);

/** An attempt at a person's second factor. @throws {UserError} TOO_MANY_ATTEMPTS */
export const countedCode = <Result>(email: string, attempt: () => Promise<Result>): Promise<Result> =>
  counting(limits().code, email, '', attempt);

async function counting<Result>(by: readonly Counted[], email: string, address: string, attempt: () => Promise<Result>): Promise<Result> {
  await count(by, email, address);
  const giveBack = () => Promise.all(by.map(({ limit, keyOf }) => limit.giveBack(keyOf(emailKey(email), address))));
  try {
    const result = await attempt();
    await giveBack();
    return result;
  } catch (error) {
    if (error instanceof UserError && error.code === 'TWO_FACTOR_REQUIRED') await giveBack();
    throw error;
  }
}

/** Each mail that somebody has sent to an address counts. @throws {UserError} TOO_MANY_ATTEMPTS */
export const countMail = (email: string, address: string): Promise<void> => count(limits().mail, email, address);

/** Each invitation counts, by whom it reaches and by which agency sends it. @throws {UserError} TOO_MANY_ATTEMPTS */
export const countInvitation = (email: string, agency: string): Promise<void> => count(limits().invitation, email, agency);

/** Each link that is followed counts. @throws {UserError} TOO_MANY_ATTEMPTS */
export const countLink = (address: string): Promise<void> => count(limits().link, '', address);

/** Every attempt to sign up counts. @throws {UserError} TOO_MANY_ATTEMPTS */
export const countSignUp = (email: string, address: string): Promise<void> => count(limits().signUp, email, address);

async function count(by: readonly Counted[], email: string, address: string): Promise<void> {
  for (const { limit, keyOf } of by) {
    const wait = await limit.take(keyOf(emailKey(email), address));
    if (wait > 0) throw new UserError('TOO_MANY_ATTEMPTS', `Too many attempts: try again in ${wait} s`);
  }
}
