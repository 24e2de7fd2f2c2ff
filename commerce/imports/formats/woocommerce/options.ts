import { MOST_OPTIONS } from '../limits.js';

/** A variation's own attributes by their names. */
export type Chosen = ReadonlyMap<string, string>;

/**
 * Which attributes tell the variations apart, in the product's order: those that any of them fills. WooCommerce knows any number of them;
 * from the third on they are one option here.
 */
export function optionNames(ofProduct: Iterable<string>, variations: readonly Chosen[]): string[][] {
  const filled = new Set(variations.flatMap((chosen) => [...chosen].flatMap(([name, value]) => (value ? [name] : []))));
  const inOrder = [...new Set([...ofProduct, ...filled])].filter((name) => filled.has(name));
  if (inOrder.length <= MOST_OPTIONS) return inOrder.map((name) => [name]);
  return [...inOrder.slice(0, MOST_OPTIONS - 1).map((name) => [name]), inOrder.slice(MOST_OPTIONS - 1)];
}
