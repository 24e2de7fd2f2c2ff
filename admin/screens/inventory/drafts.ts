import { piecesIn } from './pieces';

/** What somebody typed or pasted for a level and has not saved, and what came of saving it. */
export interface Draft {
  typed: string;
  /** What was there when he began. */
  seen: number;
  /** It waits to be saved with others, and is not saved as one leaves its cell. */
  pasted?: true;
  /** Somebody else was quicker: so many are there now. */
  now?: number;
  /** The server's own sentence. */
  problem?: string;
}

export type Drafts = ReadonlyMap<string, Draft>;

interface Level {
  id: string;
  available: number;
}

/** The values of a column in the rows from `first` on; empty ones leave their rows alone. */
export function filled(drafts: Drafts, rows: readonly Level[], first: number, column: readonly string[]): { drafts: Drafts; cut: number } {
  const next = new Map(drafts);
  for (const [at, typed] of column.entries()) {
    const row = rows[first + at];
    if (!row || typed === '') continue;
    if (piecesIn(typed) === row.available) next.delete(row.id);
    else next.set(row.id, { typed, seen: row.available, pasted: true });
  }
  return { drafts: next, cut: Math.max(0, first + column.length - rows.length) };
}

export function withDraft(drafts: Drafts, id: string, draft: Draft | null): Drafts {
  const next = new Map(drafts);
  if (draft) next.set(id, draft);
  else next.delete(id);
  return next;
}

/** Those that can be saved, at most as many as one request takes. */
export const ready = (drafts: Drafts, most = 250): { id: string; available: number; changeFrom: number }[] =>
  [...drafts]
    .flatMap(([id, { typed, seen, now }]) => {
      const available = piecesIn(typed);
      return available === null || now !== undefined ? [] : [{ id, available, changeFrom: seen }];
    })
    .slice(0, most);
