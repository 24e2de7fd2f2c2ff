import type { Refusal, SetProduct } from '#commerce/catalog/index.js';
import { type SetResult, setProducts } from '#commerce/inventory/index.js';
import { UserError } from '#platform/errors.js';
import { toMinorUnits } from '#platform/money.js';
import { type ShopContext, transaction } from '#tenants/index.js';
import { columnNameOf } from './formats/index.js';
import { type Import, type ImportCounts, importProblems, imports } from './import.model.js';
import type { CanonicalLine, CanonicalProduct, CanonicalVariant, RowProblem } from './reading/canonical.js';
import { linesOf } from './reading/tasks.js';
import type { Source, SourcePart } from './source.model.js';

/** Another run of the same import was here first: what this one wrote is undone. */
export class Overtaken extends Error {}

/** A product of the file on its way into this shop: some variants may have been left behind. */
interface Candidate {
  product: CanonicalProduct;
  item: SetProduct;
  /** The variants that are in `item`, in its order. */
  variants: readonly CanonicalVariant[];
}

interface Outcome {
  counts: ImportCounts;
  problems: RowProblem[];
}

/** How often a product is tried again without the variants that were refused. */
const MOST_ROUNDS = 4;

/**
 * Writes one part of the file into the shop: products, stock, problems, counts and checkpoint in one transaction, so that a run that dies
 * is done again as if it had not been. Counts also what an import did that is being cancelled. Answers the import as it is afterwards.
 * @throws {Overtaken}
 */
export async function writePart(shop: ShopContext, current: Import, source: Source, part: SourcePart): Promise<Import> {
  const lines = await linesOf(part.key);
  const told = lines.flatMap((line: CanonicalLine) => ('problem' in line ? [line.problem] : []));
  const read = lines.flatMap((line) => ('product' in line ? [candidateOf(shop, source, line.product)] : []));
  const candidates = keepingOthers(read.flatMap(({ candidate }) => candidate ?? []));
  const before: RowProblem[] = [...told, ...read.flatMap(({ problems }) => problems)];
  let after: Import | null = null;
  const settle = (outer: ShopContext, results: readonly SetResult[]) =>
    transaction(outer, async (tx) => {
      const { counts, problems } = await settled(tx, source, candidates, results);
      const all = distinct([...before, ...problems]);
      counts.rowsRead = part.rows;
      counts.rowsRejected = new Set(all.filter(({ kept }) => !kept).map(({ row }) => row)).size;
      after = await moveOn(tx, current, source, part, counts);
      await importProblems
        .in(tx)
        .insertMany(all.map(({ kept: _kept, value: _value, ...problem }) => ({ importId: current._id, ...problem })));
    });
  const items = candidates.map(({ item }) => item);
  await setProducts(shop, items, { events: 'none', cleaned: true, reason: 'Imported', settle });
  return after!;
}

async function moveOn(tx: ShopContext, current: Import, source: Source, part: SourcePart, counts: ImportCounts): Promise<Import> {
  const bytesTotal = source.table!.bytes;
  const moved = await imports.in(tx).update(
    // A cancel in the middle is obeyed after this part, which has been written and is counted.
    { _id: current._id, nextPart: part.number, status: { $in: ['RUNNING', 'CANCELLED'] } },
    { $inc: { ...counts }, $set: { nextPart: part.number + 1, bytesRead: part.next?.byte ?? bytesTotal, bytesTotal, failures: 0 } },
  );
  if (!moved) throw new Overtaken();
  return moved;
}

/** Reads a product in the shop's currency; a variant whose price does not fit stays behind. */
function candidateOf(
  shop: ShopContext,
  source: Source,
  product: CanonicalProduct,
): { candidate: Candidate | null; problems: RowProblem[] } {
  const problems: RowProblem[] = [];
  if (!product.variants) return { candidate: { product, item: itemOf(product, undefined), variants: [] }, problems };
  const fitting = product.variants.flatMap((variant) => {
    try {
      return [{ variant, priced: pricedIn(shop, variant) }];
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      problems.push({ row: variant.row, column: columnNameOf(source, error.field), code: error.code, message: error.message });
      return [];
    }
  });
  if (fitting.length === 0 && problems.length > 0) return { candidate: null, problems: [...problems, ...restOf(product, problems)] };
  const item = itemOf(
    product,
    fitting.map(({ priced }) => priced),
  );
  const partial = product.partial || problems.length > 0;
  return { candidate: { product: { ...product, partial }, item, variants: fitting.map(({ variant }) => variant) }, problems };
}

type PricedVariant = NonNullable<SetProduct['variants']>[number];

/** @throws {UserError} INVALID_AMOUNT in the variant's own field, CURRENCY_MISMATCH */
function pricedIn({ currency }: ShopContext, { currency: written = currency, ...variant }: CanonicalVariant): PricedVariant {
  const { row: _row, taxClass: _taxClass, image: _image, availableWas: _availableWas, price, compareAtPrice, cost, ...same } = variant;
  if (written !== currency) throw new UserError('CURRENCY_MISMATCH', `This shop sells in ${currency}, not ${written}`, ['price']);
  const priced: PricedVariant = same;
  const minor = (decimal: string, field: string) => toMinorUnits(decimal, currency, [field]);
  if (price !== undefined) priced.price = minor(price, 'price');
  if (compareAtPrice !== undefined) priced.compareAtPrice = compareAtPrice === null ? null : minor(compareAtPrice, 'compareAtPrice');
  if (cost !== undefined) priced.cost = cost === null ? null : minor(cost, 'cost');
  return priced;
}

function itemOf(product: CanonicalProduct, variants: PricedVariant[] | undefined): SetProduct {
  const { id: _id, rows: _rows, partial: _partial, variants: _variants, media, ...same } = product;
  const { publishedAt: _publishedAt, categories: _categories, attributes: _attributes, redirectFrom: _redirectFrom, ...item } = same;
  if (media) Object.assign(item, { media: media.filter(({ url }) => /^https?:/i.test(url)) });
  return variants ? Object.assign(item, { variants }) : item;
}

/**
 * Where rows of a product were rejected, the list of its variants is not whole: those that the shop has and the file's good rows do not
 * name are kept as they are, instead of going with their stock.
 */
const keepingOthers = (candidates: readonly Candidate[]): Candidate[] =>
  candidates.map((candidate) =>
    candidate.product.partial && candidate.item.variants
      ? { ...candidate, item: { ...candidate.item, keepOtherVariants: true } }
      : candidate,
  );

/** What came of all: a product that was refused for some of its variants is tried again without them. */
async function settled(tx: ShopContext, source: Source, candidates: readonly Candidate[], results: readonly SetResult[]): Promise<Outcome> {
  const outcome: Outcome = { counts: noCounts(), problems: [] };
  let [tried, came] = [candidates, results];
  for (let round = 1; ; round++) {
    const again: Candidate[] = [];
    for (const [at, candidate] of tried.entries()) {
      const { outcome: what, errors } = came[at]!;
      if (what === 'created') outcome.counts.productsCreated++;
      else if (what === 'updated') outcome.counts.productsUpdated++;
      else if (what === 'unchanged') outcome.counts.productsUnchanged++;
      else {
        const rest = round < MOST_ROUNDS ? without(candidate, errors) : null;
        outcome.problems.push(...errors.map((error) => problemOf(source, candidate, error)));
        if (rest) again.push(rest);
        else outcome.problems.push(...restOf(candidate.product, outcome.problems));
      }
    }
    if (again.length === 0) return outcome;
    tried = keepingOthers(again);
    came = await setProducts(
      tx,
      tried.map(({ item }) => item),
      { events: 'none', cleaned: true, reason: 'Imported' },
    );
  }
}

/** Null where the product itself was refused, or none of its variants is left. */
function without(candidate: Candidate, errors: readonly Refusal[]): Candidate | null {
  const refused = new Set(errors.map(({ field: [first, at] }) => (first === 'variants' ? Number(at) : Number.NaN)));
  const left = candidate.variants.filter((_variant, at) => !refused.has(at));
  if (left.length === candidate.variants.length || left.length === 0 || refused.has(Number.NaN)) return null;
  const variants = candidate.item.variants!.filter((_variant, at) => at < candidate.variants.length && !refused.has(at));
  return { product: { ...candidate.product, partial: true }, item: { ...candidate.item, variants }, variants: left };
}

function problemOf(source: Source, { product, variants }: Candidate, { code, message, field }: Refusal): RowProblem {
  const variant = field[0] === 'variants' ? variants[Number(field[1])] : undefined;
  const name = variant ? field.slice(2) : field;
  return { row: variant?.row ?? product.rows[0]!, column: columnNameOf(source, name), code, message };
}

/** The other rows of a product that does not go in. */
function restOf(product: CanonicalProduct, told: readonly RowProblem[]): RowProblem[] {
  const rows = new Set(told.map(({ row }) => row));
  const message = 'The row belongs to a product that was rejected';
  return product.rows.filter((row) => !rows.has(row)).map((row) => ({ row, column: '', code: 'PRODUCT_REJECTED', message }));
}

const noCounts = (): ImportCounts => ({ rowsRead: 0, rowsRejected: 0, productsCreated: 0, productsUpdated: 0, productsUnchanged: 0 });

/** One of each row, column and code: more would be refused by their unique index. */
function distinct(problems: readonly RowProblem[]): RowProblem[] {
  return [...new Map(problems.map((problem) => [`${problem.row}\n${problem.column}\n${problem.code}`, problem])).values()];
}
