import { Combobox, Kbd, Modal, ScrollArea, Text, TextInput, useCombobox } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useQuery } from 'urql';
import { useLocation } from 'wouter';
import { graphql } from '../generated';
import { Icon, type IconName } from '../ui/icon';
import { AGENCY_NAVIGATION, type NavigationEntry, SHOP_NAVIGATION } from './navigation';
import { recentShops } from './recent-shops';
import { useViewer } from './session';

const SearchShops = graphql(`
  query SearchShops($agency: ID!, $query: String!) {
    agency(id: $agency) {
      id
      shops(first: 8, query: $query) {
        nodes {
          id
          name
          handle
        }
      }
    }
  }
`);

const SearchInShop = graphql(`
  query SearchInShop($shop: ID!, $query: String!, $orders: Boolean!, $products: Boolean!) {
    shop(id: $shop) {
      id
      orders(first: 5, query: $query) @include(if: $orders) {
        nodes {
          id
          number
          email
        }
      }
      products(first: 5, query: $query) @include(if: $products) {
        nodes {
          id
          title
        }
      }
    }
  }
`);

const SearchOrders = graphql(`
  query SearchOrders($agency: ID!, $query: String!) {
    agency(id: $agency) {
      id
      orders(first: 5, query: $query) {
        nodes {
          id
          number
          email
          shop {
            id
            name
          }
        }
      }
    }
  }
`);

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

/** One box that finds shops, orders, products and pages; all of it by keyboard. */
export default function Switcher({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const [, navigate] = useLocation();
  const [typed, setTyped] = useState('');
  const [query] = useDebouncedValue(typed.trim(), 150);
  const groups = useFound(query, typed.trim());
  const combobox = useCombobox({ opened: true });
  const count = groups.reduce((sum, { found }) => sum + found.length, 0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the first of what is found is chosen whenever that changes
  useEffect(() => {
    combobox.selectFirstOption();
  }, [groups]);
  return (
    <Modal opened onClose={onClose} withCloseButton={false} padding={0} size="lg" yOffset="8vh" centered={false} title={undefined}>
      <Combobox
        store={combobox}
        onOptionSubmit={(to) => {
          onClose();
          navigate(to);
        }}
      >
        <Combobox.EventsTarget>
          <TextInput
            data-autofocus
            size="md"
            variant="unstyled"
            px="md"
            py={4}
            aria-label={t('search.label')}
            placeholder={t('search.label')}
            leftSection={<IconSearch size={18} stroke={1.7} aria-hidden="true" />}
            rightSection={<Kbd size="xs">Esc</Kbd>}
            rightSectionWidth={56}
            value={typed}
            onChange={(event) => setTyped(event.currentTarget.value)}
          />
        </Combobox.EventsTarget>
        <ScrollArea.Autosize mah="60vh" type="auto">
          <Combobox.Options px="xs" pb="xs" aria-label={t('search.label')}>
            {groups.map(({ label, found }) => (
              <Combobox.Group key={label} label={label}>
                {found.map((one) => (
                  <Combobox.Option key={one.to} value={one.to} style={{ display: 'flex', gap: '0.625rem', alignItems: 'center' }}>
                    <Icon name={one.icon} size={16} />
                    <Text span size="sm" truncate style={{ flex: 1 }}>
                      {one.label}
                    </Text>
                    {one.aside && (
                      <Text span size="xs" opacity={0.8} truncate>
                        {one.aside}
                      </Text>
                    )}
                  </Combobox.Option>
                ))}
              </Combobox.Group>
            ))}
            {count === 0 && <Combobox.Empty>{query ? t('search.empty', { query }) : t('search.hint')}</Combobox.Empty>}
          </Combobox.Options>
        </ScrollArea.Autosize>
      </Combobox>
    </Modal>
  );
}

const MOST_SHOPS = 8;

const onceEach = <Shop extends { id: string }>(all: readonly Shop[]): Shop[] =>
  all.filter((one, at) => all.findIndex(({ id }) => id === one.id) === at);

/** What the words typed so far find. Pages are found at once, the rest as it comes. */
function useFound(query: string, typed: string): Group[] {
  const { t } = useTranslation();
  const { id: person, agencies, shops: own } = useViewer();
  const recent = useMemo(() => recentShops.read(person), [person]);
  const [path] = useLocation();
  const [, area, id = ''] = /^\/([as])\/([^/]+)/.exec(path) ?? [];
  const inShop = area === 's';
  const agency = inShop ? agencies[0] : (agencies.find((one) => one.id === id) ?? agencies[0]);
  const scopes = agency?.viewerScopes ?? [];
  const mayRead = (scope: 'read_orders' | 'read_products') => inShop || scopes.includes(scope);
  const [shops] = useQuery({
    query: SearchShops,
    variables: { agency: agency?.id ?? '', query },
    pause: !agency || (!query && recent.length > 0),
  });
  const [within] = useQuery({
    query: SearchInShop,
    variables: { shop: id, query, orders: mayRead('read_orders'), products: mayRead('read_products') },
    pause: !inShop || !query,
  });
  const [orders] = useQuery({ query: SearchOrders, variables: { agency: agency?.id ?? '', query }, pause: inShop || !query || !agency });

  return useMemo(() => {
    const pages = (entries: readonly NavigationEntry[], base: string, aside: string | undefined): Found[] =>
      entries
        .map((entry) => ({ to: base + entry.to, label: t(`navigation.${entry.label}`), aside, icon: entry.icon }))
        .filter(({ label }) => !typed || label.toLowerCase().includes(typed.toLowerCase()));
    const words = typed.toLowerCase().split(/\s+/);
    const fits = ({ name, handle }: { name: string; handle: string }) =>
      words.every((word) => `${name} ${handle}`.toLowerCase().includes(word));
    // Where he was last comes first, then his own, then what the agency's search finds: not what it found for fewer letters, since Enter
    // goes to the first.
    const foundShops = onceEach([
      ...recent.filter((shop) => fits(shop) && (shop.id !== id || typed)),
      ...own.filter(fits),
      ...(agency && (query || recent.length === 0) ? (shops.data?.agency?.shops.nodes ?? []).filter(fits) : []),
    ]).slice(0, MOST_SHOPS);
    const inThis = query ? within.data?.shop : undefined;
    const groups: Group[] = [
      {
        label: t(typed || recent.length === 0 ? 'search.shops' : 'search.recent'),
        found: foundShops.map((shop) => ({ to: `/s/${shop.id}`, label: shop.name, aside: shop.handle, icon: 'shops' })),
      },
      {
        label: t('search.orders'),
        found: [
          ...(inThis?.orders?.nodes ?? []).map((order) => ({ order, shop: id, aside: order.email ?? undefined })),
          ...(query && !inShop ? (orders.data?.agency?.orders.nodes ?? []) : []).map((order) => ({
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
          ...(inShop ? pages(SHOP_NAVIGATION, `/s/${id}`, undefined) : []),
          ...(agency ? pages(AGENCY_NAVIGATION, `/a/${agency.id}`, inShop ? agency.name : undefined) : []),
        ],
      },
    ];
    return groups.filter(({ found }) => found.length > 0);
  }, [t, typed, query, recent, own, agency, shops.data, within.data, orders.data, id, inShop]);
}
