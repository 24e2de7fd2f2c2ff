import type { ShopContext } from '#tenants/index.js';
import { type Import, importProblems, imports } from './import.model.js';
import { importStates } from './import.state.js';
import type { Outcome } from './outcome.js';
import type { PreparedLines } from './prepare-part.js';
import type { RowProblem } from './reading/canonical.js';
import type { ReadPart, Source } from './source.model.js';

/** Another run of the same import was here first, or its cancel: what this one wrote is undone. */
export class Overtaken extends Error {}

/** What goes on can be cancelled. One that was cancelled and taken up again in a part's middle may go on in it. */
const GOING_ON = importStates.startsOf('cancel');

/**
 * Outside the part's transaction, which sees the import as it was when it began. Spares the work that `account` would undo.
 * @throws {Overtaken}
 */
export async function lookAgain(shop: ShopContext, { _id }: Import): Promise<void> {
  if ((await imports.in(shop).count({ _id, status: { $in: GOING_ON } }, 1)) === 0) throw new Overtaken();
}

/** In a part's transaction: its counts, its problems, and the checkpoint behind it. Answers the import as it is then. @throws {Overtaken} */
export async function account(
  tx: ShopContext,
  current: Import,
  source: Source,
  part: ReadPart,
  { problems, unchanged }: PreparedLines,
  outcome: Outcome,
): Promise<Import> {
  const all = distinct([...problems, ...outcome.problems]);
  const moved = await moveOn(tx, current, source, part, {
    ...outcome.counts,
    productsUnchanged: outcome.counts.productsUnchanged + unchanged,
    rowsRead: part.rows,
    rowsRejected: rejectedOf(all),
  });
  await importProblems.in(tx).insertMany(all.map((problem) => keptProblem(current, problem)));
  return moved;
}

async function moveOn(tx: ShopContext, current: Import, source: Source, part: ReadPart, counts: Outcome['counts']): Promise<Import> {
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

const rejectedOf = (problems: readonly RowProblem[]): number => new Set(problems.filter(({ kept }) => !kept).map(({ row }) => row)).size;

/** One of each row, column and code: more would be refused by their unique index. */
function distinct(problems: readonly RowProblem[]): RowProblem[] {
  return [...new Map(problems.map((problem) => [`${problem.row}\n${problem.column}\n${problem.code}`, problem])).values()];
}
