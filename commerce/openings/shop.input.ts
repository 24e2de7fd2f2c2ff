import { z } from 'zod';
import { isCurrency } from '#platform/money.js';
import { EXEMPT } from '#tenants/index.js';

/** Handles that are, or may become, addresses of Shopyard's own. */
const RESERVED = new Set(
  (
    'about access account accounts admin administrator agencies agency api app apps assets auth billing callback callbacks cdn ' +
    'checkout console dashboard dev developer developers docs download downloads email events favicon files forum ftp graphql ' +
    'health healthz help host hostmaster imap img images info internal legal localhost login logout mail mailer media metrics ' +
    'mobile noc ns1 ns2 oauth operator ops order orders pay payment payments policies pop postmaster preview privacy private ' +
    'production public readyz register root sandbox search secure security server shop shops shopyard signin signup smtp ssl staff ' +
    'staging static status store storefront stores stripe support sysadmin system terms trust upload uploads usenet user ' +
    'users webhook webhooks webmail webmaster wpad www www1 www2'
  ).split(' '),
);

/** A DNS label: the shop answers at {handle}.SHOPS_DOMAIN. Source: RFC 1035, 2.3.1; RFC 5890, 2.3.1 for the hyphens. */
const Handle = z
  .string()
  .trim()
  .toLowerCase()
  .regex(
    /^(?=.{3,40}$)(?!..--)[a-z0-9]+(-+[a-z0-9]+)*$/,
    'takes 3 to 40 letters a-z, digits and hyphens, beginning and ending with a letter or digit',
  )
  .refine((handle) => !RESERVED.has(handle), 'is kept for Shopyard itself: choose another');

const Name = z
  .string()
  .trim()
  .min(1)
  .max(100)
  .regex(/^\P{Cc}*$/u, 'takes one line of text');

const Locale = z.string().transform((text, issues) => {
  try {
    const [locale] = Intl.NumberFormat.supportedLocalesOf(text);
    if (locale) return locale;
  } catch {} // told below
  issues.addIssue({ code: 'custom', message: 'takes a language tag like zh-CN or en-GB' });
  return z.NEVER;
});

const Timezone = z.string().max(60).refine(isTimezone, 'takes a time zone of the IANA list, like Asia/Shanghai or Europe/Paris');

function isTimezone(name: string): boolean {
  try {
    // An offset like +08:00 would know no summer time.
    return /^[A-Za-z]/.test(name) && Boolean(new Intl.DateTimeFormat('en', { timeZone: name }));
  } catch {
    return false;
  }
}

/** A client may send null for what it leaves out. */
const optional = <Input extends z.ZodType>(input: Input) => input.nullish().transform((value) => value ?? undefined);

/** A shop to be made. What is left out comes from the blueprint. */
export const ShopToOpen = z.object({
  name: Name,
  handle: Handle,
  mode: z
    .enum(['TEST', 'LIVE'])
    .nullish()
    .transform((mode) => mode ?? 'TEST'),
  currency: z.string().refine(isCurrency, 'takes an ISO 4217 code like CNY').nullish(),
  locale: Locale.nullish(),
  timezone: Timezone.nullish(),
});
export type ShopToOpen = z.output<typeof ShopToOpen>;

const blueprint = { blueprint: z.string().nullish(), blueprintProducts: z.boolean().nullish() };

export const NewShop = ShopToOpen.extend(blueprint);
export type NewShop = z.output<typeof NewShop>;

const MOST_SHOPS_AT_ONCE = 250;

/** Each shop is read on its own: a bad one never spoils the others. */
export const NewShops = z.object({
  ...blueprint,
  shops: z.array(z.unknown()).min(1).max(MOST_SHOPS_AT_ONCE, `takes at most ${MOST_SHOPS_AT_ONCE} shops at once`),
});
export type NewShops = z.output<typeof NewShops>;

/** `"13"`, `"8.25"` → basis points. */
const Percent = z
  .string()
  .regex(/^(100(\.0{1,2})?|\d{1,2}(\.\d{1,2})?)$/, 'takes a percentage from 0 to 100 with at most two decimal places, like "13"')
  .transform((text) => Math.round(Number(text) * 100));

const Money = z.object({ amount: z.string(), currency: z.string() });

const ShippingMethod = z.object({
  id: z.string().regex(/^[a-z0-9][a-z0-9_-]{0,39}$/, 'takes 1 to 40 of a-z, 0-9, _ and -'),
  title: Name,
  price: Money,
  freeFrom: Money.nullish(),
  countries: z
    .array(z.string().regex(/^[A-Z]{2}$/, 'takes ISO 3166-1 codes of two capital letters'))
    .max(250)
    .nullish(),
});

const TaxClass = z.object({
  id: z
    .string()
    .regex(/^[a-z0-9][a-z0-9_-]{0,39}$/, 'takes 1 to 40 of a-z, 0-9, _ and -')
    .refine((id) => id !== EXEMPT, 'is built in: goods of this class bear no tax'),
  title: Name,
  rate: Percent,
});

const distinctIds = (listed: readonly { id: string }[]): boolean => new Set(listed.map(({ id }) => id)).size === listed.length;

const Settings = z.object({
  tax: optional(z.object({ mode: z.enum(['INCLUDED', 'EXCLUDED']), rate: Percent, shipping: z.boolean() })),
  taxClasses: optional(z.array(TaxClass).max(20).refine(distinctIds, 'names an id twice')),
  shippingMethods: optional(z.array(ShippingMethod).max(50).refine(distinctIds, 'names an id twice')),
  merchantEmail: z.email('takes an e-mail address like name@example.com').max(254).nullish(),
  orderExpiryMinutes: z
    .int()
    .min(1)
    .max(7 * 24 * 60)
    .nullish(),
  lowStock: z.int().min(0).max(1_000_000_000).nullish(),
  handles: optional(z.enum(['KEEP', 'PINYIN'])),
});

/** What is left out stays as it is; a list that is given replaces the whole list. */
export const ShopChanges = z.object({
  name: optional(Name),
  locale: optional(Locale),
  timezone: optional(Timezone),
  settings: optional(Settings),
  unchangedSince: optional(z.date()),
});
export type ShopChanges = z.output<typeof ShopChanges>;
