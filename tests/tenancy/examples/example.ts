import type { Place } from '../places/place.js';

export type Args = Record<string, unknown>;
/** What is given, for things that are in this place. */
export type Example = (place: Place) => Promise<unknown> | unknown;
export type Examples = Readonly<Record<string, Example>>;
type LookUps = Readonly<Record<string, (place: Place) => Promise<Args[]>>>;

/** What is known of one noun's fields and mutations; examples.ts says what each part is. */
export interface ExamplesOfNoun {
  subjects?: Examples;
  inputs?: Examples;
  untried?: Readonly<Record<string, string>>;
  lookUps?: LookUps;
}

export const PRICE = { amount: '12', currency: 'CNY' };

let count = 0;
/** A name that nothing has yet. */
export const fresh = (place: Place): string => `${place.mark}-${++count}`;

/** One after the other. */
export const list =
  (...examples: Example[]) =>
  async (place: Place): Promise<Args[]> => {
    const made: unknown[] = [];
    for (const example of examples) made.push(await example(place));
    return made as Args[];
  };

export const byIdOrHandle = (id: (place: Place) => Promise<string>) =>
  list(
    async (place) => ({ id: await id(place) }),
    ({ mark }) => ({ handle: mark }),
  );
