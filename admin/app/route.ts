import type { ComponentType } from 'react';
import type { Client } from 'urql';
import type { Scope } from '../generated/graphql';
import { useOfWords } from '../words';

export type Parameters = Readonly<Record<string, string>>;

/** What the module of a screen exports. */
interface Screen {
  default: ComponentType;
  /** Asks for what the screen will ask for, while a pointer rests on a link to it. */
  preload?: (client: Client, parameters: Parameters) => unknown;
}

interface Route {
  /** wouter's pattern below /admin. `/s/:shop/…` stands in a shop, `/a/:agency/…` in an agency, any other in neither. */
  path: string;
  load: () => Promise<Screen>;
  /** Whoever lacks it there is told so instead. The server decides; this only shows. */
  scope?: Scope;
  /** Without the navigation, and for those too who have not signed in. */
  plain?: boolean;
}

/**
 * A folder of screens: `screens/<words>/routes.ts`. Its words stand beside it in `words.en.ts` and `words.zh.ts`; a folder that uses what
 * another shows names the words of both.
 */
export interface ScreenFolder {
  words: string | readonly string[];
  /** The first whose path fits is shown: exact ones before those with parameters. */
  routes: readonly Route[];
}

export interface KnownRoute extends Route {
  /** The screen with its words; asked for once. */
  open(): Promise<Screen>;
}

const folders = import.meta.glob<{ default: ScreenFolder }>('../screens/*/routes.ts', { eager: true });

/** Every route there is. */
export const ROUTES: readonly KnownRoute[] = Object.values(folders).flatMap(({ default: { words, routes } }) =>
  routes.map((route) => {
    let opening: Promise<Screen> | undefined;
    const open = () => {
      opening ??= Promise.all([route.load(), ...[words].flat().map(useOfWords)]).then(([screen]) => screen);
      opening.catch(() => {
        opening = undefined; // Without a connection; the next visit asks again.
      });
      return opening;
    };
    return { ...route, open };
  }),
);
