import { randomBytes } from 'node:crypto';
import { Types } from 'mongoose';
import { NotFound } from './errors.js';
import { isId } from './id-form.js';

/** The public face of a database id: its type, then 24 hex digits. `prod_65f1c0ffee65f1c0ffee65f1`. A name, never a permission. */
export type Id<Prefix extends string> = `${Prefix}_${string}`;

export function idType<Prefix extends string>(prefix: Prefix) {
  const matches = (text: string): boolean => isId(prefix, text);
  return {
    prefix,
    encode: (id: Types.ObjectId): Id<Prefix> => `${prefix}_${id.toHexString()}`,
    /** @throws {NotFound} a malformed id and a missing one look the same */
    decode(text: string, field: readonly string[] = []): Types.ObjectId {
      if (!matches(text)) throw new NotFound(text, field);
      return new Types.ObjectId(text.slice(prefix.length + 1));
    },
    matches,
  };
}

/** An id that does not grow with time: shops, so that their ranges spread over the shards. */
export const randomId = (): Types.ObjectId => new Types.ObjectId(randomBytes(12));
