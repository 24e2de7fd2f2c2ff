import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useQuery } from 'urql';
import { useLocation } from 'wouter';
import type { Scope } from '../generated/graphql';
import type { IconName } from '../ui/icon';
import { SearchInShop, SearchOrders, SearchShops } from './found-documents';
import { AGENCY_NAVIGATION, mayEnter, type NavigationEntry, SHOP_NAVIGATION } from './navigation';
import { PlaceOfShop } from './place-documents';
import { recentShops } from './recent-shops';
import { useViewer } from './session';
import { AGENCY_THINGS, OWN_THINGS, SHOP_THINGS, type Thing } from './things';

interface Found {
  to: string;
  label: string;
  aside?: string | undefined;
  icon: IconName;
}

interface Group {
  label: string;
  found: Found[];
}

const MOST_SHOPS = 8;

const onceEach = <Shop extends { id: string }>(all: readonly Shop[]): Shop[] =>
  all.filter((one, at) => all.findIndex(({ id }) => id === one.id) === at);

interface AllFound {
  groups: Group[];
  /** More may come for these words. */
  waiting: boolean;
}

/** What the words typed so far find. Pages are found at once, the rest as it comes. */
export function useFound(query: string, typed: string): AllFound {
  const { t } = useTranslation();
  const { id: person, agencies, shops: own } = useViewer();
  const recent = useMemo(() => recentShops.read(person), [person]);
  const [path] = useLocation();
  const [, area, id = ''] = /^\/([as])\/([^/]+)/.exec(path) ?? [];
  const inShop = area === 's';
  const [place] = useQuery({ query: PlaceOfShop, variables: { shop: id }, pause: !inShop });
  const shop = inShop && place.data?.shop?.id === id ? place.data.shop : undefined;
  const agencyHere = inShop ? shop?.agency?.id : id;
  const agency = agencies.find((one) => one.id === agencyHere) ?? agencies[0];
  const mayRead = (scope: Scope) => mayEnter({ scope }, (inShop ? shop : agency)?.viewerScopes ?? []);
  const [shops] = useQuery({
    query: SearchShops,
    variables: { agency: agency?.id ?? '', query },
    pause: !agency || (!query && recent.length > 0),
  });
  const [within] = useQuery({
    query: SearchInShop,
    variables: { shop: id, query, orders: mayRead('read_orders'), products: mayRead('read_products') },
    pause: !shop || !query,
  });
  const [orders] = useQuery({
    query: SearchOrders,
    variables: { agency: agency?.id ?? '', query },
    pause: inShop || !query || !agency || !mayRead('read_orders'),
  });

  // Enter goes to the first: what was found for fewer letters is not offered.
  const isAnswered = query === typed && !within.fetching && !orders.fetching;

  const groups = useMemo(() => {
    const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
    /** In any order. */
    const says = (text: string) => words.every((word) => text.toLowerCase().includes(word));
    const pages = (entries: readonly NavigationEntry[], held: readonly string[], base: string, aside?: string): Found[] =>
      entries
        .filter((entry) => mayEnter(entry, held))
        .map((entry) => ({ to: base + entry.to, label: t(`navigation.${entry.label}`), aside, icon: entry.icon }))
        .filter(({ label }) => says(label));
    // What pages hold would bury them: it is found by who looks for it.
    const things = (all: readonly Thing[], held: readonly string[], base: string, aside?: string): Found[] =>
      all
        .filter((thing) => words.length > 0 && mayEnter(thing, held))
        .map((thing) => ({ to: base + thing.to, label: t(`search.things.${thing.label}`), aside, icon: thing.icon, also: thing.also }))
        .filter(({ label, also }) => says(`${label} ${also}`));
    const fits = ({ name, handle }: { name: string; handle: string }) => says(`${name} ${handle}`);
    // Where he was last comes first, then his own, then what the agency's search finds, of which not all may fit any more.
    const foundShops = onceEach([
      ...recent.filter((shop) => fits(shop) && (shop.id !== id || typed)),
      ...own.filter(fits),
      ...(agency && (query || recent.length === 0) ? (shops.data?.agency?.shops.nodes ?? []).filter(fits) : []),
    ]).slice(0, MOST_SHOPS);
    const inThis = query && isAnswered ? within.data?.shop : undefined;
    const all: Group[] = [
      {
        label: t(typed || recent.length === 0 ? 'search.shops' : 'search.recent'),
        found: foundShops.map((shop) => ({ to: `/s/${shop.id}`, label: shop.name, aside: shop.handle, icon: 'shops' })),
      },
      {
        label: t('search.orders'),
        found: [
          ...(inThis?.orders?.nodes ?? []).map((order) => ({ order, shop: id, aside: order.email ?? undefined })),
          ...(query && isAnswered && !inShop ? (orders.data?.agency?.orders.nodes ?? []) : []).map((order) => ({
            order,
            shop: order.shop.id,
            aside: order.shop.name,
          })),
        ].map(({ order, shop, aside }) => ({ to: `/s/${shop}/orders/${order.id}`, label: order.number, aside, icon: 'orders' as const })),
      },
      {
        label: t('search.products'),
        found: (inThis?.products?.nodes ?? []).map(({ id: product, title }) => ({
          to: `/s/${id}/products/${product}`,
          label: title,
          icon: 'products',
        })),
      },
      {
        label: t('search.pages'),
        found: [
          ...(shop ? pages(SHOP_NAVIGATION, shop.viewerScopes, `/s/${id}`) : []),
          ...(shop
            ? things(
                SHOP_THINGS.filter(({ mode }) => !mode || mode === shop.mode),
                shop.viewerScopes,
                `/s/${id}`,
              )
            : []),
          ...(agency ? pages(AGENCY_NAVIGATION, agency.viewerScopes, `/a/${agency.id}`, inShop ? agency.name : undefined) : []),
          ...(agency ? things(AGENCY_THINGS, agency.viewerScopes, `/a/${agency.id}`, inShop ? agency.name : undefined) : []),
          ...things(OWN_THINGS, [], ''),
        ],
      },
    ];
    return all.filter(({ found }) => found.length > 0);
  }, [t, typed, query, recent, own, agency, shops.data, within.data, orders.data, isAnswered, id, inShop, shop]);
  return { groups, waiting: !isAnswered || shops.fetching };
}
