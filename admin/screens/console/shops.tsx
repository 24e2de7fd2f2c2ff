import { Group, Text } from '@mantine/core';
import { lazy, Suspense, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Client } from 'urql';
import { useAgency, useMay } from '../../app/place';
import type { Parameters } from '../../app/route';
import { EmptyState } from '../../ui/empty-state';
import { LinkButton } from '../../ui/link';
import { Page } from '../../ui/page';
import { useFormat } from '../../ui/show';
import { useShopFigures } from './shop-figures';
import { ShopFilterBar, useShopFilters } from './shop-filters';
import { Shops, ShopsTable, useShops, useShopsCount } from './shops-table';

// Comes when somebody selects shops: its menus weigh more than the table.
const BulkActions = lazy(() => import('./bulk-actions').then((loaded) => ({ default: loaded.BulkActions })));

export const preload = (client: Client, { agency = '' }: Parameters) =>
  client.query(Shops, { agency, query: '', sort: 'NEWEST', first: 50, after: null }).toPromise();

export default function ShopsScreen() {
  const { t } = useTranslation(['console', 'frame']);
  const may = useMay();
  const { id: agency } = useAgency();
  const filters = useShopFilters();
  const { query, order } = filters;
  const list = useShops(query, order);
  const figures = useShopFigures(list, query, order);
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  // biome-ignore lint/correctness/useExhaustiveDependencies: what was selected among others is not seen any more
  useEffect(() => setSelected(new Set()), [query]);
  const mayOpen = may('write_settings');
  const open = mayOpen && <LinkButton to={`/a/${agency}/shops/new`}>{t('shops.openOne')}</LinkButton>;
  return (
    <Page
      title={t('shops.title')}
      badges={<Count query={query} />}
      wide
      actions={
        mayOpen && (
          <>
            <LinkButton to={`/a/${agency}/shops/new-many`} variant="default">
              {t('shops.openMany')}
            </LinkButton>
            {open}
          </>
        )
      }
    >
      <ShopFilterBar filters={filters} />
      <ShopsTable
        list={list}
        query={query}
        selected={selected}
        onSelect={setSelected}
        selectable={mayOpen || may('write_products')}
        leads
        further={figures}
        actions={
          <Suspense>
            <BulkActions
              selected={selected}
              onDone={() => {
                setSelected(new Set());
                list.reload();
              }}
            />
          </Suspense>
        }
        empty={
          query ? (
            <EmptyState title={t('shops.noneFound')}>{t('shops.noneFoundHint')}</EmptyState>
          ) : (
            <EmptyState title={t('shops.none')} action={<Group gap="xs">{open}</Group>}>
              {mayOpen && t('shops.noneHint')}
            </EmptyState>
          )
        }
      />
    </Page>
  );
}

function Count({ query }: { query: string }) {
  const { number } = useFormat();
  const counted = useShopsCount(query);
  if (!counted) return null;
  return (
    <Text c="dimmed" className="numbers" role="status">
      {number(counted.count)}
      {counted.more && '+'}
    </Text>
  );
}
