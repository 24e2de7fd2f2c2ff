import type { Types } from 'mongoose';
import type { Plan, Planned, Refusal } from '#commerce/catalog/index.js';
import type { Batch, Draft, Edit, SetResult } from './set-options.js';
import type { LevelsToSet } from './stock.js';

interface Written {
  drafts: readonly Draft[];
  /** Of the edits those that changed something. */
  changed: readonly Edit[];
  edits: readonly Edit[];
  /** Levels that others were quicker with. */
  refused: LevelsToSet['refused'];
}

/** What became of each item of a batch. */
export function resultsOf(plan: Plan, { drafts, changed, edits, refused }: Written, { mode }: Batch): SetResult[] {
  const edited = new Set(changed.map(({ planned }) => planned));
  const kept = new Map(edits.flatMap((one) => (one.kept.length > 0 ? [[one.planned, one.kept] as const] : [])));
  const stayed = [...plan.unchanged, ...plan.updated.filter((planned) => !edited.has(planned))];
  const warned = new Map<string, Refusal[]>();
  for (const level of refused) {
    const key = level.productId.toHexString();
    warned.set(key, [...(warned.get(key) ?? []), tooFew(level)]);
  }
  const result = (planned: Planned, outcome: SetResult['outcome'], id: Types.ObjectId | null, handle?: string): SetResult => {
    const warnings = id && warned.size > 0 && warned.get(id.toHexString());
    const isOver = outcome === 'refused' && ((mode === 'create' && planned.match) || (mode === 'update' && !planned.match));
    const told: SetResult = { index: planned.index, outcome, productId: id, errors: planned.refusal ?? [] };
    if (handle !== undefined) told.handle = handle;
    if (kept.has(planned)) told.kept = kept.get(planned)!;
    if (isOver) told.passedOver = true;
    if (warnings) told.warnings = warnings;
    return told;
  };
  return [
    ...drafts.map(({ planned, product }) => result(planned, 'created', product._id, product.handle)),
    ...changed.map(({ planned, before, handle }) => result(planned, 'updated', before._id, handle)),
    ...stayed.map((planned) => result(planned, 'unchanged', planned.match!._id)),
    ...plan.refused.map((planned) => result(planned, 'refused', null)),
  ];
}

const tooFew = ({ available, was, left, at }: LevelsToSet['refused'][number]): Refusal => ({
  code: 'CHANGED_MEANWHILE',
  message: `Only ${left} are left by now: ${was! - available} cannot be taken away. Count again and set how many there are`,
  field: ['variants', String(at), 'available'],
});
