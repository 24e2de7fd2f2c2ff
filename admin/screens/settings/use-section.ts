import { createContext, use, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useClient } from 'urql';
import type { SettingsQuery, ShopUpdateInput } from '../../generated/graphql';
import { tell } from '../../ui/tell';
import { type ApiForm, useApiForm } from '../../ui/use-api-form';
import { SaveSettings, SettingsDocument } from './documents';
import { differences, type OwnSaves } from './saves';

export type ShopSettings = NonNullable<SettingsQuery['shop']>;

interface Loaded {
  shop: ShopSettings;
  saves: OwnSaves;
}

export const SettingsContext = createContext<Loaded | null>(null);

interface Options<Values> {
  name: string;
  read: (shop: ShopSettings) => Values;
  write: (values: Values) => ShopUpdateInput;
}

export interface Section<Values> extends ApiForm<Values> {
  name: string;
  shop: ShopSettings;
  /** Somebody else has saved meanwhile: what is otherwise now, as far as this section shows it. */
  meanwhile: { changed: { path: string; value: unknown }[]; take: () => void; overwrite: () => void } | null;
}

/** A section of the settings with its own button. What others save meanwhile is told, never overwritten unseen. */
export function useSection<Values extends Record<string, unknown>>({ name, read, write }: Options<Values>): Section<Values> {
  const { t } = useTranslation('settings');
  const client = useClient();
  const loaded = use(SettingsContext);
  if (!loaded) throw new Error('useSection stands outside of the settings page');
  const { shop, saves } = loaded;
  const [seen, setSeen] = useState(shop);
  const base = useRef(shop.updatedAt);
  const [theirs, setTheirs] = useState<ShopSettings | null>(null);
  const api = useApiForm({
    document: SaveSettings,
    initial: read(seen),
    draft: `settings ${shop.id} ${name}`,
    variables: (values) => ({ shop: shop.id, input: { ...write(values), unchangedSince: saves.latest(base.current) } }),
    payload: ({ shopUpdate }) => shopUpdate,
    onDone: ({ shop: saved }) => {
      if (!saved) return;
      saves.note(saves.latest(base.current), saved.updatedAt);
      base.current = saved.updatedAt;
      setSeen({ ...seen, ...saved });
      setTheirs(null);
      tell(t('saved'));
    },
  });
  const refused = api.errors.some(({ code }) => code === 'CHANGED_MEANWHILE');
  useEffect(() => {
    if (!refused) return;
    void client
      .query(SettingsDocument, { shop: shop.id }, { requestPolicy: 'network-only' })
      .toPromise()
      .then(({ data }) => setTheirs(data?.shop ?? null));
  }, [refused, client, shop.id]);
  const take = (now: ShopSettings) => {
    setSeen(now);
    base.current = now.updatedAt;
    setTheirs(null);
    api.form.setValues(read(now));
    api.form.resetDirty(read(now));
  };
  return {
    ...api,
    name,
    problem: refused ? null : api.problem,
    shop,
    meanwhile:
      refused && theirs
        ? {
            changed: differences(read(seen), read(theirs)),
            take: () => take(theirs),
            overwrite: () => {
              // What he typed stays, and is meant for the state that he has just been shown.
              base.current = theirs.updatedAt;
              setTheirs(null);
              api.submit();
            },
          }
        : null,
  };
}
