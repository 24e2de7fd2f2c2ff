/**
 * What one section of a page saves moves the moment since which the shop is unchanged; for the other sections of the page, which began from
 * the same state, that was no change of somebody else's.
 */
export class OwnSaves {
  readonly #next = new Map<string, string>();

  /** A save that began from `from` has led to `to`. */
  note(from: string, to: string): void {
    if (from !== to) this.#next.set(from, to);
  }

  /** The state that `seen` has become by saves of this page alone. */
  latest(seen: string): string {
    let at = seen;
    for (let next = this.#next.get(at); next !== undefined; next = this.#next.get(at)) at = next;
    return at;
  }
}

/** What of a section is otherwise now than when it was read: the paths of its plain values, and of its lists as a whole. */
export function differences(before: object, now: object, path = ''): { path: string; value: unknown }[] {
  return Object.entries(now).flatMap(([key, value]) => {
    const old: unknown = (before as Record<string, unknown>)[key];
    const here = path ? `${path}.${key}` : key;
    if (value !== null && typeof value === 'object' && !Array.isArray(value) && old !== null && typeof old === 'object')
      return differences(old, value, here);
    return JSON.stringify(old) === JSON.stringify(value) ? [] : [{ path: here, value }];
  });
}
