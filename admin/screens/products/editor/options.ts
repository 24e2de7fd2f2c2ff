import { newVariant, type OptionDraft, type VariantDraft } from './model';

export const MOST_OPTIONS = 3;
export const MOST_VARIANTS = 2048;

interface Choice {
  options: readonly OptionDraft[];
  variants: readonly VariantDraft[];
}

/** Every way to choose one value of each option, the last option turning fastest. */
function combinations(options: readonly OptionDraft[]): string[][] {
  return options.reduce<string[][]>((all, { values }) => all.flatMap((some) => values.map((value) => [...some, value])), [[]]);
}

const keyOf = (values: readonly string[]): string => JSON.stringify(values);

/** In the order of the options' values; what is chosen twice is there once. */
function inOrder({ options, variants }: Choice): Choice {
  const place = new Map(combinations(options).map((values, at) => [keyOf(values), at]));
  const seen = new Set<string>();
  const once = variants.filter(({ optionValues }) => !seen.has(keyOf(optionValues)) && seen.add(keyOf(optionValues)));
  return { options, variants: [...once].sort((a, b) => (place.get(keyOf(a.optionValues)) ?? 0) - (place.get(keyOf(b.optionValues)) ?? 0)) };
}

/** How many there would be if every way to choose were sold. */
export const most = (options: readonly OptionDraft[]): number =>
  options.reduce((product, { values }) => product * Math.max(1, values.length), 1);

/** An option with its values: what is sold now is sold in the first of them, and in the others too. */
export function addOption({ options, variants }: Choice, { name, values }: OptionDraft): Choice {
  const [first = '', ...others] = values;
  const before = variants.map((variant) => ({ ...variant, optionValues: [...variant.optionValues, first] }));
  const made = others.flatMap((value) => variants.map((one) => newVariant({ ...one, optionValues: [...one.optionValues, value] })));
  return inOrder({ options: [...options, { name, values }], variants: [...before, ...made] });
}

/** Of variants that differ in it alone the first stays. */
export function removeOption({ options, variants }: Choice, at: number): Choice {
  const without = <T>(list: readonly T[]) => list.filter((_one, index) => index !== at);
  return inOrder({
    options: without(options),
    variants: variants.map((variant) => ({ ...variant, optionValues: without(variant.optionValues) })),
  });
}

export const renameOption = ({ options, variants }: Choice, at: number, name: string): Choice => ({
  options: options.map((option, index) => (index === at ? { ...option, name } : option)),
  variants,
});

/**
 * The values of an option. A new one is sold in every combination with the others, at the price of its neighbour; one that is gone takes its
 * variants along. One that came where another went is the same under a new name.
 */
export function setValues(choice: Choice, at: number, values: readonly string[]): Choice {
  const before = choice.options[at]!.values;
  const added = values.filter((value) => !before.includes(value));
  const gone = before.filter((value) => !values.includes(value));
  const options = choice.options.map((option, index) => (index === at ? { ...option, values } : option));
  const place = (value: string) => before.indexOf(value);
  if (added.length === 1 && gone.length === 1 && values.indexOf(added[0]!) === place(gone[0]!)) {
    const variants = choice.variants.map((one) => ({
      ...one,
      optionValues: one.optionValues.map((value, index) => (index === at && value === gone[0] ? added[0]! : value)),
    }));
    return inOrder({ options, variants });
  }
  const kept = choice.variants.filter(({ optionValues }) => !gone.includes(optionValues[at]!));
  const patterns = new Map(
    (kept.length > 0 ? kept : choice.variants).map((one) => [keyOf(one.optionValues.filter((_value, index) => index !== at)), one]),
  );
  const made = added.flatMap((value) =>
    [...patterns.values()].map((one) =>
      newVariant({ ...one, optionValues: one.optionValues.map((old, index) => (index === at ? value : old)) }),
    ),
  );
  return inOrder({ options, variants: [...kept, ...made] });
}

/** Combinations that are not sold. */
export function missing({ options, variants }: Choice): string[][] {
  const sold = new Set(variants.map(({ optionValues }) => keyOf(optionValues)));
  return combinations(options).filter((values) => !sold.has(keyOf(values)));
}

export const addMissing = (choice: Choice): Choice =>
  inOrder({
    ...choice,
    variants: [...choice.variants, ...missing(choice).map((optionValues) => newVariant({ ...choice.variants[0], optionValues }))],
  });
