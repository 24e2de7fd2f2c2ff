const MOST_HANDLE = 200;
/** What is longer is cut before it is normalised: bringing 300,000 combining marks into their order takes minutes. */
export const MOST_READ = 1000;

/** A handle as it is kept, of what a caller names it by. */
export const handleNamed = (text: string): string => text.slice(0, MOST_READ).normalize('NFKC').toLowerCase();

/** `夏季 Dress (2026)` → `夏季-dress-2026`: lower case, letters of any script, digits and underscores, joined by hyphens; may be empty. */
export const slug = (text: string): string =>
  [...handleNamed(text).replace(/[^\p{L}\p{M}\p{N}_]+/gu, '-')]
    .slice(0, MOST_HANDLE)
    .join('')
    .replace(/^-+|-+$/g, '');
