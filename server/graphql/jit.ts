import type { ApolloServerPlugin } from '@apollo/server';
import { type GraphQLError, type GraphQLFormattedError, getVariableValues } from 'graphql';
import { type CompiledQuery, compileQuery, isCompiledQuery } from 'graphql-jit';
import { LRUCache } from 'lru-cache';
import { boundedCache } from '#platform/cache.js';
import { presentError } from './errors.js';
import type { AdminRequest, ShopRequest } from './request.js';

/** Compiling a 4 kB document takes about 27 ms and 1.2 MB: only one that keeps coming earns it. */
const SIGHTINGS = 3;
const MOST_BYTES = 64 * 1024 * 1024;
const BYTES_A_SOURCE_BYTE = 300;

/**
 * Runs queries that come often as compiled code (graphql-jit); mutations and newcomers go the usual way. Compiled answers skip Apollo's
 * error formatting, so errors are presented here; `@oneOf` is checked by reading the variables first.
 */
export function compiledExecution(): ApolloServerPlugin<AdminRequest | ShopRequest> {
  const compiled = new LRUCache<string, CompiledQuery>({
    maxSize: MOST_BYTES,
    sizeCalculation: (_query, key) => Math.max(1, Number(key.slice(0, key.indexOf(':')))) * BYTES_A_SOURCE_BYTE,
  });
  const seen = boundedCache<string, number>(10_000);
  return {
    async requestDidStart() {
      return {
        async responseForOperation({ schema, document, operation, operationName, request, queryHash, source, contextValue }) {
          if (operation.operation !== 'query') return null;
          const key = `${source.length}:${queryHash}:${operationName ?? ''}`;
          let query = compiled.get(key);
          if (!query) {
            const sightings = (seen.get(key) ?? 0) + 1;
            seen.set(key, sightings);
            if (sightings < SIGHTINGS) return null;
            const made = compileQuery(schema, document, operationName ?? undefined, { customJSONSerializer: false });
            if (!isCompiledQuery(made)) return null;
            compiled.set(key, made);
            query = made;
          }
          const variables = request.variables ?? {};
          if (getVariableValues(schema, operation.variableDefinitions ?? [], variables).errors) return null; // told the usual way
          const { data = null, errors } = await query.query({}, contextValue, variables);
          const shown = errors?.map((error) => presentError(formatted(error), error, contextValue));
          return {
            http: { headers: new Map() as never, status: undefined },
            body: {
              kind: 'single',
              singleResult: { data: data as Record<string, unknown> | null, ...(shown?.length ? { errors: shown } : {}) },
            },
          } as never;
        },
      };
    },
  };
}

function formatted(error: GraphQLError): GraphQLFormattedError {
  return {
    message: error.message,
    ...(error.path ? { path: error.path } : {}),
    ...(error.locations ? { locations: error.locations } : {}),
  };
}
