/** What stands between words of a list, in either script. */
export const SEPARATORS = [',', '，', '、'];

/** Each once, in its order: `['red', 'blue，green']` → red, blue, green. */
export const severalIn = (list: readonly string[]): string[] => [
  ...new Set(
    list
      .flatMap((text) => text.split(/[,，、\n]/))
      .map((text) => text.trim())
      .filter(Boolean),
  ),
];
