import { dictionary } from './dictionary.js';
import { zh } from './zh/index.js';

const chinese = dictionary(zh);

/**
 * A sentence of the API in the language of whoever reads it. The code speaks English, which is also what is kept; where there is no
 * translation, or another language is asked for, the sentence stays as it is.
 */
export const inLanguage = (sentence: string, locale: string | null | undefined): string =>
  locale?.startsWith('zh') ? (chinese(sentence) ?? sentence) : sentence;
