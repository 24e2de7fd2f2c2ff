import { z } from 'zod';

/** WeChat Pay shares at most 30 % of a payment out; the same bound holds for an application fee. In basis points. */
const MOST_COMMISSION = 3000;

/** Percent as text, kept in basis points. */
const Commission = z
  .string()
  .trim()
  .regex(/^\d{1,2}(\.\d{1,2})?$/, 'takes percent with at most two decimals, such as "0.6"')
  .transform(toBasisPoints)
  .refine((points) => points <= MOST_COMMISSION, { error: `is at most ${MOST_COMMISSION / 100} percent` });

function toBasisPoints(percent: string): number {
  const [whole, part = ''] = percent.split('.');
  return Number(whole) * 100 + Number(part.padEnd(2, '0'));
}

/** `0.6` of 60 basis points. */
export const percentOf = (points: number): string => String(points / 100);

const SecretKey = z
  .string()
  .trim()
  .regex(/^[sr]k_(test|live)_\w{3,250}$/, "takes a secret key of Stripe's: sk_test_…, sk_live_… or a restricted rk_… key");
const WebhookSecret = z
  .string()
  .trim()
  .regex(/^whsec_[\w+/=-]{3,250}$/, "takes a signing secret of Stripe's: whsec_…");
const PublishableKey = z
  .string()
  .trim()
  .regex(/^pk_(test|live)_\w{3,250}$/, "takes a publishable key of Stripe's: pk_test_… or pk_live_…");

const StripePlatform = z.strictObject({
  secretKey: SecretKey,
  webhookSecret: WebhookSecret.nullish(),
  publishableKey: PublishableKey.nullish(),
  commission: Commission.nullish(),
});
export type StripePlatform = z.infer<typeof StripePlatform>;
const StripePlatformChange = StripePlatform.partial();
export type StripePlatformChange = z.infer<typeof StripePlatformChange>;

const Pem = (what: string) =>
  z
    .string()
    .trim()
    .max(10_000)
    .regex(/^-----BEGIN [A-Z ]+-----[\s\S]+-----END [A-Z ]+-----$/, `takes ${what} as PEM: -----BEGIN …`);

const WeChatPayPlatform = z.strictObject({
  mchid: z
    .string()
    .trim()
    .regex(/^\d{8,32}$/, "takes the service provider's merchant id: digits"),
  appId: z
    .string()
    .trim()
    .regex(/^wx\w{8,40}$/, 'takes an AppID: wx…'),
  apiV3Key: z
    .string()
    .trim()
    .regex(/^[\x21-\x7e]{32}$/, 'takes the APIv3 key: 32 characters'),
  serial: z
    .string()
    .trim()
    .regex(/^[0-9A-Fa-f]{8,64}$/, "takes the certificate's serial number: hexadecimal digits"),
  privateKey: Pem('the private key'),
  publicKeyId: z
    .string()
    .trim()
    .regex(/^PUB_KEY_ID_\w{8,64}$/, "takes the public key's id: PUB_KEY_ID_…")
    .nullish(),
  publicKey: Pem("WeChat Pay's public key").nullish(),
  commission: Commission.nullish(),
});
export type WeChatPayPlatform = z.infer<typeof WeChatPayPlatform>;

const together = (one: string | null | undefined, other: string | null | undefined) => (one == null) === (other == null);
const publicKeyWhole = {
  error: 'come together: the public key and its id',
  path: ['publicKey'],
};
const WeChatPayPlatformChange = WeChatPayPlatform.omit({ mchid: true, appId: true }).partial();
export type WeChatPayPlatformChange = z.infer<typeof WeChatPayPlatformChange>;

/** Exactly one of them is there. */
export const NewPlatform = z.strictObject({
  stripe: StripePlatform.optional(),
  wechatPay: WeChatPayPlatform.refine((given) => together(given.publicKeyId, given.publicKey), publicKeyWhole).optional(),
});
export type NewPlatform = z.infer<typeof NewPlatform>;

export const PlatformChange = z.strictObject({
  stripe: StripePlatformChange.optional(),
  wechatPay: WeChatPayPlatformChange.refine((given) => together(given.publicKeyId, given.publicKey), publicKeyWhole)
    .refine((given) => together(given.serial, given.privateKey), {
      error: 'come together: the private key and the serial number of its certificate',
      path: ['privateKey'],
    })
    .optional(),
});
export type PlatformChange = z.infer<typeof PlatformChange>;
