import type { OneImportQuery } from '../../generated/graphql';

/** An import as its page shows it. */
export type ShownImport = NonNullable<NonNullable<OneImportQuery['shop']>['import']>;
