import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { config } from '#platform/config.js';
import { UserError } from '#platform/errors.js';
import { closeRedis, connectRedis } from '#platform/redis.js';
import { anEmail } from '#tests/support/people.js';
import { countedSignIn, countMail, countSignUp } from './attempts.js';

const usual = { ...config() };
const FEW = 2;

beforeAll(() => {
  Object.assign(config(), { SIGN_IN_ATTEMPTS: FEW, SIGN_UPS_PER_HOUR: FEW });
  return connectRedis();
});
afterAll(async () => {
  await closeRedis();
  Object.assign(config(), usual);
});

let made = 0;
const anAddress = () => `attempts-${process.pid}-${++made}`;
const wrong = () => Promise.reject(new UserError('WRONG_CREDENTIALS', 'wrong'));
const codeOf = (attempt: Promise<unknown>) => attempt.then(() => null).catch(({ code }: UserError) => code);

test('what one address is refused takes nothing from the person, who may come in from another', async () => {
  const [email, attacker] = [anEmail(), anAddress()];
  const codes = [];
  for (let n = 0; n < FEW * 20; n += 1) codes.push(await codeOf(countedSignIn(email, attacker, wrong)));
  expect(codes.filter((code) => code === 'WRONG_CREDENTIALS')).toHaveLength(FEW);
  expect(await codeOf(countedSignIn(email, anAddress(), () => Promise.resolve('in')))).toBeNull();
});

test('an address that has used up its own attempts takes none of the people it names', async () => {
  const attacker = anAddress();
  for (let n = 0; n < FEW * 10; n += 1) await codeOf(countedSignIn(anEmail(), attacker, wrong));
  const email = anEmail();
  // Each of them is let through by the pair's own count, and not by the address's.
  expect(await codeOf(countedSignIn(email, attacker, wrong))).toBe('TOO_MANY_ATTEMPTS');
  const others = [];
  for (let n = 0; n < FEW * 10; n += 1) others.push(await codeOf(countedSignIn(email, anAddress(), wrong)));
  expect(new Set(others)).toEqual(new Set(['WRONG_CREDENTIALS']));
});

test.each([
  ['mails', countMail],
  ['sign-ups', countSignUp],
])('nor any of their %s', async (_what, count) => {
  const [attacker, email] = [anAddress(), anEmail()];
  for (let n = 0; n < FEW; n += 1) expect(await codeOf(count(anEmail(), attacker))).toBeNull();
  for (let n = 0; n < FEW; n += 1) expect(await codeOf(count(email, attacker))).toBe('TOO_MANY_ATTEMPTS');
  for (let n = 0; n < FEW; n += 1) expect(await codeOf(count(email, anAddress()))).toBeNull();
});
