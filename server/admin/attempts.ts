import { config } from '#platform/config.js';
import { UserError } from '#platform/errors.js';
import { RateLimit } from '#platform/rate-limit.js';
import { emailKey } from '#tenants/index.js';

const QUARTER_HOUR = 900;
const HOUR = 3600;
/** What an office behind one address, or a person with a bad memory and many devices, may need. */
const WIDER = 10;

const { SIGN_IN_ATTEMPTS, SIGN_UPS_PER_HOUR } = config();

/** By whom an attempt is counted. The narrow count stops guessing; the wide ones stop it being spread over addresses or people. */
interface Counted {
  limit: RateLimit;
  keyOf: (email: string, address: string) => string;
}

const SIGN_IN: readonly Counted[] = [
  {
    limit: new RateLimit({ name: 'sign-in', points: SIGN_IN_ATTEMPTS, seconds: QUARTER_HOUR }),
    keyOf: (email, address) => `${email} ${address}`,
  },
  { limit: new RateLimit({ name: 'sign-in-email', points: SIGN_IN_ATTEMPTS * WIDER, seconds: QUARTER_HOUR }), keyOf: (email) => email },
  {
    limit: new RateLimit({ name: 'sign-in-address', points: SIGN_IN_ATTEMPTS * WIDER, seconds: QUARTER_HOUR }),
    keyOf: (_email, address) => address,
  },
];

const SIGN_UP: readonly Counted[] = [
  { limit: new RateLimit({ name: 'sign-up-email', points: SIGN_IN_ATTEMPTS, seconds: HOUR }), keyOf: (email) => email },
  { limit: new RateLimit({ name: 'sign-up-address', points: SIGN_UPS_PER_HOUR, seconds: HOUR }), keyOf: (_email, address) => address },
];

/** An attempt to sign in counts until it turns out right. @throws {UserError} TOO_MANY_ATTEMPTS */
export async function countedSignIn<Result>(email: string, address: string, attempt: () => Promise<Result>): Promise<Result> {
  await count(SIGN_IN, email, address);
  const result = await attempt();
  await Promise.all(SIGN_IN.map(({ limit, keyOf }) => limit.giveBack(keyOf(emailKey(email), address))));
  return result;
}

/** Every attempt to sign up counts. @throws {UserError} TOO_MANY_ATTEMPTS */
export const countSignUp = (email: string, address: string): Promise<void> => count(SIGN_UP, email, address);

async function count(counted: readonly Counted[], email: string, address: string): Promise<void> {
  const waits = await Promise.all(counted.map(({ limit, keyOf }) => limit.take(keyOf(emailKey(email), address))));
  const wait = Math.max(...waits);
  if (wait > 0) throw new UserError('TOO_MANY_ATTEMPTS', `Too many attempts: try again in ${wait} s`);
}
