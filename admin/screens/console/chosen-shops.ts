import { draft } from '../../ui/draft';

/** As many shops as one roll-out or one import takes. */
export const MOST_AT_ONCE = 1000;

const key = (agency: string) => `chosen-shops.${agency}`;

/** The shops that somebody has chosen, on their way from the list to what is to be done with them. */
export const chosenShops = {
  keep: (agency: string, shops: readonly string[]): void => draft.keep(key(agency), shops),
  read: (agency: string): readonly string[] => draft.read<string[]>(key(agency)) ?? [],
  forget: (agency: string): void => draft.forget(key(agency)),
};
