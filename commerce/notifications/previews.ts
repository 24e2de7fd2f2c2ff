import { z } from 'zod';
import { UserError } from '#platform/errors.js';
import { getShop, type Shop, type ShopContext } from '#tenants/index.js';
import { sampleOf } from './mail/sample.js';
import { type Mail, writeMail } from './mail/write.js';
import { isForBuyer, type Notification, TEMPLATES, type Template } from './notification.model.js';
import { writeDown } from './notifications.js';

/** A mail that the shop sends, and its subject as a sample order would make it. */
export interface NotificationTemplate {
  name: Template;
  audience: 'BUYER' | 'MERCHANT';
  subject: string;
}

const Locale = z
  .string()
  .max(35)
  .refine((tag) => Intl.DateTimeFormat.supportedLocalesOf(canonical(tag)).length > 0, 'takes a language tag like zh-CN')
  .nullish();

/** Empty for what is no language tag. */
function canonical(tag: string): string[] {
  try {
    return Intl.getCanonicalLocales(tag);
  } catch {
    return [];
  }
}

export const TestMail = z.object({ template: z.enum(TEMPLATES), locale: Locale });
type TestMail = z.infer<typeof TestMail>;

async function reading(shop: ShopContext, locale: string | null | undefined): Promise<Shop> {
  const wanted = Locale.safeParse(locale);
  if (!wanted.success) throw new UserError('INVALID_INPUT', 'locale: takes a language tag like zh-CN', ['locale']);
  const found = await getShop(shop);
  return wanted.data ? { ...found, locale: wanted.data } : found;
}

const sample = (template: Template, shop: Shop): Mail => {
  const { facts, order } = sampleOf(template, shop);
  return writeMail(template, shop, facts, order);
};

/** Every mail there is, in the order of an order's life. `locale`: left out, the shop's. @throws {UserError} INVALID_INPUT */
export async function listTemplates(shop: ShopContext, locale: string | null | undefined): Promise<NotificationTemplate[]> {
  const reader = await reading(shop, locale);
  return TEMPLATES.map((name) => ({
    name,
    audience: isForBuyer(name) ? 'BUYER' : 'MERCHANT',
    subject: sample(name, reader).subject,
  }));
}

/** A mail as it would be written, from a sample order. Null for a name that no mail has. @throws {UserError} INVALID_INPUT */
export async function previewMail(
  shop: ShopContext,
  { template, locale }: { template: string; locale?: string | null | undefined },
): Promise<Mail | null> {
  const known = TEMPLATES.find((name) => name === template);
  return known ? sample(known, await reading(shop, locale)) : null;
}

/**
 * Sends a sample of a mail to whoever asks for it; `to` null: to the shop's own address. It stands in the log like every other.
 * @throws {UserError} INVALID_INPUT where nobody has an address
 */
export async function sendSample(shop: ShopContext, { template, locale }: TestMail, to: string | null): Promise<Notification> {
  const reader = await reading(shop, locale);
  const recipient = to ?? reader.settings.merchantEmail;
  if (!recipient)
    throw new UserError('INVALID_INPUT', 'template: the shop has no address that its mails go to: give it one in its settings');
  return writeDown(shop, null, { template, recipient, order: null }, sample(template, reader));
}
