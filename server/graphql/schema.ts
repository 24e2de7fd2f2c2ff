import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeExecutableSchema } from '@graphql-tools/schema';
import type { IResolvers } from '@graphql-tools/utils';
import type { GraphQLSchema } from 'graphql';
import { root } from '#platform/root.js';
import { checkRequirements } from './requires.js';
import { scalars } from './scalars.js';

export type Api = 'admin' | 'shop';

/** The SDL of an API, the newest: a file a noun, and what both APIs share. */
export function typeDefinitions(api: Api): string[] {
  return [join(root, 'schema', 'shared'), join(root, 'schema', api)].flatMap((folder) =>
    readdirSync(folder)
      .filter((file) => file.endsWith('.graphql'))
      .sort()
      .map((file) => readFileSync(join(folder, file), 'utf8')),
  );
}

/** SDL and resolvers, with the permission check before every field that asks for one. */
export function executableSchema(typeDefs: readonly string[], resolvers: readonly object[]): GraphQLSchema {
  const schema = makeExecutableSchema({
    typeDefs: [...typeDefs],
    resolvers: [scalars, ...resolvers] as IResolvers[],
    // An older version's SDL runs on the newest resolvers, which know more.
    resolverValidationOptions: { requireResolversToMatchSchema: 'ignore' },
  });
  return checkRequirements(schema);
}
