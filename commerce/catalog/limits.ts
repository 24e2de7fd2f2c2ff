/** Variants and options of one product, as on Shopify. */
export const MOST_VARIANTS = 2048;
export const MOST_OPTIONS = 3;
