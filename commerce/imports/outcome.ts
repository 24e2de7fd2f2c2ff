import type { Refusal } from '#commerce/catalog/index.js';
import { type SetOptions, type SetResult, setChecked } from '#commerce/inventory/index.js';
import type { ShopContext } from '#tenants/index.js';
import { type Candidate, isNameless, restOf, valueIn } from './candidates.js';
import { columnNameOf } from './formats/index.js';
import type { ImportCounts } from './import.model.js';
import type { RowProblem } from './reading/canonical.js';
import type { Source } from './source.model.js';

/** What came of a part, or of a dry run of it would have come. */
export interface Outcome {
  counts: ImportCounts;
  problems: RowProblem[];
  /** What is in, and what became of it. */
  written: { candidate: Candidate; result: SetResult }[];
}

/** How often a product is tried again without the variants that were refused. */
const MOST_ROUNDS = 4;

/** What came of all: a product that was refused for some of its variants is tried again without them. */
export async function settled(
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
