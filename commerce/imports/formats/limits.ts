/** What the catalog takes, where a reader cuts or refuses what is longer. */
export const MOST_OPTIONS = 3;
export const MOST_OPTION_VALUE = 255;
export const MOST_DESCRIPTION = 500_000;
export const MOST_ATTRIBUTE = 5000;
export const MOST_ATTRIBUTE_NAME = 64;
/** Old addresses of one product. */
export const MOST_REDIRECTS = 50;
