import { deepStrictEqual } from 'node:assert/strict';
import { setTimeout as wait } from 'node:timers/promises';

/** How long a step waits for what the worker or the Stripe sandbox does. */
const PATIENCE_MS = 30_000;

/** @throws {Error} when what came is not what is right */
export function same(what: string, came: unknown, right: unknown): void {
  try {
    deepStrictEqual(came, right);
  } catch {
    throw new Error(`${what}: ${JSON.stringify(came)} came, ${JSON.stringify(right)} is right`);
  }
}

/** Looks again and again until something is there. @throws {Error} when nothing comes */
export async function eventually<T>(what: string, look: () => Promise<T | null>): Promise<T> {
  for (const deadline = Date.now() + PATIENCE_MS; Date.now() < deadline; await wait(100)) {
    const found = await look();
    if (found !== null) return found;
  }
  throw new Error(`${what}: not within ${PATIENCE_MS / 1000} s`);
}
