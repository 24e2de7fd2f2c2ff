/** One line of a bill: its columns by their Chinese names. */
export type Line = Record<string, string>;
