import { setImmediate } from 'node:timers/promises';

/** So long at a stretch nobody else has a turn in this process. */
const BREATH_MS = 2;

/**
 * `items.forEach(each)`, letting others have their turn every few milliseconds: for lists that take longer than a request may wait.
 * `rest`: for as long as this takes.
 */
export async function forEachInBreaths<Item>(
  items: readonly Item[],
  each: (item: Item, index: number) => void,
  rest: () => Promise<unknown> = setImmediate,
): Promise<void> {
  let until = performance.now() + BREATH_MS;
  for (const [index, item] of items.entries()) {
    each(item, index);
    if (performance.now() < until) continue;
    await rest();
    until = performance.now() + BREATH_MS;
  }
}

/** `items.flatMap(each)`, in the same manner. */
export async function flatMapInBreaths<Item, Result>(
  items: readonly Item[],
  each: (item: Item, index: number) => Result | readonly Result[],
): Promise<Result[]> {
  const results: Result[] = [];
  await forEachInBreaths(items, (item, index) => {
    const made = each(item, index);
    if (Array.isArray(made)) results.push(...(made as readonly Result[]));
    else results.push(made as Result);
  });
  return results;
}
