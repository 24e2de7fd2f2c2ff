import type { LoadedProduct } from './load';
import { mergeMeanwhile } from './meanwhile';
import type { ProductDraft } from './model';

/** What outlives a reload: what was typed, and what it was typed over. */
export interface Kept {
  before: ProductDraft;
  revision: number;
  now: ProductDraft;
}

/** What the editor begins with: the product as it is, and over it what was typed before a reload. */
export function begin(loaded: Pick<LoadedProduct, 'draft' | 'revision'> | null, empty: ProductDraft, kept: Kept | null) {
  const base = { draft: loaded?.draft ?? empty, revision: loaded?.revision ?? 0 };
  if (!kept) return { base, now: base.draft, meanwhile: [] };
  // A draft may be older than a field of it: nobody has typed anything there.
  const whole = (draft: ProductDraft): ProductDraft => ({ ...base.draft, ...draft });
  if (!loaded || kept.revision === loaded.revision) return { base, now: whole(kept.now), meanwhile: [] };
  const { merged, changes } = mergeMeanwhile(whole(kept.before), whole(kept.now), loaded.draft);
  return { base, now: merged, meanwhile: changes };
}
