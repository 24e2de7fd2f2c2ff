import { type AgencyContext, getShop, listShops, type ShopContext, shopId, shopOfAgency } from '#tenants/index.js';
import { heldBefore, type RowKind, rowsOf, type StatementRow } from './rows.js';
import { type Words, wordsFor } from './words.js';

/** Of what a statement tells. */
export interface Span {
  from: Date;
  to: Date;
}

/** Money of one currency over a period, in minor units. */
export interface Sums {
  currency: string;
  opening: number;
  closing: number;
  /** What moved, by kind; kinds that did not occur are left out. */
  moved: readonly { kind: RowKind; amount: number }[];
}

/** A statement, part by part, as it is written: whoever writes it holds one batch of rows. */
export type Part =
  | { part: 'head'; words: Words; title: string; span: Span; locale: string; timezone: string; isTest: boolean; ofAgency: boolean }
  | { part: 'shop'; name: string; opening: readonly { currency: string; amount: number }[] }
  | { part: 'rows'; shop: string; rows: readonly StatementRow[] }
  | { part: 'end'; shop: string | null; sums: readonly Sums[] };

/** One shop's, in its own language and time zone. */
export async function* shopStatement(shop: ShopContext, span: Span): AsyncGenerator<Part> {
  const { name, locale, timezone, mode } = await getShop(shop);
  yield { part: 'head', words: wordsFor(locale), title: name, span, locale, timezone, isTest: mode === 'TEST', ofAgency: false };
  yield* shopParts(shop, name, span, new Ledger(), true);
}

const SHOPS_A_PAGE = 100;

/** All shops of an agency, one after the other, those without money left out, and what they come to together. In UTC. */
export async function* agencyStatement(agency: AgencyContext, name: string, span: Span): AsyncGenerator<Part> {
  const { locale } = agency;
  yield { part: 'head', words: wordsFor(locale), title: name, span, locale, timezone: 'UTC', isTest: false, ofAgency: true };
  const all = new Ledger();
  let after: string | null = null;
  do {
    const { nodes, pageInfo } = await listShops(agency, { first: SHOPS_A_PAGE, after });
    for (const { _id, name: shopName } of nodes)
      yield* shopParts(await shopOfAgency(agency, shopId.encode(_id)), shopName, span, all, false);
    after = pageInfo.hasNextPage ? pageInfo.endCursor : null;
  } while (after);
  yield { part: 'end', shop: null, sums: all.sums() };
}

async function* shopParts(shop: ShopContext, name: string, span: Span, all: Ledger, evenEmpty: boolean): AsyncGenerator<Part> {
  const held = await heldBefore(shop, span.from);
  const own = new Ledger();
  const opening = [...held].map(([currency, amount]) => ({ currency, amount })).filter(({ amount }) => amount !== 0);
  if (evenEmpty && opening.length === 0) opening.push({ currency: shop.currency, amount: 0 });
  for (const { currency, amount } of opening) for (const ledger of [own, all]) ledger.open(currency, amount);
  let begun = evenEmpty || opening.length > 0;
  if (begun) yield { part: 'shop', name, opening };
  for await (const rows of rowsOf(shop, span, held)) {
    if (!begun) yield { part: 'shop', name, opening };
    begun = true;
    for (const row of rows) for (const ledger of [own, all]) ledger.move(row);
    yield { part: 'rows', shop: name, rows };
  }
  if (begun) yield { part: 'end', shop: name, sums: own.sums() };
}

/** Adds up what a statement tells. */
class Ledger {
  readonly #currencies = new Map<string, { opening: number; closing: number; moved: Map<RowKind, number> }>();

  #of(currency: string) {
    const known = this.#currencies.get(currency) ?? { opening: 0, closing: 0, moved: new Map<RowKind, number>() };
    this.#currencies.set(currency, known);
    return known;
  }

  open(currency: string, amount: number): void {
    const sums = this.#of(currency);
    sums.opening += amount;
    sums.closing += amount;
  }

  move({ currency, kind, amount }: StatementRow): void {
    const sums = this.#of(currency);
    sums.moved.set(kind, (sums.moved.get(kind) ?? 0) + amount);
    if (kind !== 'PAYMENT_BY_HAND' && kind !== 'REFUND_BY_HAND') sums.closing += amount;
  }

  sums(): Sums[] {
    return [...this.#currencies].map(([currency, { opening, closing, moved }]) => ({
      currency,
      opening,
      closing,
      moved: [...moved].map(([kind, amount]) => ({ kind, amount })),
    }));
  }
}
