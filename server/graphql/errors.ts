import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import { inLanguage } from '#commerce/words/index.js';
import { NotFound, RequestError, UserError } from '#platform/errors.js';
import { log } from '#platform/log.js';
import { isUnavailable } from '#platform/mongo.js';

/** Codes that Apollo gives to requests that are not well formed. */
const CALLERS_FAULT = new Set([
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'BAD_USER_INPUT',
  'BAD_REQUEST',
  'OPERATION_RESOLUTION_FAILURE',
  'PERSISTED_QUERY_NOT_FOUND',
  'PERSISTED_QUERY_NOT_SUPPORTED',
]);

/**
 * An error as the client sees it: what he can act on in full; anything else as INTERNAL with the request's id, while the log keeps
 * the rest. Both executors come through here.
 */
export function presentError(formatted: GraphQLFormattedError, error: unknown, { requestId, language }: Asked): GraphQLFormattedError {
  const shown = present(formatted, error, requestId);
  const { sentence } = shown.extensions ?? {};
  return {
    ...shown,
    message: inLanguage(shown.message, language),
    ...(typeof sentence === 'string' ? { extensions: { ...shown.extensions, sentence: inLanguage(sentence, language) } } : {}),
  };
}

/** What is known of the request that an error belongs to. */
export interface Asked {
  requestId: string;
  language: string | null;
}

function present(formatted: GraphQLFormattedError, error: unknown, requestId: string): GraphQLFormattedError {
  const cause = causeOf(error);
  const place = { ...(formatted.path ? { path: formatted.path } : {}), ...(formatted.locations ? { locations: formatted.locations } : {}) };
  if (cause instanceof RequestError) return { message: cause.message, ...place, extensions: { code: cause.code, ...cause.details } };
  if (cause instanceof NotFound || cause instanceof UserError) {
    return {
      message: cause.message,
      ...place,
      extensions: { code: 'BAD_USER_INPUT', reason: cause.code, ...(cause.field.length ? { field: cause.field } : {}) },
    };
  }
  const code = formatted.extensions?.code;
  if (cause instanceof GraphQLError || cause === undefined) {
    // Made by GraphQL itself: a document or variables that do not fit.
    if (typeof code === 'string' && CALLERS_FAULT.has(code))
      return { message: formatted.message, ...place, extensions: { code: 'BAD_USER_INPUT', ...wrongValue(formatted.message) } };
    if (typeof code === 'string' && code in REQUEST_CODES)
      return { message: formatted.message, ...place, extensions: { ...formatted.extensions, stacktrace: undefined } };
  }
  if (isUnavailable(cause)) {
    log.warn({ err: cause, requestId }, 'a request met a server that is away');
    return {
      message: `A server is away for the moment: try again. Request ${requestId}`,
      ...place,
      extensions: { code: 'UNAVAILABLE', requestId },
    };
  }
  log.error({ err: cause ?? error, requestId, path: formatted.path }, 'a request failed');
  return { message: `Something went wrong on our side. Request ${requestId}`, ...place, extensions: { code: 'INTERNAL', requestId } };
}

/** A value that its scalar or enum does not take: where it stands among the variables, and what GraphQL says of it. */
function wrongValue(message: string): { field: string[]; sentence: string } | null {
  // The value stands between, as the caller wrote it: it is passed over, not looked through by a pattern that it could keep busy.
  const [, path, sentence] = WHERE_WRONG.exec(message.slice(message.lastIndexOf(' at "'))) ?? [];
  return message.startsWith('Variable "$') && path && sentence
    ? { field: path.replaceAll(/\[(\d+)\]/g, '.$1').split('.'), sentence }
    : null;
}

const WHERE_WRONG = /^ at "([\w.[\]]+)"; ([^\n]+)$/;

const REQUEST_CODES: Readonly<Record<string, true>> = {
  UNAUTHENTICATED: true,
  FORBIDDEN: true,
  THROTTLED: true,
  COST_EXCEEDED: true,
  SHOP_REQUIRED: true,
  UNAVAILABLE: true,
};

/** What a resolver threw, below GraphQL's wrappers. */
function causeOf(error: unknown): unknown {
  let cause = error;
  while (cause instanceof GraphQLError && cause.originalError) cause = cause.originalError;
  return cause;
}

/** A request that cannot be served, as GraphQL raises it. */
export const refuse = (error: RequestError): GraphQLError =>
  new GraphQLError(error.message, { extensions: { code: error.code, ...error.details }, originalError: error });

/** A look-up: what does not exist, or is another tenant's, is null. */
export async function orNull<T>(looking: Promise<T>): Promise<T | null> {
  try {
    return await looking;
  } catch (error) {
    if (error instanceof NotFound) return null;
    throw error;
  }
}
