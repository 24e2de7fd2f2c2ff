import { z } from 'zod';

/** A name that stands in mails: it must not bring lines of its own. */
export const OneLine = z
  .string()
  .trim()
  .max(100)
  .regex(/^[^\p{Cc}\p{Zl}\p{Zp}]*$/u, 'takes one line of text');
