import type { Language } from './facts.js';
import { en } from './words-en.js';
import { zh } from './words-zh.js';

/** Chinese for who reads it, English for all others. */
export const languageOf = (locale: string): Language => (/^zh\b/i.test(locale) ? zh : en);
