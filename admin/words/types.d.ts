import 'i18next';
import type frame from './words.en';

type Screens = typeof import('../screens/words-of-screens');

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'frame';
    resources: { frame: typeof frame } & { [Namespace in keyof Screens]: Screens[Namespace] };
    returnNull: false;
  }
}
