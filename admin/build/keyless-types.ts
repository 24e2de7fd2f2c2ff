import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'graphql';

/** Their ids are a merchant's own short names: two shops may both have a `standard`. */
const NAMED_BY_MERCHANTS = ['TaxClass', 'ShippingMethod'];

/**
 * The object types that have no id of their own over all shops: the cache keeps them inside their parents.
 * @param schema the folder of the SDL
 */
export function keylessTypes(schema: string): string[] {
  const files = ['admin', 'shared'].flatMap((folder) => readdirSync(join(schema, folder)).map((name) => join(schema, folder, name)));
  const withId = new Map<string, boolean>();
  for (const file of files.filter((name) => name.endsWith('.graphql'))) {
    for (const definition of parse(readFileSync(file, 'utf8')).definitions) {
      if (definition.kind !== 'ObjectTypeDefinition' && definition.kind !== 'ObjectTypeExtension') continue;
      // One that may be null, as that of whoever did not get in, names nothing.
      const hasId = definition.fields?.some(({ name, type }) => name.value === 'id' && type.kind === 'NonNullType') ?? false;
      withId.set(definition.name.value, hasId || (withId.get(definition.name.value) ?? false));
    }
  }
  const keyless = [...withId].filter(([name, hasId]) => !hasId && !['Query', 'Mutation'].includes(name)).map(([name]) => name);
  return [...keyless, ...NAMED_BY_MERCHANTS];
}
