import { UserError } from '#platform/errors.js';
import { type PageArgs, pageSize } from '#platform/page.js';

/**
 * A connection over a list that is in hand already, such as a product's variants. Its parts are made when they are asked for: a list of
 * products asks for `nodes` alone, twenty times a request.
 */
export class ArrayPage<T> {
  readonly nodes: T[];
  readonly #start: number;
  readonly #total: number;

  /** @throws {UserError} INVALID_CURSOR, PAGE_TOO_LARGE */
  constructor(items: readonly T[], args: PageArgs) {
    const size = pageSize(args);
    this.#total = items.length;
    if (args.last != null) {
      const end = args.before ? placeOf(args.before) : items.length;
      this.#start = Math.max(0, end - size);
      this.nodes = items.slice(this.#start, end);
    } else {
      this.#start = args.after ? placeOf(args.after) + 1 : 0;
      this.nodes = items.slice(this.#start, this.#start + size);
    }
  }

  get edges(): { node: T; cursor: string }[] {
    return this.nodes.map((node, index) => ({ node, cursor: cursorOf(this.#start + index) }));
  }

  get pageInfo() {
    const end = this.#start + this.nodes.length;
    return {
      hasNextPage: end < this.#total,
      hasPreviousPage: this.#start > 0,
      startCursor: this.nodes.length > 0 ? cursorOf(this.#start) : null,
      endCursor: this.nodes.length > 0 ? cursorOf(end - 1) : null,
    };
  }
}

const cursorOf = (place: number): string => Buffer.from(`#${place}`).toString('base64url');

function placeOf(cursor: string): number {
  const place = /^#(\d{1,9})$/.exec(Buffer.from(cursor, 'base64url').toString())?.[1];
  if (place !== undefined) return Number(place);
  throw new UserError('INVALID_CURSOR', 'The cursor was not made by this list: take endCursor or startCursor of a page as it is', [
    'after',
  ]);
}
