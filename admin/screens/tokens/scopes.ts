import type { Scope } from '../../generated/graphql';

/** What scopes are about; each may be read, or read and written. */
export const AREAS = ['products', 'inventory', 'orders', 'payments', 'customers', 'settings'] as const;
export type Area = (typeof AREAS)[number];

export const readScope = (area: Area): Scope => `read_${area}`;
export const writeScope = (area: Area): Scope => `write_${area}`;

/** Writing includes reading: whichever says more of each area. */
export const scopesInShort = (scopes: readonly Scope[]): Scope[] =>
  AREAS.flatMap((area) => {
    if (scopes.includes(writeScope(area))) return [writeScope(area)];
    return scopes.includes(readScope(area)) ? [readScope(area)] : [];
  });

/** The scopes after one was ticked or not: writing brings reading along, and goes with it. */
export function ticked(scopes: readonly Scope[], scope: Scope, on: boolean): Scope[] {
  const area = scope.replace(/^\w+?_/, '') as Area;
  const next = new Set(scopes);
  if (on) {
    next.add(scope);
    if (scope.startsWith('write_')) next.add(readScope(area));
  } else {
    next.delete(scope);
    if (scope.startsWith('read_')) next.delete(writeScope(area));
  }
  return AREAS.flatMap((one) => [readScope(one), writeScope(one)].filter((known) => next.has(known)));
}

/** The day so many days from now, to its end; null: never. */
export const expiryAfter = (days: number | null, now = new Date()): string | null =>
  days === null ? null : new Date(now.getTime() + days * 86_400_000).toISOString();
