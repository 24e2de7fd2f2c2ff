import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { connectForTest, disconnectAfterTest } from '#tests/support/database.js';
import { codeOf, holdTheStep, mailsTo, PASSWORD, personNow, somebody } from '#tests/support/people.js';
import { signIn } from './people.js';
import { confirmTwoFactor, disableTwoFactor, renewRecoveryCodes, startTwoFactor } from './two-factor.js';

let letTimeGoOn: () => void;
beforeAll(async () => {
  await connectForTest();
  letTimeGoOn = holdTheStep();
});
afterAll(async () => {
  letTimeGoOn();
  await disconnectAfterTest();
});

/** A person whose second factor was confirmed by the code of the step before: the current one is still to be used. */
async function withSecondFactor() {
  const { person, email } = await somebody();
  const { secret, uri } = await startTwoFactor(person, PASSWORD);
  const recoveryCodes = await confirmTwoFactor(await personNow(person), codeOf(secret, -1));
  const comeIn = (code?: string) => signIn({ email, password: PASSWORD, code });
  return { person, email, secret, uri, recoveryCodes, comeIn };
}
const wrongCode = { code: 'WRONG_CODE', field: ['code'] };
const outcomes = async (attempts: Promise<unknown>[]) => (await Promise.allSettled(attempts)).map(({ status }) => status).sort();

describe('a second factor', () => {
  test('counts once a code has confirmed it, and its secret is sealed', async () => {
    const { person, email } = await somebody();
    const { secret, uri } = await startTwoFactor(person, PASSWORD);
    expect(uri).toContain(`secret=${secret}&issuer=Shopyard`);
    await signIn({ email, password: PASSWORD });
    await expect(confirmTwoFactor(await personNow(person), '000000')).rejects.toMatchObject(wrongCode);
    await confirmTwoFactor(await personNow(person), codeOf(secret, -1));
    expect(JSON.stringify(await personNow(person))).not.toContain(secret);
    await expect(signIn({ email, password: PASSWORD })).rejects.toMatchObject({ code: 'TWO_FACTOR_REQUIRED', field: ['code'] });
    expect((await signIn({ email, password: PASSWORD, code: codeOf(secret) })).person.email).toBe(email);
    expect((await mailsTo(email)).map(({ kind }) => kind)).toEqual(['EMAIL_CONFIRMATION', 'TWO_FACTOR_ENABLED']);
  });

  test('is asked for after the password alone: a wrong password is told as ever', async () => {
    const { email, secret } = await withSecondFactor();
    const attempt = signIn({ email, password: 'wrong horse battery', code: codeOf(secret) });
    await expect(attempt).rejects.toMatchObject({ code: 'WRONG_CREDENTIALS' });
  });

  test('is begun with the password, and not where there is one', async () => {
    const { person } = await withSecondFactor();
    const fresh = await somebody();
    await expect(startTwoFactor(fresh.person, 'wrong horse battery')).rejects.toMatchObject({ code: 'WRONG_CREDENTIALS' });
    await expect(startTwoFactor(await personNow(person), PASSWORD)).rejects.toMatchObject({ code: 'WRONG_STATE' });
  });

  test('is confirmed once, also twice at the same moment', async () => {
    const { person } = await somebody();
    const { secret } = await startTwoFactor(person, PASSWORD);
    const begun = await personNow(person);
    const both = [confirmTwoFactor(begun, codeOf(secret)), confirmTwoFactor(begun, codeOf(secret))];
    expect(await outcomes(both)).toEqual(['fulfilled', 'rejected']);
  });

  test.each(['the password', 'a code'])('ends by %s', async (by) => {
    const { person, email, secret } = await withSecondFactor();
    const now = await personNow(person);
    await expect(disableTwoFactor(now, { password: 'wrong horse battery' })).rejects.toMatchObject({ code: 'WRONG_CREDENTIALS' });
    await expect(disableTwoFactor(now, { code: '000000' })).rejects.toMatchObject(wrongCode);
    await disableTwoFactor(now, by === 'a code' ? { code: codeOf(secret) } : { password: PASSWORD });
    await signIn({ email, password: PASSWORD });
    expect((await mailsTo(email)).at(-1)).toMatchObject({ kind: 'TWO_FACTOR_DISABLED' });
  });
});

describe('a code', () => {
  test('is taken once, and none before it', async () => {
    const { comeIn, secret } = await withSecondFactor();
    await comeIn(` ${codeOf(secret).slice(0, 3)} ${codeOf(secret).slice(3)} `);
    await expect(comeIn(codeOf(secret))).rejects.toMatchObject(wrongCode);
    await expect(comeIn(codeOf(secret, -1))).rejects.toMatchObject(wrongCode);
    await comeIn(codeOf(secret, 1));
  });

  test('that comes twice at the same moment lets one in', async () => {
    const { comeIn, secret } = await withSecondFactor();
    expect(await outcomes([comeIn(codeOf(secret)), comeIn(codeOf(secret))])).toEqual(['fulfilled', 'rejected']);
  });
});

describe('a recovery code', () => {
  test('is taken once, however it is typed, and its owner is told', async () => {
    const { comeIn, recoveryCodes, email, person } = await withSecondFactor();
    const [first, second] = recoveryCodes;
    expect([recoveryCodes.length, new Set(recoveryCodes).size]).toEqual([10, 10]);
    expect(JSON.stringify(await personNow(person))).not.toContain(first!.replaceAll('-', ''));
    await comeIn(first!.toUpperCase().replaceAll('-', ' '));
    await expect(comeIn(first)).rejects.toMatchObject(wrongCode);
    expect((await mailsTo(email)).at(-1)).toMatchObject({ kind: 'RECOVERY_CODE_USED', facts: { recoveryCodesLeft: 9 } });
    await comeIn(second);
    expect((await personNow(person)).twoFactor?.recovery).toHaveLength(8);
  });

  test('is replaced with all others by a code of the app, once, and its owner is told', async () => {
    const { comeIn, recoveryCodes, email, person, secret } = await withSecondFactor();
    const now = await personNow(person);
    for (const wrong of ['000000', recoveryCodes[0]!, '']) await expect(renewRecoveryCodes(now, wrong)).rejects.toMatchObject(wrongCode);
    const both = [renewRecoveryCodes(now, codeOf(secret)), renewRecoveryCodes(now, codeOf(secret))];
    expect(await outcomes(both)).toEqual(['fulfilled', 'rejected']);
    const fresh = await Promise.any(both);
    expect(new Set([...recoveryCodes, ...fresh]).size).toBe(20);
    expect((await mailsTo(email)).at(-1)).toMatchObject({ kind: 'RECOVERY_CODES_RENEWED' });
    for (const old of recoveryCodes) await expect(comeIn(old)).rejects.toMatchObject(wrongCode);
    await comeIn(fresh[9]);
    expect((await personNow(person)).twoFactor?.recovery).toHaveLength(9);
  });

  test('is none where there is no second factor', async () => {
    const { person } = await somebody();
    await expect(renewRecoveryCodes(person, '123456')).rejects.toMatchObject({ code: 'WRONG_STATE' });
  });

  test('that comes twice at the same moment lets one in', async () => {
    const { comeIn, recoveryCodes } = await withSecondFactor();
    expect(await outcomes([comeIn(recoveryCodes[0]), comeIn(recoveryCodes[0])])).toEqual(['fulfilled', 'rejected']);
  });
});
