import { LRUCache } from 'lru-cache';
import { unchangedAmong } from '#commerce/catalog/index.js';
import { mannerOf } from '#commerce/inventory/index.js';
import type { ShopContext } from '#tenants/index.js';
import { type Candidate, candidatesFrom, type ReadLine } from './candidates.js';
import type { Import } from './import.model.js';
import { letNewcomersPass } from './newcomers.js';
import { settingOf } from './options.js';
import type { RowProblem } from './reading/canonical.js';
import { linesOf } from './reading/tasks.js';
import type { Source, SourcePart } from './source.model.js';

/** A part as a shop will take it. */
export interface PreparedPart {
  candidates: readonly Candidate[];
  problems: readonly RowProblem[];
  /** How many products are in the shop exactly as the part has them. */
  unchanged: number;
}

/** Reads a part's lines and finds out what the shop makes of them. Writes no product. */
export async function preparePart(shop: ShopContext, current: Import, source: Source, part: SourcePart): Promise<PreparedPart> {
  const lines = await linesOf(part.key);
  const told = lines.flatMap((line) => ('problem' in line ? [line.problem] : []));
  const read = lines.flatMap((line) => ('product' in line ? [line] : []));
  const options = settingOf(current._id, current.options);
  const same = options.mode === 'create' ? new Set<number>() : await unchangedAmong(shop, read.map(namedBy), mannerOf(options));
  const rest = read.filter((_line, at) => !same.has(at));
  const { candidates, problems } = await candidatesFrom(shop, current, source, rest);
  return { candidates, problems: [...told, ...problems], unchanged: same.size };
}

const namedBy = ({ product: { source, externalId }, digest }: ReadLine) => ({
  ...(source ? { source } : {}),
  ...(externalId ? { externalId } : {}),
  digest,
});

/** What is being prepared while the part before it is written: a few parts, since each holds its products. */
const ahead = new LRUCache<string, { made: Promise<PreparedPart>; updated: number }>({ max: 4, ttl: 30_000 });

const nameOf = ({ _id, run, productsUpdated }: Import, number: number) => ({
  key: `${_id.toHexString()}/${run}/${number}`,
  productsUpdated,
});

/** Begins to prepare the part that comes after the one that is about to be written. What fails here fails again for whoever asks for it. */
export function prepareAhead(shop: ShopContext, current: Import, source: Source, following: Promise<SourcePart | null>): void {
  const made = following.then(async (part) => {
    if (!part) throw new Error('There is no part after the last');
    await letNewcomersPass(current);
    return preparePart(shop, current, source, part);
  });
  made.catch(() => {});
  const { key, productsUpdated } = nameOf(current, current.nextPart + 1);
  ahead.set(key, { made, updated: productsUpdated });
}

/**
 * What was prepared of a part while the one before it was written. Null where it was not, or where that one changed a product that was
 * there: it may be one of this part's.
 */
export async function preparedAhead(current: Import, { number }: SourcePart): Promise<PreparedPart | null> {
  const { key, productsUpdated } = nameOf(current, number);
  const found = ahead.get(key);
  ahead.delete(key);
  return found?.updated === productsUpdated ? found.made.catch(() => null) : null;
}
