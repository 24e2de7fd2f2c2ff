import { UnstyledButton } from '@mantine/core';
import { IconMenu2, IconX } from '@tabler/icons-react';
import { lazy, type ReactNode, Suspense, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useQuery } from 'urql';
import { useLocation } from 'wouter';
import { Icon } from '../ui/icon';
import { Link } from '../ui/link';
import { AccountButton } from './account-button';
import { AGENCY_NAVIGATION, mayEnter, type NavigationEntry, SHOP_NAVIGATION } from './navigation';
import { PlaceOfShop } from './place-documents';
import { recentShops } from './recent-shops';
import { useViewer } from './session';
import classes from './shell.module.css';
import { useTop } from './to-top';
import { Unconfirmed } from './unconfirmed';

const loadSwitcher = () => import('./switcher');
const Switcher = lazy(loadSwitcher);

interface Place {
  base: string;
  name: string;
  entries: readonly NavigationEntry[];
  scopes: readonly string[];
  /** The agency's shops, for who came from there. */
  up?: { to: string; name: string } | undefined;
}

/** The frame around every page: where one is, what else there is, and the box that finds everything. */
export function Shell({ children }: { children: ReactNode }) {
  const { t } = useTranslation();
  const [path] = useLocation();
  const [menu, setMenu] = useState(false);
  const [searching, search] = useSearchKey();
  const place = usePlace(path);
  useTop(path);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the menu of a phone closes wherever one goes
  useEffect(() => setMenu(false), [path]);
  return (
    <div className={classes.shell} data-menu={menu || undefined}>
      <a className="skip" href="#content">
        {t('skip')}
      </a>
      <header className={classes.header}>
        <UnstyledButton
          className={classes.burger}
          onClick={() => setMenu(!menu)}
          aria-label={t('menu')}
          aria-expanded={menu}
          aria-controls="navigation"
        >
          {menu ? <IconX aria-hidden="true" size={20} /> : <IconMenu2 aria-hidden="true" size={20} />}
        </UnstyledButton>
        <Link to="/" className={classes.brand}>
          铺坊<span className={classes.latin}> Shopyard</span>
        </Link>
        <UnstyledButton
          className={classes.search}
          onClick={search.open}
          onPointerEnter={() => void loadSwitcher()}
          aria-keyshortcuts="Meta+K Control+K"
        >
          <span>{t('search.open')}</span>
          <kbd>{isApple() ? '⌘K' : 'Ctrl K'}</kbd>
        </UnstyledButton>
        <AccountButton />
      </header>
      <nav id="navigation" className={classes.navigation} aria-label={t('navigation.label')}>
        {place && <Entries place={place} path={path} />}
      </nav>
      <main id="content" tabIndex={-1} className={classes.main}>
        <Unconfirmed />
        {children}
      </main>
      {searching && (
        <Suspense fallback={null}>
          <Switcher onClose={search.close} />
        </Suspense>
      )}
    </div>
  );
}

function Entries({ place: { base, name, entries, scopes, up }, path }: { place: Place; path: string }) {
  const { t } = useTranslation();
  const allowed = entries.filter((entry) => mayEnter(entry, scopes));
  // The longest that fits is where one is: /s/x/orders/1 is below Orders, not Home.
  const here = allowed
    .filter(({ to, also = [] }) => [to, ...also].some((one) => path === base + one || path.startsWith(`${base}${one}/`)))
    .sort((a, b) => b.to.length - a.to.length)[0];
  return (
    <>
      {up && (
        <Link to={up.to} className={classes.up} title={up.name}>
          ← {up.name}
        </Link>
      )}
      <p className={classes.place} title={name}>
        {name}
      </p>
      <ul className={classes.entries}>
        {allowed.map((entry) => (
          <li key={entry.to}>
            <Link to={base + entry.to} className={classes.entry} aria-current={entry === here ? 'page' : undefined}>
              <Icon name={entry.icon} />
              {t(`navigation.${entry.label}`)}
            </Link>
          </li>
        ))}
      </ul>
    </>
  );
}

/** Where the address is: a shop, an agency, or one's own account, from which the agency is at hand. */
function usePlace(path: string): Place | null {
  const { id: person, agencies, shops } = useViewer();
  const [, area, id = ''] = /^\/([as])\/([^/]+)/.exec(path) ?? [];
  const [shop] = useQuery({ query: PlaceOfShop, variables: { shop: id }, pause: area !== 's' });
  const entered = area === 's' && shop.data?.shop?.id === id ? shop.data.shop : null;
  useEffect(() => {
    if (entered) recentShops.visited(person, entered);
  }, [person, entered]);
  if (area === 's') {
    const found = shop.data?.shop;
    if (found?.id === id) {
      const above = agencies.find((one) => one.id === found.agency?.id);
      const up = above && { to: `/a/${above.id}/shops`, name: above.name };
      return { base: `/s/${id}`, name: found.name, entries: SHOP_NAVIGATION, scopes: found.viewerScopes, up };
    }
    if (shop.fetching) return { base: `/s/${id}`, name: '…', entries: [], scopes: [] };
  }
  const agency = agencies.find((one) => one.id === id) ?? agencies[0];
  if (agency) return { base: `/a/${agency.id}`, name: agency.name, entries: AGENCY_NAVIGATION, scopes: agency.viewerScopes };
  return shops[0] ? { base: `/s/${shops[0].id}`, name: shops[0].name, entries: [], scopes: [] } : null;
}

const isApple = (): boolean => /Mac|iPhone|iPad/.test(navigator.platform);

/** ⌘K, or Ctrl K, wherever one is. */
function useSearchKey() {
  const [searching, setSearching] = useState(false);
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      // It is there before the second key, so that it misses none of what is typed at once.
      if (event.key === 'Meta' || event.key === 'Control') void loadSwitcher();
      if (event.key.toLowerCase() !== 'k' || !(event.metaKey || event.ctrlKey)) return;
      event.preventDefault();
      setSearching(true);
    };
    addEventListener('keydown', press);
    return () => removeEventListener('keydown', press);
  }, []);
  return [searching, { open: () => setSearching(true), close: () => setSearching(false) }] as const;
}
