import { ask, type Door } from '../doors.js';
import type { Shop } from './agency.js';
import type { Money } from './buying.js';
import { same } from './right.js';

/** Hundredths of a yuan. */
export const fen = ({ amount }: Money): number => Number(amount.replace('.', ''));

/** What came and what went back stands in the shop's books, which come to zero. Amounts in fen. */
export async function checkBooks(door: Door, shop: Shop, right: { captured: number; refunded: number }): Promise<void> {
  const { shop: found } = await ask<{ shop: { balances: { account: string; amount: Money }[] } }>(
    door,
    'query ($shop: ID!) { shop(id: $shop) { balances { account amount { amount currency } } } }',
    { shop: shop.id },
  );
  const of = (wanted: string) => found.balances.flatMap(({ account, amount }) => (account === wanted ? [fen(amount)] : []))[0] ?? 0;
  same(
    'the books',
    { captured: of('CAPTURED'), refunded: -of('REFUNDED'), owed: -of('OWED_TO_MERCHANT') },
    { ...right, owed: right.captured - right.refunded },
  );
  same(
    'their sum',
    found.balances.reduce((sum, { amount }) => sum + fen(amount), 0),
    0,
  );
}

/** The shop's statement names its orders, the agency's its shops; each as CSV and as PDF. */
export async function readStatements(door: Door, agency: string, shop: Shop, number: string): Promise<void> {
  const [from, to] = [-1, 1].map((days) => new Date(Date.now() + days * 86_400_000).toISOString());
  const both = 'csv: statementUrl(from: $from, to: $to, format: CSV) pdf: statementUrl(from: $from, to: $to, format: PDF)';
  const urls = await ask<{ shop: Record<'csv' | 'pdf', string>; agency: Record<'csv' | 'pdf', string> }>(
    door,
    `query ($shop: ID!, $agency: ID!, $from: DateTime!, $to: DateTime!) { shop(id: $shop) { ${both} } agency(id: $agency) { ${both} } }`,
    { shop: shop.id, agency, from, to },
  );
  const read = async (url: string) => {
    const answer = await fetch(url, { signal: AbortSignal.timeout(30_000) });
    if (!answer.ok) throw new Error(`the statement's address answers ${answer.status}`);
    return Buffer.from(await answer.arrayBuffer());
  };
  const csv = await read(urls.agency.csv);
  same("the order's number, in the shop's CSV", (await read(urls.shop.csv)).includes(number), true);
  same(
    "the shops' names, in the agency's CSV",
    ['演示店 2', '演示店 3'].map((name) => csv.includes(name)),
    [true, true],
  );
  for (const { pdf } of [urls.shop, urls.agency]) same('the PDF', (await read(pdf)).subarray(0, 5).toString(), '%PDF-');
}
