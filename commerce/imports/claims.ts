import { Schema, type Types } from 'mongoose';
import { MOST_ATTRIBUTES, MOST_CATEGORIES, products } from '#commerce/catalog/index.js';
import { slug } from '#commerce/catalog/plain.js';
import { type ShopContext, type ShopOwned, shopOwned } from '#tenants/index.js';
import { isNameless, type ReadLine } from './candidates.js';
import type { Import } from './import.model.js';
import type { Outcome } from './outcome.js';
import type { CanonicalProduct } from './reading/canonical.js';
import { linesOf } from './reading/tasks.js';
import { type Named, nothingNamed } from './references.js';
import type { Source } from './source.model.js';
import { partOf } from './sources.js';

/** What one part of a dry run would have brought: a later part of the file may mean a product of it, or want a name that it has by then. */
interface Claims extends ShopOwned {
  importId: Types.ObjectId;
  part: number;
  /** Of each product: its rows in the file, and the names that it would have, as `namesOf` tells them. */
  products: { rows: number[]; names: string[] }[];
  /** Categories and attributes that no part before named. */
  named: Named;
  expiresAt: Date;
}

const id = { type: Schema.Types.ObjectId, required: true } as const;
const mixed = { type: Schema.Types.Mixed, required: true } as const;
const schema = new Schema<Claims>(
  {
    shopId: id,
    importId: id,
    part: { type: Number, required: true },
    products: mixed,
    named: mixed,
    expiresAt: { type: Date, required: true },
  },
  { collection: 'import_claims' },
);
schema.index({ shopId: 1, importId: 1, part: 1 }, { unique: true });
schema.index({ shopId: 1, importId: 1, 'products.names': 1 });
schema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 });
const claims = shopOwned<Claims>('ImportClaims', schema, { exceptions: { expiresAt_1: 'TTL' } });

/** As long as a dry run can be taken up again: the file itself is kept no longer. */
const KEPT_MS = 30 * 24 * 3600_000;

/** What a product must have for itself in its shop, and what finds it. */
const namesOf = (
  { source, externalId, handle }: Pick<CanonicalProduct, 'source' | 'externalId' | 'handle'>,
  skus: readonly (string | null | undefined)[],
): string[] => [
  ...(externalId ? [`id\n${source}\n${externalId}`] : []),
  ...(handle ? [`handle\n${slug(handle)}`] : []),
  ...skus.flatMap((sku) => (sku ? [`sku\n${sku}`] : [])),
];

const namesIn = ({ product }: ReadLine): string[] =>
  namesOf(
    product,
    (product.variants ?? []).map(({ sku }) => sku),
  );

/** In the transaction that counts a part of a dry run. The last part's nobody would ask for. */
export async function claim(tx: ShopContext, current: Import, { written }: Outcome, named: Named): Promise<void> {
  const changed = written.filter(({ result: { outcome } }) => outcome !== 'unchanged');
  const claimed = changed.map(({ candidate: { product, item }, result: { handle = '' } }) => ({
    rows: product.rows,
    names: namesOf(
      { ...product, handle },
      (item.variants ?? []).map(({ sku }) => sku),
    ),
  }));
  await claims.in(tx).insert({
    importId: current._id,
    part: current.nextPart,
    products: claimed,
    named,
    expiresAt: new Date(Date.now() + KEPT_MS),
  });
}

/** Once it has come to its end. */
export const dropClaims = (tx: ShopContext, { _id }: Pick<Import, '_id'>): Promise<number> => claims.in(tx).removeMany({ importId: _id });

/** What the parts before this one named of categories and attributes. */
export async function namedBefore(shop: ShopContext, { _id, nextPart }: Import): Promise<Named> {
  if (nextPart === 0) return nothingNamed();
  const found = await claims.in(shop).find({ importId: _id, part: { $lt: nextPart } }, { sort: { part: 1 }, fields: ['named'] });
  // More there cannot be, and what finds no room finds none the next time.
  return {
    categories: found.flatMap(({ named }) => named.categories).slice(0, MOST_CATEGORIES),
    attributes: found.flatMap(({ named }) => named.attributes).slice(0, MOST_ATTRIBUTES),
  };
}

/** Who is met through whom: a part's product meets one of the shop, which one of an earlier part meets, and so on. */
const MOST_STEPS = 4;
/** Of earlier products that are tried again for one part. More meet it only in a file that says the same over and over. */
const MOST_EARLIER = 1000;

export interface Meetings {
  /** Products of earlier parts that this part's have to do with: part by part, in the file's order. */
  earlier: ReadLine[][];
  /** The part's own have to do with each other. */
  among: boolean;
}

/** Which products of the file bear the same names as others of it, themselves or by a product of the shop that both mean. */
export async function meetingsOf(shop: ShopContext, current: Import, source: Source, lines: readonly ReadLine[]): Promise<Meetings> {
  const own = lines.map(namesIn);
  const met = new Set(own.flat());
  let among = own.flat().length > met.size;
  const rows = new Map<number, Set<number>>();
  let fresh = [...met];
  for (let step = 0; step < MOST_STEPS && fresh.length > 0 && sizeOf(rows) < MOST_EARLIER; step++) {
    const there = await productsNamed(shop, fresh);
    if (step === 0) among ||= meetInOne(there, lines, own);
    const asked = [...fresh, ...unmet(there.flat(), met)];
    const earlier = await claimsOn(shop, current, asked);
    for (const { part, rows: claimed } of earlier) rows.set(part, new Set([...(rows.get(part) ?? []), ...claimed]));
    fresh = unmet(
      earlier.flatMap(({ names }) => names),
      met,
    );
  }
  return { earlier: await linesAt(shop, source, rows), among };
}

const sizeOf = (rows: ReadonlyMap<number, ReadonlySet<number>>): number => [...rows.values()].reduce((sum, { size }) => sum + size, 0);

/** Those that were not met; they are from now on. */
const unmet = (names: readonly string[], met: Set<string>): string[] => names.filter((name) => !met.has(name) && met.add(name));

/** All names of each product of the shop that has one of these. */
async function productsNamed(shop: ShopContext, names: readonly string[]): Promise<string[][]> {
  const wanted = new Set(names);
  const of = (kind: string) => names.flatMap((name) => (name.startsWith(`${kind}\n`) ? name.slice(name.lastIndexOf('\n') + 1) : []));
  const found = await products
    .in(shop)
    .find(
      { $or: [{ externalId: { $in: of('id') } }, { handle: { $in: of('handle') } }, { skus: { $in: of('sku') } }] },
      { fields: ['source', 'externalId', 'handle', 'skus'] },
    );
  // An id of another source is another's.
  return found.map((product) => namesOf(product, product.skus ?? [])).filter((all) => all.some((name) => wanted.has(name)));
}

/** Two lines mean one product. The rows of a price list that do so are one change of it, and no meeting (`joined` in candidates.ts). */
function meetInOne(there: readonly string[][], lines: readonly ReadLine[], own: readonly string[][]): boolean {
  const holderOf = new Map(there.flatMap((names, holder) => names.map((name) => [name, holder] as const)));
  const met = new Set<number>();
  return own.some((names, at) => {
    const holders = new Set(names.flatMap((name) => holderOf.get(name) ?? []));
    const again = [...holders].some((holder) => met.has(holder));
    if (!isNameless(lines[at]!.product)) for (const holder of holders) met.add(holder);
    return again;
  });
}

interface Claimed {
  part: number;
  rows: number[];
  names: string[];
}

async function claimsOn(shop: ShopContext, { _id, nextPart }: Import, names: readonly string[]): Promise<Claimed[]> {
  if (nextPart === 0) return [];
  const wanted = new Set(names);
  const found = await claims
    .in(shop)
    .find({ importId: _id, part: { $lt: nextPart }, 'products.names': { $in: [...names] } } as never, { fields: ['part', 'products'] });
  return found.flatMap(({ part, products: claimed }) =>
    claimed.filter((one) => one.names.some((name) => wanted.has(name))).map(({ rows, names: all }) => ({ part, rows, names: all })),
  );
}

async function linesAt(shop: ShopContext, source: Source, rows: ReadonlyMap<number, ReadonlySet<number>>): Promise<ReadLine[][]> {
  const found: ReadLine[][] = [];
  for (const number of [...rows.keys()].toSorted((a, b) => a - b)) {
    const { key } = await partOf(shop, source, number);
    found.push((await linesOf(key)).filter((line) => 'product' in line && rows.get(number)!.has(line.product.rows[0]!)) as ReadLine[]);
  }
  return found;
}
