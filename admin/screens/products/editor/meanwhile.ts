import type { ProductDraft, VariantDraft } from './model';

type Field = keyof ProductDraft;

export interface Meanwhile {
  /** What was typed, with what the other changed beside it. */
  merged: ProductDraft;
  /** What the other changed. Where both changed the same, what was typed stays. */
  changes: readonly { field: Field; theirs: string; isOurs: boolean }[];
}

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

/** Two people have changed a product that both began from `before`. */
export function mergeMeanwhile(before: ProductDraft, mine: ProductDraft, theirs: ProductDraft): Meanwhile {
  const fields = (Object.keys(before) as Field[]).filter((field) => !same(before[field], theirs[field]));
  const merged = { ...mine } as Record<Field, unknown>;
  for (const field of fields) {
    if (same(mine[field], before[field])) merged[field] = theirs[field];
    else if (field === 'variants') merged.variants = mergeVariants(before, mine, theirs);
  }
  return {
    merged: merged as unknown as ProductDraft,
    changes: fields.map((field) => ({ field, theirs: saidOf(field, before, theirs), isOurs: !same(mine[field], before[field]) })),
  };
}

/** Ours stand; of each, what only the other changed is taken. One that he took away is gone. */
function mergeVariants(before: ProductDraft, mine: ProductDraft, theirs: ProductDraft): VariantDraft[] {
  const old = new Map(before.variants.map((one) => [one.key, one]));
  const now = new Map(theirs.variants.map((one) => [one.key, one]));
  const known = new Set(mine.variants.map(({ key }) => key));
  const kept = mine.variants.flatMap((variant) => {
    const [was, is] = [old.get(variant.key), now.get(variant.key)];
    if (!was) return [variant];
    if (!is) return [];
    const ours = Object.entries(variant).filter(([name, value]) => !same(value, was[name as keyof VariantDraft]));
    return [{ ...is, ...Object.fromEntries(ours) }];
  });
  const added = same(mine.options, theirs.options) ? theirs.variants.filter(({ key }) => !known.has(key) && !old.has(key)) : [];
  return [...kept, ...added];
}

const MOST_SAID = 200;

/** In a few words what he made of it. Of variants the names of those that differ. */
function saidOf(field: Field, before: ProductDraft, theirs: ProductDraft): string {
  const value = theirs[field];
  if (typeof value === 'string') return value.replace(/<[^>]*>/g, ' ').slice(0, MOST_SAID);
  if (field === 'variants') {
    const old = new Map(before.variants.map((one) => [one.key, one]));
    const changed = theirs.variants.filter((one) => !same(one, old.get(one.key)));
    return changed
      .map(({ optionValues, price }) => [optionValues.join(' / '), price].filter(Boolean).join(': '))
      .join(', ')
      .slice(0, MOST_SAID);
  }
  if (field === 'attributes')
    return Object.entries(theirs.attributes)
      .map(([key, text]) => `${key}: ${text}`)
      .join(', ')
      .slice(0, MOST_SAID);
  const parts = (value as readonly unknown[]).map((one) => {
    if (typeof one === 'string') return one;
    const { title, name, alt, url } = one as { title?: string; name?: string; alt?: string; url?: string };
    return title ?? name ?? (alt || url || '');
  });
  return parts.join(', ').slice(0, MOST_SAID);
}
