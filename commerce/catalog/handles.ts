import { randomBytes } from 'node:crypto';

const MOST_HANDLE = 200;
/** What is longer is cut before it is normalised: bringing 300,000 combining marks into their order takes minutes. */
const MOST_READ = 1000;

/** A handle as it is kept, of what a caller names it by. */
export const handleNamed = (text: string): string => text.slice(0, MOST_READ).normalize('NFKC').toLowerCase();

/** `夏季 Dress (2026)` → `夏季-dress-2026`: lower case, letters of any script, digits and underscores, joined by hyphens; may be empty. */
export const slug = (text: string): string =>
  [...handleNamed(text).replace(/[^\p{L}\p{M}\p{N}_]+/gu, '-')]
    .slice(0, MOST_HANDLE)
    .join('')
    .replace(/^-+|-+$/g, '');

/** The numbers that a generated handle tries before it takes a random ending. */
const LAST_NUMBER = 50;

/** `hat-2` … `hat-50`: looked up in one read, so that ten thousand products of one title cost no more than ten. */
export const numbered = (base: string): string[] => Array.from({ length: LAST_NUMBER - 1 }, (_, index) => `${base}-${index + 2}`);

/** The first of `base`, `base-2` … that is not taken. `contested`: others are taking them one by one at this moment, so it does not queue up. */
export function freeHandle(base: string, taken: (handle: string) => boolean, contested: boolean): string {
  const free = contested ? undefined : [base, ...numbered(base)].find((handle) => !taken(handle));
  return free ?? `${base}-${randomBytes(5).toString('hex')}`;
}
