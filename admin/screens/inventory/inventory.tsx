import { Anchor, Drawer, Group, Modal, SegmentedControl, Select, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Client, useQuery } from 'urql';
import { useMay, useShop } from '../../app/place';
import type { Parameters } from '../../app/route';
import { useList } from '../../data/use-list';
import { EmptyState } from '../../ui/empty-state';
import { Link, LinkButton } from '../../ui/link';
import { Page } from '../../ui/page';
import { SearchField } from '../../ui/search-field';
import { Table } from '../../ui/table';
import { useAddress } from '../../ui/use-address';
import { AdjustForm } from './adjust-form';
import { LimitDocument, PlacesDocument, StockDocument } from './documents';
import { Ledger } from './ledger';
import { PriceList } from './price-list';
import { useStockColumns } from './stock-columns';
import { type Level, useNameOf, useStock } from './use-stock';
import { Waiting } from './waiting';

export const preload = (client: Client, { shop = '' }: Parameters) =>
  Promise.all([
    client.query(StockDocument, { shop, query: '', location: null, low: false, first: 50, after: null }).toPromise(),
    client.query(PlacesDocument, { shop }).toPromise(),
  ]);

/** What there is of everything at one location, counted and changed in its place. */
export default function InventoryScreen() {
  const { t } = useTranslation('inventory');
  const { id: shop } = useShop();
  const may = useMay();
  const nameOf = useNameOf();
  const [query, setQuery] = useAddress('query');
  const [location, setLocation] = useAddress('location');
  const [low, setLow] = useAddress('low');
  const [opened, setOpened] = useState<{ level: Level; what: 'adjust' | 'history' } | null>(null);
  const [places] = useQuery({ query: PlacesDocument, variables: { shop } });
  const [limits] = useQuery({ query: LimitDocument, variables: { shop }, pause: !may('read_settings') });
  const list = useList(
    StockDocument,
    { shop, query, location: location || null, low: low === 'yes' },
    (data) => data.shop?.inventoryLevels,
  );
  const stock = useStock(list.rows);
  const limit = limits.data?.shop?.settings.lowStock ?? null;
  const mayWrite = may('write_inventory');
  const columns = useStockColumns({ stock, limit, mayWrite, onOpen: setOpened });
  const locations = places.data?.shop?.locations ?? [];
  const usual = locations.find(({ isDefault }) => isDefault)?.id ?? null;
  return (
    <Page
      title={t('title')}
      wide
      actions={
        <>
          {may('read_products') && <PriceList />}
          <LinkButton to={`/s/${shop}/inventory/locations`} variant="default">
            {t('locations.manage')}
          </LinkButton>
        </>
      }
    >
      <Stack gap="sm">
        <Group gap="sm" align="flex-end">
          <div style={{ flex: '1 1 14rem' }}>
            <SearchField label={t('search')} value={query} onSearch={setQuery} />
          </div>
          {locations.length > 1 && (
            <Select
              aria-label={t('location')}
              data={locations.map(({ id, name }) => ({ value: id, label: name }))}
              value={location || usual}
              onChange={(value) => setLocation(value === usual ? '' : (value ?? ''))}
              w={200}
            />
          )}
          <SegmentedControl
            aria-label={t('show')}
            value={low === 'yes' ? 'yes' : ''}
            onChange={setLow}
            data={[
              { value: '', label: t('all') },
              { value: 'yes', label: t('low') },
            ]}
          />
        </Group>
        <Text size="xs" c="dimmed">
          {limit === null ? t('noThreshold') : t('threshold', { count: limit })}{' '}
          {may('read_settings') && (
            <Anchor component={Link} to={`/s/${shop}/settings`} size="xs">
              {t('changeThreshold')}
            </Anchor>
          )}{' '}
          {mayWrite && t('paste.hint')}
        </Text>
        <Table
          key={`${query} ${location} ${low}`}
          label={t('title')}
          list={list}
          columns={columns}
          keyOf={({ id }) => id}
          empty={<Nothing query={query} low={low === 'yes'} />}
        />
        <Waiting stock={stock} />
      </Stack>
      <Modal opened={opened?.what === 'adjust'} onClose={() => setOpened(null)} title={t('adjustment.title')}>
        {opened?.what === 'adjust' && <AdjustForm level={opened.level} onDone={() => setOpened(null)} />}
      </Modal>
      <Drawer
        opened={opened?.what === 'history'}
        onClose={() => setOpened(null)}
        position="right"
        title={opened ? t('historyOf', { name: nameOf(opened.level) }) : ''}
      >
        {opened?.what === 'history' && opened.level.variant && (
          <Ledger variant={opened.level.variant.id} location={opened.level.location.id} />
        )}
      </Drawer>
    </Page>
  );
}

function Nothing({ query, low }: { query: string; low: boolean }) {
  const { t } = useTranslation('inventory');
  if (query) return <EmptyState title={t('noneFound')} />;
  if (low) return <EmptyState title={t('noneLow')}>{t('noneLowText')}</EmptyState>;
  return <EmptyState title={t('empty')}>{t('emptyText')}</EmptyState>;
}
