/** What is chosen above the list of shops, as the address says it. */
export interface ShopFilters {
  words: string;
  /** `open`, `closed`, or empty. */
  status: string;
  /** `live`, `test`, or empty. */
  mode: string;
  tag: string;
}

/** The same as the API's `query`: `hats tag:"north east" status:open`. */
export const queryOf = ({ words, status, mode, tag }: ShopFilters): string =>
  [words.trim(), tag && `tag:"${tag}"`, status && `status:${status}`, mode && `mode:${mode}`].filter(Boolean).join(' ');
