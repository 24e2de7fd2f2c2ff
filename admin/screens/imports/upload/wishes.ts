import type { ImportField, ImportMatch, ImportMode } from '../../../generated/graphql';

/** How somebody wants a file to go in; `only` empty: all that the file says. */
export interface Wishes {
  mode: ImportMode;
  matchBy: readonly ImportMatch[];
  only: readonly ImportField[];
  keep: readonly ImportField[];
  keepEdits: boolean;
  productEvents: boolean;
  redirects: boolean;
}

export const MODES: readonly ImportMode[] = ['UPSERT', 'CREATE_ONLY', 'UPDATE_ONLY'];
export const MATCHES: readonly ImportMatch[] = ['EXTERNAL_ID', 'HANDLE', 'SKU'];
export const FIELDS: readonly ImportField[] = [
  'TITLE',
  'HANDLE',
  'DESCRIPTION',
  'STATUS',
  'VENDOR',
  'TYPE',
  'TAGS',
  'CATEGORIES',
  'ATTRIBUTES',
  'MEDIA',
  'SEO',
  'VARIANTS',
  'PRICES',
  'COSTS',
  'STOCK',
  'BARCODES',
  'WEIGHTS',
  'TAX',
];

export const USUAL: Wishes = {
  mode: 'UPSERT',
  matchBy: MATCHES,
  only: [],
  keep: [],
  keepEdits: false,
  productEvents: false,
  redirects: true,
};

/** As an import was asked for before. */
export const wishesOf = ({
  mode,
  matchBy,
  only,
  keep,
  keepEdits,
  productEvents,
  redirects,
}: Omit<Wishes, 'only'> & { only?: readonly ImportField[] | null }): Wishes => ({
  mode,
  matchBy,
  only: only ?? [],
  keep,
  keepEdits,
  productEvents,
  redirects,
});

/** The same for `catalogImportStart` and feeds. */
export const inputOf = ({ only, matchBy, keep, ...rest }: Wishes) => ({
  ...rest,
  matchBy: [...matchBy],
  keep: [...keep],
  ...(only.length > 0 ? { only: [...only] } : {}),
});

/** One place further up or down in the order in which products are recognised. */
export function moved<T>(all: readonly T[], one: T, by: 1 | -1): T[] {
  const at = all.indexOf(one);
  const next = [...all];
  const to = at + by;
  if (at < 0 || to < 0 || to >= all.length) return next;
  [next[at], next[to]] = [next[to]!, next[at]!];
  return next;
}
