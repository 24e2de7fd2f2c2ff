import { makeExecutableSchema } from '@graphql-tools/schema';
import type { IResolvers } from '@graphql-tools/utils';
import type { GraphQLSchema } from 'graphql';
import { auditMutations, type FindSubject } from './audit.js';
import { checkRequirements } from './requires.js';
import { scalars } from './scalars.js';
import { userErrorResolvers } from './user-errors.js';

/**
 * SDL and resolvers, with the permission check before every field that asks for one. With `find`, its mutations are told in the audit log.
 */
export function executableSchema(typeDefs: readonly string[], resolvers: readonly object[], find?: FindSubject): GraphQLSchema {
  const schema = makeExecutableSchema({
    typeDefs: [...typeDefs],
    resolvers: [scalars, userErrorResolvers, ...resolvers] as IResolvers[],
    // An older version's SDL runs on the newest resolvers, which know more.
    resolverValidationOptions: { requireResolversToMatchSchema: 'ignore' },
  });
  return checkRequirements(find ? auditMutations(schema, find) : schema);
}
