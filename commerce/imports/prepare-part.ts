import { LRUCache } from 'lru-cache';
import { type Fresh, freshOf, metAmong, type ReadProduct, type SetProduct } from '#commerce/catalog/index.js';
import { type Ahead, mannerOf, planAhead } from '#commerce/inventory/index.js';
import { forEachInBreaths } from '#platform/breaths.js';
import { UserError } from '#platform/errors.js';
import type { ShopContext } from '#tenants/index.js';
import { type Candidate, candidatesFrom, isNameless, type ReadLine, type Refer } from './candidates.js';
import type { Import } from './import.model.js';
import { letNewcomersPass, restForNewcomers } from './newcomers.js';
import { settingOf } from './options.js';
import type { CanonicalLine, RowProblem } from './reading/canonical.js';
import { linesOf } from './reading/tasks.js';
import type { Named } from './references.js';
import type { ReadPart, Source } from './source.model.js';
import { partOf } from './sources.js';

/** Products of a file as a shop will take them. */
export interface PreparedLines {
  candidates: readonly Candidate[];
  problems: readonly RowProblem[];
  /** How many are in the shop exactly as the file has them. */
  unchanged: number;
  /** What the others name of categories and attributes, as far as it is there or was made. */
  named: Named;
}

/** A part as a shop will take it. */
export interface PreparedPart extends PreparedLines {
  /** They may not all go into one write. */
  several: boolean;
  /** Where all are new to the shop: how they will be written. */
  ahead: Ahead | null;
}

/** Reads a part's lines and finds out what the shop makes of them. Writes no product. */
export async function preparePart(
  shop: ShopContext,
  current: Import,
  source: Source,
  part: ReadPart,
  rest = restForNewcomers(current),
): Promise<PreparedPart> {
  const lines = await linesOf(part.key);
  await rest();
  const prepared = await prepareLines(shop, current, source, lines, { rest });
  const { candidates } = prepared;
  const several = mayTakeSeveral(candidates.map(({ item }) => item));
  const ahead = several ? null : await planAhead(shop, candidates, settingOf(current._id, current.options));
  return { ...prepared, several, ahead };
}

interface Preparing {
  rest: () => Promise<void>;
  refer?: Refer | undefined;
}

/** The products of lines that have been read. */
export async function prepareLines(
  shop: ShopContext,
  current: Import,
  source: Source,
  lines: readonly CanonicalLine[],
  { rest, refer }: Preparing,
): Promise<PreparedLines> {
  const told = lines.flatMap((line) => ('problem' in line ? [line.problem] : []));
  const read = lines.flatMap((line) => ('product' in line ? [line] : []));
  const options = settingOf(current._id, current.options);
  const { unchanged: same, known } = meetsNobody(current)
    ? NOBODY
    : await metAmong(shop, read.map(wordsOf), mannerOf(options), options.matchBy);
  const unchanged = options.mode === 'create' ? new Set<number>() : same; // there it is what was passed over
  const changed = read.filter((_line, at) => !unchanged.has(at));
  const { candidates, problems, named } = await candidatesFrom(shop, current, source, changed, refer);
  const knownRows = new Set([...known].map((at) => read[at]!.product.rows[0]));
  const isNew = ({ product }: Candidate) => options.mode !== 'update' && !isNameless(product) && !knownRows.has(product.rows[0]);
  const makeReady = (candidate: Candidate) => {
    if (isNew(candidate)) candidate.fresh = freshIn(candidate);
  };
  await forEachInBreaths(candidates, makeReady, rest);
  return { candidates, problems: [...told, ...problems], unchanged: unchanged.size, named };
}

/** Products of which one transaction bears so many variants. */
const MOST_VARIANTS = 5000;

/** More than one transaction bears, or names that meet, or may: the rows of a price list, a SKU that is there twice. */
function mayTakeSeveral(items: readonly SetProduct[]): boolean {
  if (items.reduce((sum, { variants = [] }) => sum + variants.length, 0) > MOST_VARIANTS) return true;
  const met = new Set<string>();
  const meets = (name: string | null | undefined) => Boolean(name) && met.size === met.add(name!).size;
  return items.some(
    ({ externalId, handle, variants = [] }) =>
      (!externalId && !handle) || meets(handle) || variants.some(({ sku }) => sku && meets(`sku\n${sku}`)),
  );
}

/**
 * A shop that was empty has nothing that a file could mean but what came since, by the file itself or meanwhile by others: as long as no row
 * has met any, none is looked for. Who is met all the same shows as a duplicate key, as for every product that is made ready ahead.
 */
const meetsNobody = ({ intoEmpty, options, productsUpdated, productsUnchanged, productsSkipped, rowsRejected }: Import): boolean =>
  intoEmpty === true && !options.dryRun && productsUpdated + productsUnchanged + productsSkipped + rowsRejected === 0;

const NOBODY: Awaited<ReturnType<typeof metAmong>> = { unchanged: new Set(), known: new Set() };

/** Made before its transaction, beside the one of the part before it, since it is most of what a new product costs this process. */
function freshIn({ item }: Candidate): Fresh | undefined {
  try {
    return freshOf(item as ReadProduct);
  } catch (error) {
    if (error instanceof UserError) return undefined; // refused where the product is written, with all that there is to say
    throw error;
  }
}

/** What tells whether the shop has a product, and has it as it is. */
const wordsOf = ({ product: { source, externalId, handle, variants = [] }, digest }: ReadLine) => ({
  source,
  externalId,
  handle,
  skus: variants.flatMap(({ sku }) => sku || []),
  digest,
});

/** What is being prepared while the part before it is written: a few parts, since each holds its products. */
const preparing = new LRUCache<string, { made: Promise<PreparedPart>; updated: number }>({ max: 4, ttl: 30_000 });

const nameOf = ({ _id, run, productsUpdated }: Import, number: number) => ({
  key: `${_id.toHexString()}/${run}/${number}`,
  productsUpdated,
});

/**
 * Begins to prepare the part that comes after the one that is about to be written, while the file is read on behind it; for a dry run, whose
 * parts depend on those before them, to read it. What fails here fails again for whoever asks for it. Answers once it is done, or has failed.
 */
export function prepareAhead(shop: ShopContext, current: Import, source: Source, written: ReadPart): Promise<void> {
  const reading = partOf(shop, source, written.number + 1);
  if (current.options.dryRun) return ended(reading);
  const made = reading.then(async (part) => {
    if (!part) throw new Error('There is no part after the last');
    await letNewcomersPass(current);
    if (part.next) partOf(shop, source, part.number + 1).catch(() => {});
    return preparePart(shop, current, source, part);
  });
  const { key, productsUpdated } = nameOf(current, current.nextPart + 1);
  preparing.set(key, { made, updated: productsUpdated });
  return ended(made);
}

const ended = (work: Promise<unknown>): Promise<void> =>
  work.then(
    () => {},
    () => {},
  );

/**
 * What was prepared of a part while the one before it was written. Null where it was not, or where that one changed a product that was
 * there: it may be one of this part's.
 */
export async function preparedAhead(current: Import, { number }: ReadPart): Promise<PreparedPart | null> {
  const { key, productsUpdated } = nameOf(current, number);
  const found = preparing.get(key);
  preparing.delete(key);
  return found?.updated === productsUpdated ? found.made.catch(() => null) : null;
}
