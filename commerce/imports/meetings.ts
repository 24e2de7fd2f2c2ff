import { products } from '#commerce/catalog/index.js';
import type { ShopContext } from '#tenants/index.js';
import { isNameless, type ReadLine } from './candidates.js';
import { claimsOn, lookedFor, namesOf } from './claims.js';
import type { Import } from './import.model.js';
import { linesOf } from './reading/tasks.js';
import type { Source } from './source.model.js';
import { partOf } from './sources.js';

/** Who is met through whom: a part's product meets one of the shop, which one of an earlier part meets, and so on. */
const MOST_STEPS = 4;
/** Of earlier products that one part is tried behind, the first in the file. More meet it only where a file says the same over and over. */
const MOST_EARLIER = 1000;
/** The same for their variants: as many as a transaction bears beside the part's own. */
const MOST_EARLIER_VARIANTS = 10_000;

export interface Meetings {
  /** Products of earlier parts that this part's have to do with: part by part, in the file's order. */
  earlier: ReadLine[][];
  /** The part's own have to do with each other. */
  among: boolean;
}

/** Which products of the file bear the same names as others of it, themselves or by a product of the shop that both mean. */
export async function meetingsOf(shop: ShopContext, current: Import, source: Source, lines: readonly ReadLine[]): Promise<Meetings> {
  const own = lines.map(({ product }) =>
    namesOf(
      product,
      (product.variants ?? []).map(({ sku }) => sku),
    ),
  );
  const met = new Set(own.flat());
  const rows = new Map<number, Set<number>>();
  let among = own.flat().length > met.size;
  let fresh = [...met];
  let named = own.filter((_names, at) => !isNameless(lines[at]!.product)).flat();
  for (let step = 0; step < MOST_STEPS && fresh.length > 0; step++) {
    const there = await productsNamed(shop, fresh);
    if (step === 0) among ||= meetInOne(there, lines, own);
    const bearing = new Set(named);
    // A row of a price list has nothing to do with the other rows of its product.
    const through = there.flatMap((names) => (names.some((name) => bearing.has(name)) ? names : names.filter((name) => !isSku(name))));
    const earlier = await claimsOn(shop, current, [...fresh, ...unmet(through, met)]);
    for (const { part, rows: claimed } of earlier) {
      if (sizeOf(rows) < MOST_EARLIER) rows.set(part, new Set([...(rows.get(part) ?? []), ...claimed]));
    }
    const further = earlier.map(({ names }) => unmet(names, met));
    fresh = further.flat();
    named = further.filter((_names, at) => !earlier[at]!.names.every(isSku)).flat();
  }
  return { earlier: await linesAt(shop, source, rows), among };
}

/** A claim of nothing but SKUs is that of a price list's row. */
const isSku = (name: string): boolean => name.startsWith('sku\n');

const sizeOf = (rows: ReadonlyMap<number, ReadonlySet<number>>): number => [...rows.values()].reduce((sum, { size }) => sum + size, 0);

/** Those that were not met; they are from now on. */
const unmet = (names: readonly string[], met: Set<string>): string[] => names.filter((name) => !met.has(name) && met.add(name));

/** All names of each product of the shop that has one of these. */
async function productsNamed(shop: ShopContext, names: readonly string[]): Promise<string[][]> {
  if (names.length === 0) return [];
  const wanted = new Set(names);
  const { ids, handles, skus } = lookedFor(names);
  const found = await products
    .in(shop)
    .find(
      { $or: [{ externalId: { $in: ids } }, { handle: { $in: handles } }, { skus: { $in: skus } }] },
      { fields: ['source', 'externalId', 'handle', 'skus'] },
    );
  // An id of another source is another's.
  return found.map((product) => namesOf(product, product.skus ?? [])).filter((all) => all.some((name) => wanted.has(name)));
}

/** Two lines mean one product. Rows of a price list that do so are one change of it, and no meeting (`joined` in candidates.ts). */
function meetInOne(there: readonly string[][], lines: readonly ReadLine[], own: readonly string[][]): boolean {
  const holderOf = new Map(there.flatMap((names, holder) => names.map((name) => [name, holder] as const)));
  const [byRow, byName] = [new Set<number>(), new Set<number>()];
  return own.some((names, at) => {
    const holders = [...new Set(names.flatMap((name) => holderOf.get(name) ?? []))];
    const isRow = isNameless(lines[at]!.product);
    const again = holders.some((holder) => byName.has(holder) || (!isRow && byRow.has(holder)));
    for (const holder of holders) (isRow ? byRow : byName).add(holder);
    return again;
  });
}

async function linesAt(shop: ShopContext, source: Source, rows: ReadonlyMap<number, ReadonlySet<number>>): Promise<ReadLine[][]> {
  const found: ReadLine[][] = [];
  let variants = 0;
  for (const number of [...rows.keys()].toSorted((a, b) => a - b)) {
    if (variants > MOST_EARLIER_VARIANTS) break;
    const { key } = await partOf(shop, source, number);
    const lines = (await linesOf(key)).filter((line) => 'product' in line);
    const met = lines.filter(({ product }) => rows.get(number)!.has(product.rows[0]!));
    variants += met.reduce((sum, { product }) => sum + (product.variants?.length ?? 0), 0);
    found.push(met);
  }
  return found;
}
