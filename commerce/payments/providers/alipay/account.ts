import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { UserError } from '#platform/errors.js';
import type { Connection, OpenAccount, Place } from '../../provider.js';
import { type Caller, call, callerOf, Refusal, UnsignedAnswer } from './client.js';
import { isPairOf, privateKeyOf, publicKeyOf } from './keys.js';

/** Longer than any key in PEM. */
const LONGEST_KEY = 10_000;

const keyBy = (read: (text: string) => string | null, message: string) =>
  z
    .string()
    .max(LONGEST_KEY)
    .transform((text, issues) => {
      const key = read(text);
      if (key !== null) return key;
      issues.addIssue({ code: 'custom', message });
      return z.NEVER;
    });

/** Parsed keys are PEM: PKCS #8 and SPKI. */
export const AlipayAccount = z.strictObject({
  appId: z
    .string()
    .trim()
    .regex(/^\d{16}$/, 'takes the 16 digits of an application at Alipay (APPID)'),
  sellerId: z
    .string()
    .trim()
    .regex(/^2088\d{12}$/, "takes the 16 digits of the merchant's own account at Alipay (PID), which begin with 2088")
    .nullish(),
  privateKey: keyBy(privateKeyOf, "takes the application's RSA private key of 2048 bits or more: PEM, or what Alipay's key tool shows"),
  alipayPublicKey: keyBy(publicKeyOf, "takes Alipay's public key, as Alipay's console shows it for the application"),
});
export type AlipayAccount = z.infer<typeof AlipayAccount>;

export const AlipayAccountChange = AlipayAccount.omit({ appId: true }).partial();
export type AlipayAccountChange = z.infer<typeof AlipayAccountChange>;

/** @throws {UserError} INVALID_INPUT @throws {ProviderError} */
export async function connect({ appId, sellerId, privateKey, alipayPublicKey }: AlipayAccount, { mode }: Place): Promise<Connection> {
  await prove({ mode, appId, privateKey, publicKeys: [alipayPublicKey] });
  return {
    externalId: appId,
    secrets: { privateKey },
    signing: [alipayPublicKey],
    settings: { appId, ...(sellerId ? { sellerId } : {}) },
  };
}

/** Alipay changes its key with the application's: each is tried with what the other is from now on. */
export async function change(
  { sellerId, privateKey, alipayPublicKey }: AlipayAccountChange,
  account: OpenAccount,
): Promise<Partial<Connection>> {
  const caller = callerOf(account);
  if (privateKey || alipayPublicKey)
    await prove({
      ...caller,
      privateKey: privateKey ?? caller.privateKey,
      publicKeys: alipayPublicKey ? [alipayPublicKey] : caller.publicKeys,
    });
  return {
    signing: alipayPublicKey && !account.signing.includes(alipayPublicKey) ? [alipayPublicKey] : [],
    secrets: privateKey ? { privateKey } : {},
    settings: sellerId ? { sellerId } : {},
  };
}

/**
 * Asks about a trade that cannot exist: a signed "there is none" shows that the application and both keys belong together.
 * @throws {UserError} INVALID_INPUT, naming the field that is wrong @throws {ProviderError}
 */
async function prove(caller: Caller): Promise<void> {
  if (caller.publicKeys.some((key) => isPairOf(caller.privateKey, key)))
    throw wrong('alipayPublicKey', "is the application's own public key: take the one that the console shows as Alipay's (支付宝公钥)");
  try {
    await call(caller, 'alipay.trade.query', { out_trade_no: `connect_${randomUUID().replaceAll('-', '')}` });
  } catch (error) {
    if (error instanceof UnsignedAnswer)
      throw wrong('alipayPublicKey', "does not fit what Alipay signs for this application: take the one in Alipay's console (支付宝公钥)");
    if (!(error instanceof Refusal)) throw error;
    if (error.subCode === 'ACQ.TRADE_NOT_EXIST') return;
    if (error.subCode === 'isv.invalid-signature')
      throw wrong('privateKey', 'does not fit the public key that the application has at Alipay (应用公钥): enter its pair there');
    if (error.subCode === 'isv.invalid-app-id' || error.subCode === 'isv.missing-app-id')
      throw wrong('appId', 'is no application that Alipay knows');
    throw error;
  }
}

const wrong = (field: string, message: string) => new UserError('INVALID_INPUT', `${field}: ${message}`, [field]);
