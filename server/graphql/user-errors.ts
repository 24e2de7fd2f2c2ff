import { z } from 'zod';
import { inLanguage } from '#commerce/words/index.js';
import { UserError } from '#platform/errors.js';
import type { AdminRequest, ShopRequest } from './request.js';

/** As the schema's type UserError. */
export interface UserErrorShape {
  code: never;
  message: string;
  field: string[] | null;
}

/** What a failed check says, where its author gave no words of his own: a sentence's second half after the field's name. */
z.config({
  customError: (issue) => {
    switch (issue.code) {
      case 'invalid_type':
        return issue.input == null ? 'is missing' : `takes a ${issue.expected}`;
      case 'too_small':
        return issue.origin === 'string' ? `takes at least ${count(issue.minimum, 'character')}` : `takes at least ${issue.minimum}`;
      case 'too_big':
        return issue.origin === 'string' ? `takes at most ${count(issue.maximum, 'character')}` : `takes at most ${issue.maximum}`;
      case 'invalid_value':
        return `takes one of ${issue.values.map(String).join(', ')}`;
      case 'unrecognized_keys':
        return `does not know ${issue.keys.join(', ')}`;
      default:
        return undefined;
    }
  },
});

const count = (n: number | bigint, noun: string) => `${n} ${noun}${n === 1 ? '' : 's'}`;

/**
 * What the caller can act on, as `userErrors`; a bug is thrown on.
 * A path stands below `input` unless it begins with another argument of the field.
 */
export function userErrorsOf(error: unknown, argumentNames: readonly string[]): UserErrorShape[] {
  const place = (field: readonly PropertyKey[]): string[] | null => {
    const path = field.map(String);
    if (path.length === 0) return null;
    return argumentNames.includes(path[0]!) || !argumentNames.includes('input') ? path : ['input', ...path];
  };
  if (error instanceof z.ZodError) {
    return error.issues.map(({ path, message }) => ({
      code: 'INVALID_INPUT' as never,
      message: `${path.map(String).join('.') || 'input'}: ${message}`,
      field: place(path),
    }));
  }
  if (error instanceof UserError) return [{ code: error.code as never, message: error.message, field: place(error.field) }];
  throw error;
}

/** A sentence as whoever asks reads it: the one place where what is kept or thrown in English is told in another language. */
export function told(sentence: string, request: AdminRequest | ShopRequest): string;
export function told(sentence: string | null | undefined, request: AdminRequest | ShopRequest): string | null;
export function told(sentence: string | null | undefined, { language }: AdminRequest | ShopRequest): string | null {
  return sentence == null ? null : inLanguage(sentence, language);
}

/** Every refusal of both APIs comes through here. */
export const userErrorResolvers = {
  UserError: { message: ({ message }: UserErrorShape, _args: object, request: AdminRequest | ShopRequest) => told(message, request) },
};
