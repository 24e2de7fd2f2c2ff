import fc from 'fast-check';
import type { ImportField, ImportMode } from '#commerce/imports/options.js';

/** Two families of names: what bears names of one never meets what bears names of the other. */
const FAMILIES = ['hat', 'boot'];
const HANDLES = FAMILIES.flatMap((family) => [0, 1, 2].map((at) => `${family}-${at}`));

/** Digits that no currency here has room for leave their variant behind; what is no number at all leaves its product. */
const price = fc.oneof({ weight: 20, arbitrary: fc.constantFrom('1', '2', '3') }, { weight: 2, arbitrary: fc.constant('1.999') }, { weight: 1, arbitrary: fc.constant('free') }); // biome-ignore format: a table
const pieces = fc.record({ sku: fc.nat(3), price, stock: fc.nat(4) });
/** Three names, each drawn for itself: they may mean three products, and ask for what others have. */
const item = fc
  .record({
    family: fc.constantFrom(...FAMILIES),
    externalId: fc.option(fc.nat(2), { freq: 4 }),
    handle: fc.nat(2),
    title: fc.nat(2),
    variants: fc.uniqueArray(pieces, { minLength: 1, maxLength: 3, selector: ({ sku }) => sku }),
  })
  .map(({ family, externalId, handle, title, variants }) => ({
    family,
    externalId: externalId === null ? null : `${family}-id-${externalId}`,
    handle: `${family}-${handle}`,
    title: `${family} ${title}`,
    variants: variants.map((one) => ({ ...one, sku: `${family}-sku-${one.sku}` })),
  }));
export type Item = typeof item extends fc.Arbitrary<infer One> ? One : never;
export type ItemVariant = Item['variants'][number];

const wishes = fc.record({
  mode: fc.constantFrom<ImportMode>('UPSERT', 'UPSERT', 'CREATE_ONLY', 'UPDATE_ONLY'),
  dryRun: fc.constantFrom(false, false, false, true),
  keepEdits: fc.boolean(),
  only: fc.constantFrom<ImportField[] | null>(null, null, ['PRICES'], ['STOCK'], ['TITLE', 'PRICES']),
  keep: fc.constantFrom<ImportField[]>([], [], ['TITLE'], ['STOCK']),
});
export type Wishes = typeof wishes extends fc.Arbitrary<infer One> ? One : never;

/** The first is there most of the time. */
const slot = fc.constantFrom(0, 0, 1, 2);
export const starting = fc.record({ do: fc.constant('start' as const), items: fc.array(item, { minLength: 1, maxLength: 4 }), wishes });
export const step = fc.oneof(
  { weight: 3, arbitrary: starting },
  { weight: 4, arbitrary: fc.record({ do: fc.constantFrom('part' as const, 'twice' as const, 'die' as const), at: slot }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constantFrom('run' as const, 'run' as const, 'cancel' as const, 'resume' as const, 'undo' as const, 'undo' as const), at: slot }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('edit' as const), handle: fc.constantFrom(...HANDLES), field: fc.constantFrom('title' as const, 'price' as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('sell' as const), handle: fc.constantFrom(...HANDLES) }) },
); // biome-ignore format: a table
export type Step = typeof step extends fc.Arbitrary<infer One> ? One : never;
