import { Types } from 'mongoose';
import { NotFound, UserError } from '#platform/errors.js';
import { MOST_VARIANTS } from './limits.js';
import type { ReadProduct } from './product.input.js';
import { type ProductOption, type Variant, variantId } from './product.model.js';

type GivenVariant = NonNullable<ReadProduct['variants']>[number];

/** Stock that came with a product: pieces of a variant at the default location. */
export interface GivenStock {
  variantId: Types.ObjectId;
  available: number;
  /** Only the difference to this is meant. */
  was: number | undefined;
  /** The variant's place in what was given. */
  at: number;
  /** The variant is new: it has no level yet. */
  opens: boolean;
}

/** Left out: as it is. Null or empty: none. */
export const given = (value: string | null | undefined, now: string | null): string | null => (value === undefined ? now : value || null);

/**
 * The variants as `wanted` makes them of what is there, each keeping its id: matched by id, then SKU, then option values. `keepOthers`: what
 * is there and not named stays, at its place; what is new comes behind. `locked`: fields that stay as they are.
 * @throws {UserError} VARIANTS_LIMIT, INVALID_INPUT, NOT_FOUND
 */
export function mergeVariants(
  now: readonly Variant[],
  wanted: readonly GivenVariant[],
  { keepOthers = false, locked = NONE }: { keepOthers?: boolean | undefined; locked?: ReadonlySet<string> } = {},
): { variants: Variant[]; stock: GivenStock[] } {
  const matches = now.length > 0 ? matchVariants(now, wanted) : [];
  const stock: GivenStock[] = [];
  const variants = wanted.map((variant, index) => {
    const match = matches[index];
    const made = mergeVariant(match, variant, index, locked);
    if (variant.available !== undefined && made.tracksInventory)
      stock.push({ variantId: made.id, available: variant.available, was: variant.availableWas, at: index, opens: !match });
    return made;
  });
  const merged = keepOthers ? besides(now, variants) : variants;
  if (merged.length > MOST_VARIANTS) {
    throw new UserError('VARIANTS_LIMIT', `A product has at most ${MOST_VARIANTS} variants, not ${merged.length}`, ['variants']);
  }
  return { variants: merged, stock };
}

const NONE: ReadonlySet<string> = new Set();

/** Those that were there at their places, changed or not, and the new ones behind them. */
function besides(now: readonly Variant[], variants: readonly Variant[]): Variant[] {
  const changed = new Map(variants.map((variant) => [variant.id.toHexString(), variant]));
  const known = new Set(now.map(({ id }) => id.toHexString()));
  return [
    ...now.map((variant) => changed.get(variant.id.toHexString()) ?? variant),
    ...variants.filter(({ id }) => !known.has(id.toHexString())),
  ];
}

function mergeVariant(now: Variant | undefined, wanted: GivenVariant, index: number, locked: ReadonlySet<string>): Variant {
  const variant = now && locked.size > 0 ? without(wanted, locked) : wanted;
  const price = variant.price ?? now?.price;
  if (price === undefined)
    throw new UserError('INVALID_INPUT', `variants.${index}.price: is missing`, ['variants', String(index), 'price']);
  const optionValues = variant.optionValues ?? now?.optionValues ?? [];
  const keepsTitle = now && now.title !== joined(now.optionValues) ? now.title : null;
  return {
    id: now?.id ?? new Types.ObjectId(),
    title: given(variant.title, keepsTitle) ?? joined(optionValues),
    sku: given(variant.sku, now?.sku ?? null),
    barcode: given(variant.barcode, now?.barcode ?? null),
    price,
    compareAtPrice: variant.compareAtPrice === undefined ? (now?.compareAtPrice ?? null) : variant.compareAtPrice,
    cost: variant.cost === undefined ? (now?.cost ?? null) : variant.cost,
    optionValues,
    weightGrams: variant.weightGrams === undefined ? (now?.weightGrams ?? null) : variant.weightGrams,
    taxClass: given(variant.taxClass, now?.taxClass ?? null),
    image: given(variant.image, now?.image ?? null),
    tracksInventory: variant.tracksInventory ?? now?.tracksInventory ?? true,
  };
}

const without = (variant: GivenVariant, locked: ReadonlySet<string>): GivenVariant =>
  Object.fromEntries(Object.entries(variant).filter(([field]) => !locked.has(`variants.${field}`))) as GivenVariant;

const joined = (optionValues: readonly string[]): string | null => optionValues.join(' / ') || null;

/** For each wanted variant the one that it means, if any; none is meant twice. */
function matchVariants(now: readonly Variant[], wanted: readonly GivenVariant[]): (Variant | undefined)[] {
  const left = new Set(now);
  const matches: (Variant | undefined)[] = wanted.map(() => undefined);
  const matchBy = (known: (variant: Variant) => string | null, meant: (variant: GivenVariant, index: number) => string | null) => {
    const byKey = new Map([...left].map((variant) => [known(variant), variant]));
    for (const [index, variant] of wanted.entries()) {
      const key = matches[index] ? null : meant(variant, index);
      const match = key === null ? undefined : byKey.get(key);
      if (match && left.delete(match)) matches[index] = match;
    }
  };
  const ids = new Set(now.map(({ id }) => id.toHexString()));
  matchBy(
    ({ id }) => id.toHexString(),
    ({ id }, index) => {
      if (!id) return null;
      const path = ['variants', String(index), 'id'];
      const hex = variantId.decode(id, path).toHexString();
      if (!ids.has(hex)) throw new NotFound(id, path);
      return hex;
    },
  );
  matchBy(
    ({ sku }) => sku,
    ({ sku }) => sku || null,
  );
  matchBy(
    ({ optionValues }) => JSON.stringify(optionValues),
    ({ optionValues = [] }) => JSON.stringify(optionValues),
  );
  return matches;
}

/** @throws {UserError} OPTION_MISMATCH, DUPLICATE_VARIANT, DUPLICATE_SKU */
export function checkVariants(options: readonly ProductOption[], variants: readonly Variant[]): void {
  const [choices, skus] = [new Set<string>(), new Set<string>()];
  for (const [index, { optionValues, sku }] of variants.entries()) {
    const path = ['variants', String(index)];
    if (optionValues.length !== options.length) {
      throw new UserError(
        'OPTION_MISMATCH',
        `The product has ${options.length} options, this variant ${optionValues.length} optionValues`,
        [...path, 'optionValues'],
      );
    }
    const choice = JSON.stringify(optionValues);
    if (choices.has(choice)) {
      const which = optionValues.length > 0 ? `has ${optionValues.join(' / ')}` : 'has no options';
      throw new UserError('DUPLICATE_VARIANT', `Another variant of this product ${which}`, [...path, 'optionValues']);
    }
    choices.add(choice);
    // The unique index tells one product from another, not one variant from its neighbour.
    if (sku && skus.has(sku)) throw new UserError('DUPLICATE_SKU', `Another variant of this product has the SKU ${sku}`, [...path, 'sku']);
    if (sku) skus.add(sku);
  }
}
