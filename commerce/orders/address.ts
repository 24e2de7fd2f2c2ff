import { z } from 'zod';

const text = (most: number) => z.string().trim().min(1).max(most);
const optional = (most: number) =>
  z
    .string()
    .trim()
    .max(most)
    .nullish()
    .transform((value) => value || null);

/** Where an order is sent. `country` is an ISO 3166-1 code of two letters. */
export const PostalAddress = z.object({
  name: text(200),
  phone: optional(40),
  country: z
    .string()
    .trim()
    .toUpperCase()
    .regex(/^[A-Z]{2}$/, 'takes an ISO 3166-1 code of two letters, like CN'),
  province: optional(100),
  city: optional(100),
  district: optional(100),
  line1: text(300),
  line2: optional(300),
  postalCode: optional(20),
});
export type PostalAddress = z.output<typeof PostalAddress>;

/** An address as its country writes it: China from the large to the small, others from the house on. Its country is named in the reader's language. */
export function addressLines(
  { name, phone, country, province, city, district, line1, line2, postalCode }: PostalAddress,
  locale: string,
): string[] {
  const named = new Intl.DisplayNames([locale], { type: 'region', fallback: 'code' }).of(country) ?? country;
  const joined = (between: string, ...words: (string | null)[]) => words.filter(Boolean).join(between);
  const place =
    country === 'CN'
      ? [joined(' ', province, city, district), line1, line2, joined(' ', postalCode, named)]
      : [line1, line2, district, joined(' ', postalCode, city), joined(', ', province, named)];
  return [name, phone, ...place].filter((line): line is string => Boolean(line));
}
