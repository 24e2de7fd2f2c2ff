/** The p-th part of values (0.99) by nearest rank. NaN of none. */
export function percentile(values: readonly number[], p: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(sorted.length * p) - 1)] ?? Number.NaN;
}

const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
};

/** Of each measure its median over the rounds. */
function medians<Key extends string>(rounds: readonly Readonly<Record<Key, number>>[]): Record<Key, number> {
  const keys = Object.keys(rounds[0] ?? {}) as Key[];
  return Object.fromEntries(keys.map((key) => [key, median(rounds.map((round) => round[key]))])) as Record<Key, number>;
}

/**
 * Runs each contestant once a round, in turn (A B C A B C …): what slows the machine for a while slows all of them.
 * Answers the medians of each, in the order given.
 */
export async function alternate<Key extends string>(
  rounds: number,
  contestants: readonly ((round: number) => Promise<Readonly<Record<Key, number>>>)[],
): Promise<Record<Key, number>[]> {
  const measured: Readonly<Record<Key, number>>[][] = contestants.map(() => []);
  for (let round = 0; round < rounds; round += 1) {
    for (const [at, contestant] of contestants.entries()) measured[at]!.push(await contestant(round));
  }
  return measured.map((values) => medians(values));
}
