/** A sentence with open places: one piece of text more than there are slots between them. */
export interface Template {
  readonly pieces: readonly string[];
  readonly slots: readonly { readonly number: number; readonly form: string | null }[];
}

/** What stands in the open places of a sentence, by their numbers. */
export type Filled = ReadonlyMap<number, string>;

const SLOT = /\{(\d)(?::([a-z]+))?\}/g;

/** `Of {0} only {1} are left`, `{0:order}`. */
export const template = (text: string): Template => ({
  pieces: text.split(/\{\d(?::[a-z]+)?\}/),
  slots: [...text.matchAll(SLOT)].map(([, number, form]) => ({ number: Number(number), form: form ?? null })),
});

/**
 * What a text has in the template's places; null where it is another sentence. Piece by piece from the left, so its time is that of
 * the text's length and nothing that somebody typed can make it long.
 */
export function filled({ pieces, slots }: Template, text: string): Filled | null {
  const [first = '', last = ''] = [pieces[0], pieces.at(-1)];
  const end = text.length - last.length;
  if (end < first.length || !text.startsWith(first) || !text.endsWith(last)) return null;
  const values = new Map<number, string>();
  let from = first.length;
  for (const [at, { number }] of slots.entries()) {
    const isLast = at === slots.length - 1;
    const to = isLast ? end : text.indexOf(pieces[at + 1]!, from);
    if (to < from || to > end) return null;
    values.set(number, text.slice(from, to));
    from = to + (isLast ? 0 : pieces[at + 1]!.length);
  }
  return values;
}
