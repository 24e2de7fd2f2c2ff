import { RateLimiterMemory } from 'rate-limiter-flexible';

const PER_SECONDS = 10;

/**
 * A document is parsed and validated before its cost is known, so one that is refused has cost time and no points. Whoever sends
 * only such documents is stopped before the parser. Counted by each process for itself: it is this process's time.
 */
const refusals = new RateLimiterMemory({ points: 200, duration: PER_SECONDS });

/** A document of this client was not parsed, not valid, too dear or throttled. */
export const countRefusal = (address: string): void => void refusals.consume(address).catch(() => {});

/** Seconds until this client's documents are read again; 0: now. */
export async function refusedFor(address: string): Promise<number> {
  const counted = await refusals.get(address);
  return counted && counted.remainingPoints <= 0 ? Math.ceil(counted.msBeforeNext / 1000) : 0;
}
