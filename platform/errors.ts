/** A failure that the caller can act on. Whatever else is thrown is a bug. */
export class UserError extends Error {
  constructor(
    readonly code: string,
    message: string,
    /** Path inside the function's own input, for example ['handle']; the door above puts its own path before it. */
    readonly field: readonly string[] = [],
  ) {
    super(message);
    this.name = 'UserError';
  }
}

/** Beyond it an id is cut in what is told of it: fifty look-ups of one long text would answer it fifty times. */
const LONGEST_ID = 100;

/** What does not exist and what belongs to another tenant get this one answer. */
export class NotFound extends UserError {
  constructor(id: string, field: readonly string[] = []) {
    super('NOT_FOUND', `${id.length > LONGEST_ID ? `${id.slice(0, LONGEST_ID)}…` : id} does not exist`, field);
    this.name = 'NotFound';
  }
}

/** A job that would fail however often it is tried: it is not tried again, and a person looks at it. */
export class Unrecoverable extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'Unrecoverable';
  }
}

/** A request that cannot be served at all: a top-level GraphQL error or an HTTP status, never a userError. */
export class RequestError extends Error {
  constructor(
    readonly code: RequestErrorCode,
    message: string,
    readonly details: Readonly<Record<string, unknown>> = {},
  ) {
    super(message);
    this.name = 'RequestError';
  }
}

export type RequestErrorCode =
  | 'UNAUTHENTICATED'
  | 'FORBIDDEN'
  | 'THROTTLED'
  | 'COST_EXCEEDED'
  | 'BAD_USER_INPUT'
  | 'SHOP_REQUIRED'
  | 'UNAVAILABLE'
  | 'INTERNAL';
