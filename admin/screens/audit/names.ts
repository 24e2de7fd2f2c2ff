import { useTranslation } from 'react-i18next';
import type { AuditActorKind, AuditOutcome } from '../../generated/graphql';
import type { Tone } from '../../ui/show';

/** What each mutation does, in plain words; one that has none is called by its own name. */
export function useMutationNames(): { nameOf: (mutation: string) => string; known: readonly string[] } {
  const { i18n } = useTranslation('audit');
  const words = (i18n.getResource(i18n.language, 'audit', 'mutations') ?? {}) as Readonly<Record<string, string>>;
  return { nameOf: (mutation) => words[mutation] ?? mutation, known: Object.keys(words) };
}

/** What the codes of a table are in plain words; those of one kind of object first, and one that has none as it is. */
export function useTable(table: 'fields' | 'values' | 'subjects', kind?: string): (code: string) => string {
  const { i18n } = useTranslation('audit');
  const words = (i18n.getResource(i18n.language, 'audit', table) ?? {}) as Readonly<Record<string, string>>;
  const own = (code: string): string | undefined => (Object.hasOwn(words, code) ? words[code] : undefined);
  return (code) => (kind && own(`${kind}.${code}`)) ?? own(code) ?? code;
}

/** `prod_6b08…` → `prod`. */
export const prefixOf = (id: string): string => id.slice(0, id.lastIndexOf('_'));

/** Who somebody was. */
export function useActorName(): (actor: { kind: AuditActorKind; name: string }) => string {
  const { t } = useTranslation('audit');
  return ({ kind, name }) => (kind === 'UNKNOWN' ? t('somebody') : kind === 'APP' ? t('app', { name }) : name);
}

export const OUTCOME_TONES: Readonly<Record<AuditOutcome, Tone>> = { DONE: 'good', REFUSED: 'warning', FAILED: 'bad', UNKNOWN: 'neutral' };

const PAGES: Readonly<Record<string, string>> = {
  prod: 'products',
  ord: 'orders',
  cust: 'customers',
  imp: 'imports',
  ntf: 'notifications',
};

/** Where a thing of a shop is looked at; null where it has no page of its own. */
export function pageOf(subject: string, shop: string | undefined): string | null {
  const prefix = prefixOf(subject);
  if (prefix === 'shop') return `/s/${subject}`;
  const page = PAGES[prefix];
  return shop && page ? `/s/${shop}/${page}/${subject}` : null;
}
