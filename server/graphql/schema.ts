import { makeExecutableSchema } from '@graphql-tools/schema';
import type { IResolvers } from '@graphql-tools/utils';
import type { GraphQLSchema } from 'graphql';
import { checkRequirements } from './requires.js';
import { scalars } from './scalars.js';

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
