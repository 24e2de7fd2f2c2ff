import type { Refusal } from '#commerce/catalog/index.js';
import { mediaOf } from '#commerce/files/index.js';
import { type SetOptions, type SetResult, setChecked } from '#commerce/inventory/index.js';
import { isDuplicateKey } from '#platform/mongo.js';
import { type ShopContext, transaction } from '#tenants/index.js';
import { type Candidate, isNameless, restOf, valueIn } from './candidates.js';
import { columnNameOf } from './formats/index.js';
import { type Import, type ImportCounts, importPictures, importProblems, imports } from './import.model.js';
import { importStates } from './import.state.js';
import { restForNewcomers } from './newcomers.js';
import { settingOf } from './options.js';
import { type PreparedPart, preparedAhead, preparePart } from './prepare-part.js';
import type { RowProblem } from './reading/canonical.js';
import { leadOldAddresses } from './references.js';
import type { ReadPart, Source } from './source.model.js';

/** Another run of the same import was here first, or its cancel: what this one wrote is undone. */
export class Overtaken extends Error {}

interface Outcome {
  counts: ImportCounts;
  problems: RowProblem[];
  /** What is in, and what became of it. */
  written: { candidate: Candidate; result: SetResult }[];
}

/** How often a product is tried again without the variants that were refused. */
const MOST_ROUNDS = 4;

/**
 * Writes one part of the file into the shop: products, stock, problems, counts and checkpoint in one transaction, so that a run that dies
 * is done again as if it had not been. A cancel that comes before its end is obeyed at once: nothing of the part is in then. Answers the
 * import as it is afterwards.
 * @throws {Overtaken}
 */
export async function writePart(shop: ShopContext, current: Import, source: Source, part: ReadPart): Promise<Import> {
  const look = () => lookAgain(shop, current);
  const prepared =
    (await preparedAhead(current, part)) ?? (await preparePart(shop, current, source, part, restForNewcomers(current, look)));
  const { candidates, problems: before, unchanged } = prepared;
  const options = settingOf(current._id, current.options);
  const missing = await picturesMissing(shop, candidates);
  let after: Import | null = null;
  let tried = false;
  const settle = (outer: ShopContext, results: readonly SetResult[]) =>
    transaction(outer, async (tx) => {
      const outcome = await settled(tx, source, options, candidates, results);
      const all = distinct([...before, ...outcome.problems]);
      outcome.counts.productsUnchanged += unchanged;
      const counts = { ...outcome.counts, rowsRead: part.rows, rowsRejected: rejectedOf(all) };
      tried = true;
      after = await moveOn(tx, current, source, part, counts);
      await importProblems.in(tx).insertMany(all.map((problem) => keptProblem(current, problem)));
      if (!options.dryRun) await follow(tx, current, outcome, missing);
    });
  const standBack = restForNewcomers(current, look);
  const rest = async () => {
    if (tried) await look(); // who crossed it is most often a cancel
    await standBack();
  };
  await setInOne(shop, prepared, { ...options, settle, rest });
  return after!;
}

/** What goes on can be cancelled. One that was cancelled and taken up again in a part's middle may go on in it. */
const GOING_ON = importStates.startsOf('cancel');

/** Outside the part's transaction, which sees the import as it was when it began. Spares the work that moveOn would undo. */
async function lookAgain(shop: ShopContext, { _id }: Import): Promise<void> {
  if ((await imports.in(shop).count({ _id, status: { $in: GOING_ON } }, 1)) === 0) throw new Overtaken();
}

const MOST_CROSSED = 5;

/** What setProducts would do in several transactions is done in one of ours: that some of a part is in and not counted shall not be. */
async function setInOne(shop: ShopContext, { candidates, several, ahead }: PreparedPart, options: SetOptions): Promise<void> {
  if (!several) return void (await setChecked(shop, candidates, options, ahead));
  for (let crossed = 1; ; crossed++) {
    try {
      return void (await transaction(shop, (tx) => setChecked(tx, candidates, options)));
    } catch (error) {
      if (!isDuplicateKey(error) || crossed >= MOST_CROSSED) throw error;
    }
  }
}

async function moveOn(tx: ShopContext, current: Import, source: Source, part: ReadPart, counts: ImportCounts): Promise<Import> {
  const bytesTotal = source.table!.bytes;
  const moved = await imports.in(tx).update(
    // A cancel in the middle meets this write, or is seen by it: once it has been answered, nothing goes in any more.
    { _id: current._id, nextPart: part.number, status: { $in: GOING_ON } },
    {
      $inc: { ...counts },
      $set: {
        nextPart: part.number + 1,
        bytesRead: part.next?.byte ?? bytesTotal,
        bytesTotal,
        failures: 0,
        ...(part.next ? {} : { rowsTotal: current.rowsRead + counts.rowsRead }),
      },
    },
  );
  if (!moved) throw new Overtaken();
  return moved;
}

const keptProblem = ({ _id }: Import, { row, column, code, message, value = '', kept }: RowProblem) => ({
  importId: _id,
  row,
  column,
  code,
  message,
  value,
  kept: kept ?? false,
});

/** Addresses of pictures that nobody has fetched yet. Read before the transaction: what comes in between is only fetched again. */
async function picturesMissing(shop: ShopContext, candidates: readonly Candidate[]): Promise<Set<string>> {
  const addresses = [...new Set(candidates.flatMap(picturesIn))];
  const known = await mediaOf(shop, addresses);
  return new Set(addresses.filter((_address, at) => known[at]?.state !== 'READY'));
}

const picturesIn = ({ item }: Candidate): string[] => [
  ...(item.media ?? []).map(({ url }) => url),
  ...(item.variants ?? []).flatMap(({ image }) => image ?? []),
];

/** What follows from products that came or changed: their pictures are fetched, and their old addresses lead to them. */
async function follow(tx: ShopContext, current: Import, { written }: Outcome, missing: ReadonlySet<string>): Promise<void> {
  const changed = written.filter(({ result }) => result.outcome !== 'unchanged');
  const pictures = changed.flatMap(({ candidate }) =>
    [...new Set(picturesIn(candidate))]
      .filter((address) => missing.has(address))
      .map((address) => ({ row: candidate.product.rows[0]!, address })),
  );
  if (pictures.length > 0) await importPictures.in(tx).insert({ importId: current._id, pictures });
  if (!current.options.redirects) return;
  const moved = changed.flatMap(({ candidate: { product }, result }) =>
    product.redirectFrom?.length ? [{ from: product.redirectFrom, product: result.productId!, handle: result.handle! }] : [],
  );
  if (moved.length > 0) await leadOldAddresses(tx, moved);
}

/** What came of all: a product that was refused for some of its variants is tried again without them. */
async function settled(
  tx: ShopContext,
  source: Source,
  options: SetOptions,
  candidates: readonly Candidate[],
  results: readonly SetResult[],
): Promise<Outcome> {
  const outcome: Outcome = { counts: noCounts(), problems: [], written: [] };
  let [tried, came] = [candidates, results];
  for (let round = 1; ; round++) {
    const again: Candidate[] = [];
    for (const [at, candidate] of tried.entries()) {
      const result = came[at]!;
      if (result.outcome !== 'refused') take(outcome, source, candidate, result);
      else if (result.passedOver) passOver(outcome, source, options, candidate, result);
      else {
        const rest = round < MOST_ROUNDS ? without(candidate, result.errors) : null;
        const told = (error: Refusal): RowProblem => {
          const problem = problemOf(source, candidate, error);
          return rest && isOfPicture(error) ? { ...problem, kept: true } : problem;
        };
        outcome.problems.push(...result.errors.map(told));
        if (rest) again.push(rest);
        else outcome.problems.push(...restOf(candidate.product, outcome.problems));
      }
    }
    if (again.length === 0) return outcome;
    tried = again;
    came = await setChecked(tx, tried, options);
  }
}

const COUNTED = { created: 'productsCreated', updated: 'productsUpdated', unchanged: 'productsUnchanged' } as const;

function take({ counts, problems, written }: Outcome, source: Source, candidate: Candidate, result: SetResult): void {
  counts[COUNTED[result.outcome as keyof typeof COUNTED]]++;
  written.push({ candidate, result });
  for (const warning of result.warnings ?? []) problems.push({ ...problemOf(source, candidate, warning), kept: true });
}

/** What is there already is what `create` leaves alone; what is not there may be a name that was mistyped, and is told. */
function passOver({ counts, problems }: Outcome, source: Source, { mode }: SetOptions, candidate: Candidate, result: SetResult): void {
  counts.productsSkipped++;
  if (mode !== 'update') return;
  for (const error of result.errors) problems.push({ ...problemOf(source, candidate, error), kept: true });
}

const isOfPicture = ({ field }: Refusal): boolean => field[0] === 'variants' && field[2] === 'image';

/** Variants whose pictures were refused go in without. Null where the product itself was refused, or none of its variants is left. */
function without(candidate: Candidate, errors: readonly Refusal[]): Candidate | null {
  if (errors.every(isOfPicture)) {
    const variants = candidate.item.variants!.map(({ image: _image, ...variant }) => variant);
    return { ...candidate, item: { ...candidate.item, variants }, digest: null, fresh: undefined };
  }
  const refused = new Set(errors.map(({ field: [first, at] }) => (first === 'variants' ? Number(at ?? Number.NaN) : Number.NaN)));
  const left = candidate.variants.filter((_variant, at) => !refused.has(at));
  if (left.length === candidate.variants.length || left.length === 0 || refused.has(Number.NaN)) return null;
  const variants = candidate.item.variants!.filter((_variant, at) => !refused.has(at));
  const item = { ...candidate.item, variants, keepOtherVariants: true };
  return { product: { ...candidate.product, partial: true }, item, variants: left, digest: null };
}

function problemOf(source: Source, { product, variants, item }: Candidate, { code, message, field }: Refusal): RowProblem {
  const variant = field[0] === 'variants' ? variants[Number(field[1])] : undefined;
  if (field[0] === 'title' && isNameless(product)) return notThere(source, product, variants[0]?.sku ?? '');
  const name = variant ? field.slice(2) : field;
  return { row: variant?.row ?? product.rows[0]!, column: columnNameOf(source, name), code, message, ...valueIn(variant ?? item, name) };
}

const notThere = (source: Source, { rows }: Candidate['product'], sku: string): RowProblem => ({
  row: rows[0]!,
  column: columnNameOf(source, ['sku']),
  code: 'NOT_FOUND',
  message: `The shop has no product with the SKU ${sku}, and the row has no title for a new one`,
  value: sku,
});

const noCounts = (): ImportCounts => ({
  rowsRead: 0,
  rowsRejected: 0,
  productsCreated: 0,
  productsUpdated: 0,
  productsUnchanged: 0,
  productsSkipped: 0,
});

const rejectedOf = (problems: readonly RowProblem[]): number => new Set(problems.filter(({ kept }) => !kept).map(({ row }) => row)).size;

/** One of each row, column and code: more would be refused by their unique index. */
function distinct(problems: readonly RowProblem[]): RowProblem[] {
  return [...new Map(problems.map((problem) => [`${problem.row}\n${problem.column}\n${problem.code}`, problem])).values()];
}
