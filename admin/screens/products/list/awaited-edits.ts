import type { EditState } from './bulk-edit-state';

type Status = EditState['status'];
type Awaited = ReadonlyMap<string, Status>;
type Edit = Pick<EditState, 'id' | 'status'>;

const NONE: Awaited = new Map();

/**
 * The edits of each shop whose end nobody has been told of, with what the worker was last seen at. Kept by their ids: one that has ended by
 * the time the list is asked for stands in no list of those under way.
 */
export class AwaitedEdits {
  readonly #byShop = new Map<string, Awaited>();
  readonly #told = new Set<string>();
  readonly #listeners = new Set<() => void>();

  readonly of = (shop: string): Awaited => this.#byShop.get(shop) ?? NONE;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** It was begun, or begun to be taken back, here. */
  expect(shop: string, edit: Edit): void {
    this.#told.delete(nameOf(edit));
    this.see(shop, [edit]);
  }

  /** They are under way, says a list: perhaps an older one, of what has ended since. */
  see(shop: string, edits: readonly Edit[]): void {
    const before = this.of(shop);
    const fresh = edits.filter((edit) => before.get(edit.id) !== edit.status && !this.#told.has(nameOf(edit)));
    if (fresh.length > 0) this.#put(shop, new Map([...before, ...fresh.map(({ id, status }) => [id, status] as const)]));
  }

  /** It has ended: answers what it was at, to one alone who tells of it. */
  take(shop: string, id: string): Status | null {
    const left = new Map(this.of(shop));
    const status = left.get(id);
    if (!status) return null;
    left.delete(id);
    this.#told.add(nameOf({ id, status }));
    this.#put(shop, left);
    return status;
  }

  #put(shop: string, awaited: Awaited): void {
    this.#byShop.set(shop, awaited);
    for (const listener of this.#listeners) listener();
  }
}

const nameOf = ({ id, status }: Edit): string => `${id} ${status}`;

export const awaitedEdits = new AwaitedEdits();
