import { useCallback, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useClient } from 'urql';
import { useShop } from '../../app/place';
import type { StockQuery } from '../../generated/graphql';
import { freshKey } from '../../ui/fresh-key';
import { tell, tellProblem } from '../../ui/tell';
import { LevelsNow, SetStock, SetStocks } from './documents';
import { type Draft, type Drafts, filled, ready, withDraft } from './drafts';
import { piecesIn } from './pieces';

export type Level = NonNullable<StockQuery['shop']>['inventoryLevels']['nodes'][number];

/** What a variant is called to people. */
export function useNameOf() {
  const { t } = useTranslation('inventory');
  return ({ variant }: Pick<Level, 'variant'>): string =>
    variant ? [variant.product.title, variant.title].filter(Boolean).join(' · ') : t('deleted');
}

interface Given {
  id: string;
  variant: string;
  location: string;
}

const givenOf = ({ id, variant, location }: Level): Given | null => (variant ? { id, variant: variant.id, location: location.id } : null);

/** Stock that is edited in its table: what is typed and not saved, and saving it with a look at whether somebody else was quicker. */
export function useStock(rows: readonly Level[]) {
  const { t } = useTranslation(['inventory', 'frame']);
  const { id: shop } = useShop();
  const client = useClient();
  const nameOf = useNameOf();
  const [drafts, setDrafts] = useState<Drafts>(new Map());
  const [saving, setSaving] = useState(false);
  const draft = useCallback((id: string, one: Draft | null) => setDrafts((before) => withDraft(before, id, one)), []);

  /** How many there are at this moment, past the cache. */
  const now = async ({ id, variant }: Given): Promise<number> => {
    const { data } = await client.query(LevelsNow, { shop, variant }, { requestPolicy: 'network-only' }).toPromise();
    const node = data?.shop?.node;
    const levels = node && 'levels' in node ? node.levels : [];
    return levels.find((level) => level.id === id)?.available ?? 0;
  };

  const set = async (level: Level, available: number, changeFrom: number, typed: string): Promise<boolean> => {
    const given = givenOf(level);
    if (!given) return false;
    const input = { variant: given.variant, location: given.location, available, changeFrom, idempotencyKey: freshKey() };
    const { data, error } = await client.mutation(SetStock, { shop, input }).toPromise();
    const answer = data?.inventorySet;
    const [refused] = answer?.userErrors ?? [];
    if (answer?.level) {
      draft(level.id, null);
      return true;
    }
    if (refused?.code === 'CHANGED_MEANWHILE') draft(level.id, { typed, seen: changeFrom, now: await now(given) });
    else
      draft(level.id, {
        typed,
        seen: changeFrom,
        problem: refused?.message ?? (error?.networkError ? t('frame:failed.network') : t('frame:failed.page')),
      });
    return false;
  };

  /** Saves what stands in one cell, unless nothing has changed. `from`: what he knows to be there. */
  const save = async (level: Level, one: Draft, from = one.seen): Promise<void> => {
    const available = piecesIn(one.typed);
    if (available === null) return draft(level.id, { ...one, problem: t('wholeNumber') });
    if (available === from && one.now === undefined) return draft(level.id, null);
    if (!(await set(level, available, from, one.typed))) return;
    const undo = () => void set(level, from, available, String(from));
    tell(t('set', { name: nameOf(level), count: available }), undo);
  };

  const paste = (level: Level, column: readonly string[]): void => {
    const first = rows.findIndex(({ id }) => id === level.id);
    const { drafts: next, cut } = filled(drafts, rows, first, column);
    setDrafts(next);
    if (cut > 0) tellProblem(t('paste.cut', { count: cut }));
  };

  /** Saves all that was pasted, 250 at a time; those that are refused keep their values and say why. */
  const saveAll = async (reason: string): Promise<void> => {
    const byId = new Map(rows.map((row) => [row.id, row]));
    const waiting = ready(drafts, Number.POSITIVE_INFINITY).flatMap((one) => {
      const level = byId.get(one.id);
      const given = level && givenOf(level);
      return given ? [{ ...one, given }] : [];
    });
    setSaving(true);
    let [done, refused] = [0, 0];
    for (let at = 0; at < waiting.length; at += 250) {
      const some = waiting.slice(at, at + 250);
      const levels = some.map(({ given: { variant, location }, available, changeFrom }) => ({ variant, location, available, changeFrom }));
      const input = { levels, idempotencyKey: freshKey(), ...(reason ? { reason } : {}) };
      const { data } = await client.mutation(SetStocks, { shop, input }).toPromise();
      if (!data?.inventorySetBulk?.results) {
        tellProblem(data?.inventorySetBulk?.userErrors[0]?.message ?? t('frame:failed.network'));
        break;
      }
      for (const { index, level, userErrors } of data.inventorySetBulk.results) {
        const one = some[index]!;
        const [error] = userErrors;
        const kept: Draft = { typed: String(one.available), seen: one.changeFrom };
        if (level) draft(one.id, null);
        else if (error?.code === 'CHANGED_MEANWHILE') draft(one.id, { ...kept, now: await now(one.given) });
        else draft(one.id, { ...kept, problem: error?.message ?? t('frame:failed.page') });
        if (level) done++;
        else refused++;
      }
    }
    setSaving(false);
    if (done > 0) tell(t('paste.saved', { count: done }));
    if (refused > 0) tellProblem(t('paste.refused', { count: refused }));
  };

  return { drafts, draft, save, paste, saveAll, saving, discard: () => setDrafts(new Map()) };
}
