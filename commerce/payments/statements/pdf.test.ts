import { expect, test } from '@jest/globals';
import { statementPdf } from './pdf.js';
import type { StatementRow } from './rows.js';
import type { Part } from './statement.js';
import { wordsFor } from './words.js';

const span = { from: new Date('2026-11-01'), to: new Date('2026-12-01') };
const row: StatementRow = {
  at: span.from,
  kind: 'PAYMENT',
  order: '1001',
  reference: 'capture/pay_1',
  currency: 'CNY',
  amount: 1234,
  balance: 567_800,
};

async function* aMonthOf(rows: number): AsyncGenerator<Part> {
  const told = { title: 'Hats', locale: 'en', timezone: 'UTC', isTest: false, ofAgency: false };
  yield { part: 'head', words: wordsFor('en'), span, ...told };
  yield { part: 'shop', name: 'Hats', opening: [] };
  yield { part: 'rows', shop: 'Hats', rows: Array.from({ length: rows }, () => row) };
  yield { part: 'end', shop: 'Hats', sums: [] };
}

const written = async (rows: number): Promise<number> => {
  let bytes = 0;
  for await (const chunk of statementPdf(aMonthOf(rows))) bytes += chunk.length;
  return bytes;
};

test('while a long statement is drawn, others in the process have their turn', async () => {
  await written(0); // the font is read once
  let turns = 0;
  let isDone = false;
  const turn = () => {
    turns += 1;
    if (!isDone) setImmediate(turn);
  };
  setImmediate(turn);
  expect(await written(400)).toBeGreaterThan(1000);
  isDone = true;
  expect(turns).toBeGreaterThanOrEqual(40);
});
