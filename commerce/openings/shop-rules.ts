import { type Collection, categoriesHere, categoriesInRules, type Rules, rulesHere } from '#commerce/catalog/index.js';
import type { ShopContext } from '#tenants/index.js';

/** A collection of the blueprint, and what the shop has of it. */
interface Pair {
  original: Collection;
  copy: Collection | null;
  /** Its rules are to be written: what they name is made where it is missing. */
  make: boolean;
}

/**
 * What the rules of the blueprint's collections say in the shop, of its own categories, by the originals' ids in hex. A category that the
 * shop has renamed or thrown away is not made again for rules that have come before and have not changed since.
 */
export async function rulesInShop(blueprint: ShopContext, shop: ShopContext, pairs: readonly Pair[]): Promise<Map<string, Rules | null>> {
  const named = (some: readonly Pair[]) => some.flatMap(({ original: { rules } }) => (rules ? categoriesInRules(rules) : []));
  const there = await categoriesHere(blueprint, shop, named(pairs), { make: false });
  const made = await categoriesHere(
    blueprint,
    shop,
    named(pairs.filter(({ make }) => make)).filter((id) => !there.has(id.toHexString())),
  );
  const all = new Map([...there, ...made]);
  return new Map(
    pairs.map(({ original, copy }) => [
      original._id.toHexString(),
      original.rules && rulesHere(original.rules, withOwn(all, original, copy)),
    ]),
  );
}

export const isNewer = (original: Collection, copy: Collection): boolean => original.updatedAt > copy.updatedAt;

/** What the copy names stands for what it was made from. */
function withOwn(all: ReadonlyMap<string, string>, original: Collection, copy: Collection | null): ReadonlyMap<string, string> {
  if (!copy?.rules || !original.rules || isNewer(original, copy)) return all;
  const [theirs, own] = [original.rules.conditions, copy.rules.conditions];
  if (theirs.length !== own.length || theirs.some(({ field }, at) => field !== own[at]!.field)) return all;
  const named = categoriesInRules(original.rules).map((id) => id.toHexString());
  const values = own.filter(({ field }) => field === 'CATEGORY').map(({ value }) => value);
  return new Map([...named.map((id, at) => [id, values[at]!] as const), ...all]);
}
