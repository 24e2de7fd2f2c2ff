import { ApolloServer, type ApolloServerOptions, type ApolloServerPlugin } from '@apollo/server';
import { ApolloServerPluginCacheControlDisabled } from '@apollo/server/plugin/disabled';
import { expressMiddleware } from '@as-integrations/express5';
import { maxAliasesRule } from '@escape.tech/graphql-armor-max-aliases';
import { maxDepthRule } from '@escape.tech/graphql-armor-max-depth';
import type { Request, RequestHandler } from 'express';
import type { GraphQLError, GraphQLSchema, ValidationContext } from 'graphql';
import { config } from '#platform/config.js';
import { type Asked, presentError } from './errors.js';
import { compiledExecution } from './jit.js';
import { costBudget } from './limits.js';
import type { AdminRequest, ShopRequest } from './request.js';

const MOST_TOKENS = 5000;
const MOST_DEPTH = 15;
const MOST_ALIASES = 50;

/** A bound that is passed is a validation error like any other. */
const refusing = {
  propagateOnRejection: false,
  onReject: [(context: ValidationContext | null, error: GraphQLError) => context?.reportError(error)],
};

/** One version of one API: parses, bounds, executes and answers. */
export interface Door {
  handler: RequestHandler;
  stop(): Promise<void>;
}

const NOBODY: Asked = { requestId: '', language: null };
/** Errors are presented without their request at hand: here each has it. */
const asking = new WeakMap<object, Asked>();

const nameRequest: ApolloServerPlugin<AdminRequest | ShopRequest> = {
  async requestDidStart() {
    return {
      async didEncounterErrors({ errors, contextValue }) {
        for (const error of errors) asking.set(error, contextValue);
      },
    };
  },
};

/** `compiled`: queries that come often run as compiled code; the answers are the same. */
export async function openDoor<Context extends AdminRequest | ShopRequest>(
  schema: GraphQLSchema,
  contextOf: (request: Request) => Promise<Context>,
  compiled = config().GRAPHQL_JIT,
): Promise<Door> {
  // Apollo's own cache control would put a wrapper around every field of the schema, which also keeps the compiled code from
  // reading plain fields directly. No answer is cached: app.ts says so in one header.
  const plugins = [ApolloServerPluginCacheControlDisabled(), nameRequest, costBudget, ...(compiled ? [compiledExecution()] : [])];
  const apollo = new ApolloServer<Context>({
    schema,
    plugins: plugins as NonNullable<ApolloServerOptions<Context>['plugins']>,
    introspection: true,
    allowBatchedHttpRequests: false,
    csrfPrevention: true,
    hideSchemaDetailsFromClientErrors: true,
    includeStacktraceInErrorResponses: false,
    maxRecursiveSelections: true,
    parseOptions: { maxTokens: MOST_TOKENS },
    validationRules: [
      maxDepthRule({ n: MOST_DEPTH, ignoreIntrospection: true, ...refusing }),
      maxAliasesRule({ n: MOST_ALIASES, ...refusing }),
    ] as never,
    stopOnTerminationSignals: false,
    formatError: (formatted, error) => presentError(formatted, error, (error instanceof Error && asking.get(error)) || NOBODY),
  });
  await apollo.start();
  return {
    handler: expressMiddleware(apollo, { context: ({ req }) => contextOf(req) }) as RequestHandler,
    stop: () => apollo.stop(),
  };
}
