import { setTimeout } from 'node:timers/promises';

/** So long, at most, an import stands back for others before each of its parts: it goes on, however many come. */
const PATIENCE_MS = 1000;

/** The imports of this process that are in their first slice; each promise ends with it. */
const newcomers = new Set<Promise<void>>();

/** From now until the answer is called an import is in its first slice. */
export function enterAsNewcomer(): () => void {
  let left = () => {};
  const staying = new Promise<void>((resolve) => {
    left = resolve;
  });
  newcomers.add(staying);
  return () => {
    newcomers.delete(staying);
    left();
  };
}

/**
 * Waits while others are in their first slice: the one thread that reads files, and the processor, are theirs until then. Fifty rows
 * wait for no hundred thousand.
 */
export async function letNewcomersPass(): Promise<void> {
  if (newcomers.size === 0) return;
  const patience = new AbortController();
  const out = setTimeout(PATIENCE_MS, undefined, { signal: patience.signal }).catch(() => undefined);
  await Promise.race([Promise.all(newcomers), out]);
  patience.abort();
}
