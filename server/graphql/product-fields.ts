import type { Product } from '#commerce/catalog/index.js';

/** What a field of the API's Product is made of; those with the same name need no line here. */
const MADE_OF: Readonly<Record<string, readonly (keyof Product & string)[]>> = {
  id: [],
  collections: [],
  __typename: [],
  variants: ['variants', 'variantsApart'],
  picture: ['media'],
  variantsCount: ['variants', 'variantsApart'],
  priceRange: ['variants', 'variantsApart'],
  available: ['variants', 'variantsApart'],
};

const known = new WeakMap<ReadonlySet<string>, readonly (keyof Product & string)[]>();

/** The fields of the document that a selection needs: a list of titles and prices reads no descriptions. */
export function productFields(names: ReadonlySet<string>): readonly (keyof Product & string)[] {
  let fields = known.get(names);
  if (!fields) {
    fields = [...names].flatMap((name) => MADE_OF[name] ?? [name as keyof Product & string]);
    known.set(names, fields);
  }
  return fields;
}
