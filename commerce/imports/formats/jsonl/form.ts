import { z } from 'zod';
import { MOST_VARIANTS } from '#commerce/catalog/plain.js';
import { isCurrency } from '#platform/money.js';
import { readDate } from '../dates.js';
import { MOST_ATTRIBUTE, MOST_ATTRIBUTE_NAME, MOST_DESCRIPTION, MOST_OPTION_VALUE, MOST_OPTIONS, MOST_REDIRECTS } from '../limits.js';

/*
 * A product as a line of JSON says it: what productsSet takes, and what an export writes. Keys that are not known are passed over.
 */

const text = (most: number) => z.string().trim().max(most);
const Decimal = z.string().regex(/^\d{1,13}(\.\d{1,10})?$/);
const Currency = z.string().refine(isCurrency, 'takes a currency by its code, like USD');

/** `"19.99"`, or the same with its currency. */
const Amount = z.union(
  [Decimal.transform((amount) => ({ amount, currency: undefined })), z.object({ amount: Decimal, currency: Currency })],
  {
    error: 'takes "19.99", or { "amount": "19.99", "currency": "USD" }',
  },
);
export type Amount = z.output<typeof Amount>;

const Variant = z.object({
  id: z.string().optional(),
  sku: text(100).nullish(),
  barcode: text(100).nullish(),
  price: Amount.optional(),
  compareAtPrice: Amount.nullish(),
  cost: Amount.nullish(),
  currency: Currency.optional(),
  optionValues: z.array(text(MOST_OPTION_VALUE).min(1)).max(MOST_OPTIONS).default([]),
  weightGrams: z.int().min(0).max(100_000_000).nullish(),
  taxClass: text(40).nullish(),
  tracksInventory: z.boolean().optional(),
  available: z.int().min(0).max(1_000_000_000).optional(),
  image: z.string().max(2000).nullish(),
});
export type Variant = z.output<typeof Variant>;

const Shelf = z.union(
  [
    text(255)
      .min(1)
      .transform((title) => ({ title, externalId: undefined })),
    z.object({ title: text(255).min(1), externalId: text(255).optional() }),
  ],
  { error: 'takes a title, or { "title": … }' },
);
const Attribute = z
  .object({
    name: text(MOST_ATTRIBUTE_NAME).min(1).optional(),
    key: text(MOST_ATTRIBUTE_NAME).min(1).optional(),
    value: text(MOST_ATTRIBUTE),
  })
  .refine(({ name, key }) => name ?? key, 'needs a name')
  .transform(({ name, key, value }) => ({ name: (name ?? key)!, value }));

const When = z.string().transform((given, context) => {
  const iso = readDate(given);
  if (!iso) context.addIssue('takes a date like 2026-05-01T08:00:00Z');
  return iso ?? '';
});

export const JsonProduct = z.object({
  id: z.string().optional(),
  source: z
    .string()
    .regex(/^[a-z0-9_-]{1,40}$/, 'takes small letters, digits, _ and -')
    .optional(),
  externalId: text(255).min(1).optional(),
  handle: text(255).min(1).optional(),
  title: text(255).min(1).optional(),
  descriptionHtml: z.string().max(MOST_DESCRIPTION).nullish(),
  status: z.enum(['DRAFT', 'ACTIVE', 'ARCHIVED']).optional(),
  publishedAt: When.nullish(),
  vendor: text(255).nullish(),
  productType: text(255).nullish(),
  tags: z.array(text(255)).max(250).optional(),
  options: z
    .array(z.object({ name: text(100).min(1), values: z.array(text(MOST_OPTION_VALUE).min(1)).max(MOST_VARIANTS).optional() }))
    .max(MOST_OPTIONS)
    .optional(),
  variants: z.array(Variant).max(MOST_VARIANTS).optional(),
  /** The list of variants is not whole. */
  keepOtherVariants: z.boolean().optional(),
  media: z
    .array(z.object({ url: z.string(), alt: text(500).nullish() }))
    .max(250)
    .optional(),
  seo: z.object({ title: text(255).nullish(), description: text(1000).nullish() }).optional(),
  categories: z.array(z.array(Shelf).max(20)).max(50).optional(),
  attributes: z.array(Attribute).max(250).optional(),
  redirectFrom: z
    .array(z.string().max(2000))
    .max(250)
    .transform((paths) => paths.slice(0, MOST_REDIRECTS))
    .optional(),
});
export type JsonProduct = z.output<typeof JsonProduct>;
