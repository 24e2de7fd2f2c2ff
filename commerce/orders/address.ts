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
