import type { Scope } from '../../../generated/graphql';

export type Api = 'admin' | 'shop';

/** What examples are filled with: names of this shop or agency, and what earlier answers told. */
export interface Facts {
  agency?: string;
  shop?: string;
  /** A product that is for sale, and its first variant. */
  product?: string;
  variant?: string;
  location?: string;
  currency?: string;
  /** The newest event's place in the log. */
  cursor?: string;
  /** An upload with a small catalog. */
  upload?: string;
  /** From the answers of this page. */
  cart?: string;
  orderToken?: string;
}

/** An example is whole: it runs as it stands, for whoever may. */
export interface ExampleOf<Key> {
  key: Key;
  api: Api;
  scope?: Scope;
  /** Facts without which it says nothing. */
  needs: readonly (keyof Facts)[];
  query: string;
  variables: (facts: Facts) => object;
}

export const input = (values: object) => ({ input: values });
