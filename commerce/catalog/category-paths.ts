import type { Types } from 'mongoose';
import { UserError } from '#platform/errors.js';
import { untilUncrossed } from '#platform/mongo.js';
import { type New, type ShopContext, transaction } from '#tenants/index.js';
import { below, checkRoom, hold, nextPosition } from './categories.js';
import type { CategoryStep } from './category.input.js';
import { type Category, categories, categoryId } from './category.model.js';

/**
 * The categories at the ends of these ways from the top, as public ids, made where they are missing; null for a way that leads too deep or
 * into a tree that is full. A step is found by its externalId, wherever it stands by now, then by its title among its siblings. Twice is no
 * more than once, and two at the same moment make one. With `make: false` nothing is made, and what is missing is null. Inside a
 * transaction a duplicate key ends that, and it is for the caller to try again.
 */
export const categoriesAt = (
  shop: ShopContext,
  paths: readonly (readonly CategoryStep[])[],
  { make = true }: { make?: boolean } = {},
): Promise<(string | null)[]> => (shop.session ? walk(shop, paths, make) : untilUncrossed(() => walk(shop, paths, make)));

type Reached = Pick<Category, '_id' | 'ancestors'> | null;

async function walk(shop: ShopContext, paths: readonly (readonly CategoryStep[])[], make: boolean): Promise<(string | null)[]> {
  const reached: (Reached | 'nowhere')[] = paths.map(() => null);
  const deepest = Math.max(0, ...paths.map((path) => path.length));
  for (let at = 0; at < deepest; at++) {
    const steps = paths.flatMap((path, index) => {
      const [from, step] = [reached[index]!, path[at]];
      return step && from !== 'nowhere' ? [{ index, from, step: { ...step, title: step.title.trim().slice(0, 255) } }] : [];
    });
    const found = await level(shop, steps, make);
    for (const [place, { index }] of steps.entries()) reached[index] = found[place] ?? 'nowhere';
  }
  return reached.map((one) => (one && one !== 'nowhere' ? categoryId.encode(one._id) : null));
}

interface Step {
  from: Reached;
  step: CategoryStep;
}

/** One level of all ways, in one transaction where something of it is missing. Null: there is no room for it, or nothing is made. */
async function level(shop: ShopContext, steps: readonly Step[], make: boolean): Promise<Reached[]> {
  const known = await lookUp(shop, steps);
  const missing = steps.filter((one) => one.step.title && !known(one));
  if (missing.length === 0 || !make) return steps.map((one) => known(one) ?? null);
  await makeAll(shop, missing);
  const all = await lookUp(shop, steps);
  return steps.map((one) => all(one) ?? null);
}

async function lookUp(shop: ShopContext, steps: readonly Step[]): Promise<(one: Step) => Reached | undefined> {
  const parents = steps.map(({ from }) => from?._id ?? null);
  const ids = steps.flatMap(({ step }) => step.externalId ?? []);
  const found = await categories
    .in(shop)
    .find(
      { $or: [{ externalId: { $in: ids } }, { parentId: { $in: parents }, title: { $in: steps.map(({ step }) => step.title) } }] },
      { fields: ['externalId', 'parentId', 'title', 'ancestors'] },
    );
  const byExternal = new Map(found.flatMap((one) => (one.externalId ? [[one.externalId, one] as const] : [])));
  const byTitle = new Map(found.map((one) => [keyOf(one.parentId, one.title), one]));
  return ({ from, step }) => (step.externalId && byExternal.get(step.externalId)) || byTitle.get(keyOf(from?._id ?? null, step.title));
}

const keyOf = (parent: Types.ObjectId | null, title: string): string => `${parent?.toHexString() ?? ''}/${title}`;

async function makeAll(shop: ShopContext, missing: readonly Step[]): Promise<void> {
  const titled = [...new Map(missing.map((one) => [keyOf(one.from?._id ?? null, one.step.title), one])).values()];
  const named = new Map(titled.map((one) => [one.step.externalId, one]));
  const distinct = titled.filter((one) => !one.step.externalId || named.get(one.step.externalId) === one);
  try {
    await transaction(shop, async (tx) => {
      const parents = new Map(distinct.flatMap(({ from }) => (from ? [[from._id.toHexString(), from._id] as const] : [])));
      await hold(tx, [...parents.values()]);
      const there = await categories.in(tx).find({ _id: { $in: [...parents.values()] } });
      const byId = new Map(there.map((one) => [one._id.toHexString(), one]));
      await checkRoom(tx, distinct.length);
      const now = new Date();
      const positions = new Map<string, number>();
      const made: New<Category, 'shopId'>[] = [];
      for (const { from, step } of distinct) {
        const parent = from ? byId.get(from._id.toHexString()) : null;
        if (parent === undefined) continue; // deleted since it was read
        const place = from?._id.toHexString() ?? '';
        const position = positions.get(place) ?? (await nextPosition(tx, from?._id ?? null));
        positions.set(place, position + 1);
        const { title, externalId } = step;
        made.push({ title, ...below(parent), position, ...(externalId ? { externalId } : {}), createdAt: now, updatedAt: now });
      }
      await categories.in(tx).insertMany(made);
    });
  } catch (error) {
    // No room: these ways end before it.
    if (!(error instanceof UserError)) throw error;
  }
}
