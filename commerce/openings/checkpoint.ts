import type { ShopContext } from '#tenants/index.js';
import {
  type ApplicationCounts,
  type ApplicationLine,
  type ApplicationProblem,
  applications,
  type BlueprintApplication,
  type BlueprintPart,
  type Checkpoint,
  MOST_TOLD,
} from './rollout.model.js';

/** Another run has done the same before, or the application was cancelled: what this run did must not stand. */
export class Overtaken extends Error {}

/** What one transaction has done. */
export interface Done {
  next: Checkpoint | null;
  counts?: Partial<ApplicationCounts>;
  problems?: ApplicationProblem[];
  lines?: ApplicationLine[];
  newShelves?: BlueprintApplication['newShelves'];
}

/** Moves the checkpoint, in the transaction of what was done; with the last of it the application is complete. @throws {Overtaken} */
export async function advance(tx: ShopContext, { _id, next: from }: BlueprintApplication, done: Done): Promise<void> {
  const { next, counts = {}, problems = [], lines = [], newShelves = [] } = done;
  const moved = await applications.in(tx).set(
    { _id, status: 'RUNNING', next: from },
    {
      $set: { next, failures: 0, ...(next ? {} : { status: 'COMPLETED' as const, finishedAt: new Date() }) },
      $push: {
        problems: { $each: problems, $slice: MOST_TOLD },
        lines: { $each: lines, $slice: MOST_TOLD },
        newShelves: { $each: newShelves },
      },
      ...(Object.keys(counts).length > 0 ? { $inc: counts } : {}),
    },
  );
  if (!moved) throw new Overtaken();
}

/** What an application does, in this order. What stands on new collections is found while going through the products. */
export function stepsOf(parts: readonly BlueprintPart[]): Checkpoint['step'][] {
  const has = (...some: BlueprintPart[]) => some.some((part) => parts.includes(part));
  return [
    ...(has('SETTINGS') ? (['SETTINGS'] as const) : []),
    ...(has('COLLECTIONS') ? (['COLLECTIONS'] as const) : []),
    ...(has('COLLECTIONS', 'PRODUCTS', 'PRICES') ? (['PRODUCTS'] as const) : []),
  ];
}

/** The beginning of the step behind this one. */
export function stepAfter({ parts }: Pick<BlueprintApplication, 'parts'>, step: Checkpoint['step']): Checkpoint | null {
  const steps = stepsOf(parts);
  const next = steps[steps.indexOf(step) + 1];
  return next ? { step: next, after: null } : null;
}
