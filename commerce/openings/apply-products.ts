import { type Copied, type CopyOptions, copyProducts } from '#commerce/inventory/index.js';
import { type ShopContext, transaction } from '#tenants/index.js';
import { advance, type Done } from './checkpoint.js';
import type { ApplicationCounts, ApplicationLine, ApplicationProblem, BlueprintApplication } from './rollout.model.js';
import { keepProductsTaken } from './takings.js';

const PRICES = ['variants.price', 'variants.compareAtPrice'];

/** Gives the shop the next hundred products of its blueprint. Stock is given to what is new alone; what a person edited in the shop stays. */
export async function applyProducts(blueprint: ShopContext, shop: ShopContext, current: BlueprintApplication): Promise<void> {
  const { parts, dryRun, newShelves, knownThrough } = current;
  const counted = parts.includes('PRODUCTS') || parts.includes('PRICES');
  if (!counted && (dryRun || newShelves.length === 0)) {
    await transaction(shop, (tx) => advance(tx, current, { next: null }));
    return;
  }
  const shelves = new Set(newShelves.map((id) => id.toHexString()));
  await copyProducts(blueprint, shop, current.next!.after, {
    ...mannerOf(current),
    matchBy: ['EXTERNAL_ID'],
    keepEdited: true,
    journal: current._id,
    dryRun,
    events: 'batch',
    // Who has taken a product off a shelf in the shop does not find it there again.
    takesPlace: ({ outcome }, shelf) => outcome === 'created' || shelves.has(shelf.toHexString()),
    settle: async (tx, { copied, last, next }) => {
      const isNew = last && (!knownThrough || last.toHexString() > knownThrough.toHexString());
      if (isNew && parts.includes('PRODUCTS') && !dryRun) await keepProductsTaken(tx, current.blueprintShopId, last);
      await advance(tx, current, { next: next && { step: 'PRODUCTS', after: next }, ...(counted ? toldOf(current, copied) : {}) });
    },
  });
}

function mannerOf({ parts, knownThrough }: BlueprintApplication): CopyOptions {
  const prices = parts.includes('PRICES');
  if (parts.includes('PRODUCTS')) return { keep: ['stock', ...(prices ? [] : PRICES)], knownThrough };
  return { only: prices ? PRICES : [], onlyExisting: true };
}

function toldOf({ parts }: BlueprintApplication, copied: readonly Copied[]): Pick<Done, 'counts' | 'problems' | 'lines'> {
  const counts = { productsCreated: 0, productsUpdated: 0, productsUnchanged: 0, productsKept: 0 } satisfies Partial<ApplicationCounts>;
  const problems: ApplicationProblem[] = [];
  const lines: ApplicationLine[] = [];
  for (const { outcome, errors, kept = [], original } of copied) {
    const line = (what: ApplicationLine['outcome'], fields: readonly string[] = []) =>
      lines.push({ kind: 'PRODUCT', subject: original.handle, title: original.title, outcome: what, fields: [...fields] });
    if (outcome === 'refused') {
      const isMissing = errors.some(({ code }) => code === 'NOT_FOUND');
      if (!isMissing) problems.push(...errors.map(({ code, message }) => ({ code, message, subject: original.handle })));
      else if (parts.includes('PRODUCTS')) {
        counts.productsKept += 1;
        line('KEPT');
      }
      continue;
    }
    if (kept.length > 0) counts.productsKept += 1;
    if (outcome === 'created') counts.productsCreated += 1;
    else if (outcome === 'updated') counts.productsUpdated += 1;
    else if (kept.length === 0) counts.productsUnchanged += 1;
    if (outcome !== 'unchanged') line(outcome === 'created' ? 'CREATED' : 'UPDATED', kept);
    else if (kept.length > 0) line('KEPT', kept);
  }
  return { counts, problems, lines };
}
