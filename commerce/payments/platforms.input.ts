import { z } from 'zod';
import { StripeAccount } from './providers/stripe/account.js';
import { WechatPayAccount } from './providers/wechat-pay/account.js';

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

const StripePlatform = StripeAccount.pick({ secretKey: true, webhookSecret: true, publishableKey: true }).extend({
  commission: Commission.nullish(),
});
export type StripePlatform = z.infer<typeof StripePlatform>;
const StripePlatformChange = StripePlatform.partial();
export type StripePlatformChange = z.infer<typeof StripePlatformChange>;

const WeChatPayPlatform = WechatPayAccount.omit({ miniProgramAppId: true, mobileAppId: true }).extend({
  name: z.string().trim().min(1).max(128).nullish(),
  commission: Commission.nullish(),
});
export type WeChatPayPlatform = z.infer<typeof WeChatPayPlatform>;
const WeChatPayPlatformChange = WeChatPayPlatform.omit({ mchid: true, appId: true }).partial();
export type WeChatPayPlatformChange = z.infer<typeof WeChatPayPlatformChange>;

/** Exactly one of them is there. */
export const NewPlatform = z.strictObject({ stripe: StripePlatform.optional(), wechatPay: WeChatPayPlatform.optional() });
export type NewPlatform = z.infer<typeof NewPlatform>;

export const PlatformChange = z.strictObject({ stripe: StripePlatformChange.optional(), wechatPay: WeChatPayPlatformChange.optional() });
export type PlatformChange = z.infer<typeof PlatformChange>;
