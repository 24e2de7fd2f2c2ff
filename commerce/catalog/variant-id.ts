import { isId } from '#platform/id-form.js';

/** What the ids of variants begin with. */
export const VARIANT = 'var';

export const isVariantId = (text: string): boolean => isId(VARIANT, text);
