import { setImmediate, setTimeout } from 'node:timers/promises';
import type { Import } from './import.model.js';

/** So long, at most, an import stands back for others before each of its parts: it goes on, however many come. */
const PATIENCE_MS = 1000;

/** The imports of this process that are in their first slice, by id; each promise ends with it. */
const newcomers = new Map<string, Promise<void>>();

/** From now until the answer is called the import is in its first slice. */
export function enterAsNewcomer({ _id }: Pick<Import, '_id'>): () => void {
  const id = _id.toHexString();
  let left = () => {};
  const staying = new Promise<void>((resolve) => {
    left = resolve;
  });
  newcomers.set(id, staying);
  return () => {
    newcomers.delete(id);
    left();
  };
}

/**
 * For the breaths of one part, while it is made ready or written: waits for newcomers once, and lets others have their turn. `waited` runs
 * where that took a while.
 */
export function restForNewcomers(current: Pick<Import, '_id'>, waited: () => Promise<void> = async () => {}): () => Promise<void> {
  let hasWaited = false;
  return async () => {
    if (!hasWaited && newcomers.size > 0) {
      hasWaited = true;
      if (await letNewcomersPass(current)) await waited();
    }
    await setImmediate();
  };
}

/**
 * Waits while others are in their first slice: the one thread that reads files, and the processor, are theirs until then. Fifty rows
 * wait for no hundred thousand. A newcomer waits for nobody: least of all for the end of its own slice. Answers whether it waited: what was
 * known of the import before is to be read again then.
 */
export async function letNewcomersPass({ _id }: Pick<Import, '_id'>): Promise<boolean> {
  if (newcomers.size === 0 || newcomers.has(_id.toHexString())) return false;
  const patience = new AbortController();
  const out = setTimeout(PATIENCE_MS, undefined, { signal: patience.signal }).catch(() => undefined);
  await Promise.race([Promise.all(newcomers.values()), out]);
  patience.abort();
  return true;
}
