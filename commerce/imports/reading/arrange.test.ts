import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { arranged } from './arrange.js';
import { csvRows } from './csv.js';
import type { SourceRow } from './table.js';
import { asWritten, tableText } from './table-text.js';

/** Rows of id, SKU and parent, as `id:n` or by SKU. */
const HEADER = ['id', 'sku', 'parent'];
const byParent = {
  namesOf: ({ cells: [id, sku] }: { cells: readonly string[] }) => [...(id ? [`id:${id}`] : []), ...(sku ? [sku] : [])],
  parentOf: ({ cells: [, , parent] }: { cells: readonly string[] }) => parent || null,
};

async function inOrder(rows: readonly SourceRow[]): Promise<{ rows: SourceRow[]; damaged: boolean }> {
  async function* given() {
    yield* rows;
  }
  let damaged = false;
  const arrangedRows: SourceRow[] = [];
  const onDamage = () => {
    damaged = true;
  };
  for await (const row of arranged(HEADER, given(), byParent, onDamage)) arrangedRows.push(row);
  return { rows: arrangedRows, damaged };
}
const row = (number: number, ...cells: string[]): SourceRow => ({ number, cells });
const numbers = (rows: readonly SourceRow[]) => rows.map(({ number }) => number);

test('variations stand below their parent, which may come after them and be named in two ways', async () => {
  const { rows, damaged } = await inOrder([
    row(2, '11', '', 'id:10'),
    row(3, '20', 'MUG', ''),
    row(4, '12', '', 'HAT'),
    row(5, '10', 'HAT', ''),
    row(6, '13', '', 'id:10'),
    row(7, '30', '', 'GONE'),
    row(8, '', '', ''),
  ]);
  expect(numbers(rows)).toEqual([5, 2, 4, 6, 3, 7, 8]);
  expect(damaged).toBe(false);
});

test('a row that could not be read keeps its place, and says that any product may lack it', async () => {
  const broken = { number: 3, cells: null, problem: { code: 'QUOTE_MISPLACED', message: 'A quote' }, raw: 'a "b' };
  const { rows, damaged } = await inOrder([row(2, '1', 'A', ''), broken, row(4, '2', '', 'A')]);
  expect(rows).toEqual([row(2, '1', 'A', ''), row(4, '2', '', 'A'), broken]);
  expect(damaged).toBe(true);
});

test('whatever the order of the file: nothing is lost, products are whole, each parent is first', async () => {
  const aRow = fc.record({ parent: fc.nat(30), own: fc.boolean() });
  await fc.assert(
    fc.asyncProperty(fc.array(aRow, { maxLength: 60 }), async (wishes) => {
      const owners = new Set<number>();
      const rows = wishes.map(({ parent, own }, at) => {
        const first = own && !owners.has(parent);
        if (first) owners.add(parent);
        return first ? row(at, `${parent}`, `S${parent}`, '') : row(at, '', '', at % 2 ? `id:${parent}` : `S${parent}`);
      });
      const { rows: out } = await inOrder(rows);
      expect(numbers(out).toSorted((a, b) => a - b)).toEqual(numbers(rows));
      const groups = out.map(({ cells }) => cells![0] || cells![2]!.replace(/^(id:|S)/, ''));
      for (const [at, group] of groups.entries()) {
        // A group without its own row is known by two names that nothing joins.
        if (!owners.has(Number(group))) continue;
        expect(groups.indexOf(group) === at).toBe(Boolean(out[at]!.cells![0]));
        if (groups.indexOf(group) !== at) expect(groups[at - 1]).toBe(group);
      }
    }),
    { numRuns: 100 },
  );
});

test('a table text gives back every row as it was: numbers, notes, and what could not be read', async () => {
  const cell = fc.string({ unit: fc.constantFrom('a', '"', ',', '\n', '\r', ' ', '词', '!', '7'), maxLength: 8 });
  const good = fc.record({ number: fc.nat(), cells: fc.array(cell, { maxLength: 4 }) });
  const noted = fc.record({ number: fc.nat(), cells: fc.array(cell, { maxLength: 4 }), note: cell.filter(Boolean) });
  const bad = fc.record({
    number: fc.nat(),
    cells: fc.constant(null),
    problem: fc.record({ code: fc.constant('ROW_TOO_LONG'), message: cell }),
    raw: cell,
  });
  await fc.assert(
    fc.asyncProperty(fc.array(fc.oneof(good, noted, bad), { maxLength: 10 }), async (rows) => {
      async function* given() {
        yield* rows;
      }
      const chunks: Buffer[] = [];
      for await (const chunk of tableText(['a', 'b'], given())) chunks.push(chunk);
      async function* text() {
        yield Buffer.concat(chunks);
      }
      const read = [];
      for await (const bunch of csvRows(text, ',', { byte: 0, row: 0 })) read.push(...bunch);
      const back = read.slice(1).map((one) => {
        const { end: _end, ...rest } = asWritten(one, 0);
        return rest;
      });
      expect(back).toEqual(rows);
    }),
    { numRuns: 100 },
  );
});
