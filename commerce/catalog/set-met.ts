import { hash } from 'node:crypto';
import type { ShopContext } from '#tenants/index.js';
import { products } from './product.model.js';
import { slug } from './slug.js';

/** By which of its names an item finds the product that it means. */
export const MATCHED_BY = ['EXTERNAL_ID', 'HANDLE', 'SKU'] as const;
export type MatchedBy = (typeof MATCHED_BY)[number];
export const USUAL_MATCH: readonly MatchedBy[] = ['EXTERNAL_ID', 'HANDLE'];

export const externalKey = ({ source, externalId }: { source?: string | undefined; externalId?: string | undefined }): string | null =>
  externalId ? `${source}\n${externalId}` : null;

/** What an item is known by once it is applied: `digest` of its words, and how it is applied where that is not plainly. */
export const hashIn = (digest: string, manner: string): string => (manner === '' ? digest : hash('sha1', digest + manner, 'base64'));

/** What of a batch is there already, by the places of its items. */
interface Met {
  /** Those that say what was last applied to their products: nothing of them need be looked at. */
  unchanged: ReadonlySet<number>;
  /** Those of which a product has a name by which it is found, changed or not. */
  known: ReadonlySet<number>;
}

/** An item by its names. */
interface NamedItem {
  source: string | undefined;
  externalId: string | undefined;
  handle: string | undefined;
  skus: readonly string[];
  digest: string;
}

/** A read for each kind of name, of keys alone. */
export async function metAmong(
  shop: ShopContext,
  items: readonly NamedItem[],
  manner: string,
  matchBy: readonly MatchedBy[] = USUAL_MATCH,
): Promise<Met> {
  const { met, unchanged } = await metById(shop, items, manner);
  const known = new Set(met);
  const meet = async (field: 'handle' | 'skus', namesOf: (item: NamedItem) => readonly string[]) => {
    const rest = [...items.entries()].filter(([at]) => !known.has(at)).map(([at, item]) => ({ at, names: namesOf(item) }));
    const wanted = rest.flatMap(({ names }) => names);
    if (wanted.length === 0) return;
    const found = await products.in(shop).find({ [field]: { $in: wanted } }, { fields: [field] });
    const taken = new Set(found.flatMap((product) => product[field] ?? []));
    for (const { at, names } of taken.size > 0 ? rest : []) if (names.some((name) => taken.has(name))) known.add(at);
  };
  await meet('handle', ({ handle }) => (handle ? [slug(handle)] : []));
  if (matchBy.includes('SKU')) await meet('skus', ({ skus }) => skus);
  return { unchanged, known };
}

async function metById(
  shop: ShopContext,
  items: readonly NamedItem[],
  manner: string,
): Promise<{ met: Set<number>; unchanged: Set<number> }> {
  const ids = items.flatMap(({ externalId }) => externalId ?? []);
  if (ids.length === 0) return { met: new Set(), unchanged: new Set() };
  const found = await products.in(shop).find({ externalId: { $in: ids } }, { fields: ['source', 'externalId', 'contentHash'] });
  const applied = new Map(found.map((product) => [externalKey(product), product.contentHash]));
  const met = items.flatMap((item, at) => (item.externalId && applied.has(externalKey(item)) ? [{ item, at }] : []));
  const unchanged = met.filter(({ item }) => applied.get(externalKey(item)) === hashIn(item.digest, manner));
  return { met: new Set(met.map(({ at }) => at)), unchanged: new Set(unchanged.map(({ at }) => at)) };
}
