import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';

export type Language = 'en' | 'zh';

/** What `words.zh.ts` must hold: every key of `words.en.ts`. English alone tells one from many. */
export type Translation<Words> = {
  [Key in keyof Words as Key extends `${string}_one` ? never : Key]: Words[Key] extends string ? string : Translation<Words[Key]>;
};

type File = () => Promise<{ default: Record<string, unknown> }>;
const files = import.meta.glob(['./words.*.ts', '../screens/*/words.*.ts']) as Record<string, File>;

const KEPT = 'shopyard.language';

/** The person's choice on this device; else the browser's first language that we speak. */
function preferredLanguage(): Language {
  const kept = localStorage.getItem(KEPT);
  if (kept === 'en' || kept === 'zh') return kept;
  return navigator.languages
    .find((tag) => /^(zh|en)\b/i.test(tag))
    ?.toLowerCase()
    .startsWith('zh')
    ? 'zh'
    : 'en';
}

/** Loads the words of a folder of screens, or the frame's own, in the language in use. */
async function loadWords(namespace: string, language = i18next.language as Language): Promise<void> {
  if (i18next.hasResourceBundle(language, namespace)) return;
  const path = namespace === 'frame' ? `./words.${language}.ts` : `../screens/${namespace}/words.${language}.ts`;
  const load = files[path];
  if (!load) throw new Error(`There are no words at ${path}`);
  i18next.addResourceBundle(language, namespace, (await load()).default);
}

const used = new Set<string>();

/** As `loadWords`, and again when the language changes. */
export async function useOfWords(namespace: string): Promise<void> {
  used.add(namespace);
  await loadWords(namespace);
}

export async function speak(language: Language): Promise<void> {
  await Promise.all(['frame', ...used].map((namespace) => loadWords(namespace, language)));
  localStorage.setItem(KEPT, language);
  // Before anybody hears of it: the API is asked in the language of the page.
  document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en';
  await i18next.changeLanguage(language);
}

/** Calls back when the page speaks another language. Answers how to stop that. */
export function onLanguage(changed: () => void): () => void {
  i18next.on('languageChanged', changed);
  return () => i18next.off('languageChanged', changed);
}

export async function startWords(): Promise<void> {
  const language = preferredLanguage();
  await i18next.use(initReactI18next).init({
    lng: language,
    defaultNS: 'frame',
    ns: ['frame'],
    resources: {},
    interpolation: { escapeValue: false },
    react: { useSuspense: false },
    returnNull: false,
  });
  await loadWords('frame', language);
  document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en';
}
