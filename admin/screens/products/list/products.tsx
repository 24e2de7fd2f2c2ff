import { Box, Group, Menu, Select, Stack, UnstyledButton } from '@mantine/core';
import { IconDots } from '@tabler/icons-react';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Client } from 'urql';
import { useMay, useShop } from '../../../app/place';
import type { Parameters } from '../../../app/route';
import { useList } from '../../../data/use-list';
import type { ProductSort } from '../../../generated/graphql';
import { EmptyState } from '../../../ui/empty-state';
import { Link, LinkButton } from '../../../ui/link';
import { Page } from '../../../ui/page';
import { SavedViews } from '../../../ui/saved-views';
import { SearchField } from '../../../ui/search-field';
import { Table } from '../../../ui/table';
import { AllFound } from './all-found';
import { BulkBar } from './bulk-bar';
import { ChosenFilters } from './chosen-filters';
import { ExportMenu } from './export-menu';
import { FilterPanel } from './filter-panel';
import { Products } from './product-row';
import classes from './products.module.css';
import { RunningEditsBar } from './running-edits';
import { useColumns } from './use-columns';
import { useInlineEdits } from './use-inline-edits';
import { SORTS, useProductFilters } from './use-product-filters';

export const preload = (client: Client, { shop = '' }: Parameters) =>
  client.query(Products, { shop, query: '', sort: 'NEWEST', first: 50, after: null }).toPromise();

export default function ProductsScreen() {
  const { t } = useTranslation('products');
  const { id: shop } = useShop();
  const may = useMay()('write_products');
  const filters = useProductFilters();
  const { query, sort, setSort } = filters;
  const list = useList(Products, { shop, query, sort }, (data) => data.shop?.products);
  const columns = useColumns(useInlineEdits());
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const there = useMemo(() => new Set(list.rows.map(({ id }) => id)), [list.rows]);
  const chosen = useMemo(() => [...selected].filter((id) => there.has(id)), [selected, there]);
  const [foundChosen, setFoundChosen] = useState<string | null>(null);
  // Chosen of another query: it is not chosen again, unasked, when that comes back.
  if (foundChosen !== null && foundChosen !== query) setFoundChosen(null);
  const allShown = list.rows.length > 0 && chosen.length === list.rows.length;
  /** All that the query finds, with what is not shown yet. */
  const found = foundChosen === query ? query : null;
  const select = (rows: ReadonlySet<string>) => {
    setSelected(rows);
    setFoundChosen(null);
  };
  const sorts = SORTS.map((value) => ({ value, label: t(`sorts.${value}`) }));
  return (
    <Page
      title={t('list.heading')}
      wide
      actions={
        <>
          <ExportMenu query={query} />
          {may && <LinkButton to={`/s/${shop}/products/new`}>{t('list.new')}</LinkButton>}
          <MoreOfProducts />
        </>
      }
    >
      <Stack gap="sm">
        <Group gap="sm" align="flex-end">
          <Box className={classes.search}>
            <SearchField label={t('list.search')} value={filters.values.words} onSearch={filters.set.words} />
          </Box>
          <FilterPanel filters={filters} />
          <SavedViews screen="PRODUCTS" address={filters.address} onChoose={filters.setAddress} />
          <Select
            className={classes.sort}
            aria-label={t('sorts.label')}
            value={sort}
            onChange={(value) => setSort((value ?? 'NEWEST') as ProductSort)}
            data={sorts}
          />
        </Group>
        <ChosenFilters filters={filters} />
        <RunningEditsBar />
        <Table
          label={t('list.heading')}
          list={list}
          columns={columns}
          keyOf={({ id }) => id}
          linkOf={({ id }) => `/s/${shop}/products/${id}`}
          {...(may
            ? {
                selection: {
                  selected: found === null ? new Set(chosen) : there,
                  onChange: select,
                  ...(found === null ? {} : { says: <AllFound query={query} /> }),
                },
                bulkActions: (
                  <>
                    {found === null && allShown && list.hasMore && <AllFound query={query} onChoose={() => setFoundChosen(query)} />}
                    <BulkBar products={chosen} found={found} onDeleted={() => select(new Set())} onBegun={() => select(new Set())} />
                  </>
                ),
              }
            : {})}
          empty={query ? <EmptyState title={t('list.noneFound')}>{t('list.noneFoundText')}</EmptyState> : <NoProducts mayWrite={may} />}
        />
      </Stack>
    </Page>
  );
}

function NoProducts({ mayWrite }: { mayWrite: boolean }) {
  const { t } = useTranslation('products');
  const { id: shop } = useShop();
  return (
    <EmptyState
      title={t('list.none')}
      action={
        mayWrite && (
          <Group gap="xs" justify="center">
            <LinkButton to={`/s/${shop}/products/new`}>{t('list.new')}</LinkButton>
            <LinkButton to={`/s/${shop}/imports`} variant="default">
              {t('list.import')}
            </LinkButton>
          </Group>
        )
      }
    >
      {t('list.noneText')}
    </EmptyState>
  );
}

/** Where else products are arranged. */
function MoreOfProducts() {
  const { t } = useTranslation('products');
  const { id: shop } = useShop();
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <UnstyledButton className={classes.more} aria-label={t('list.more')}>
          <IconDots size={20} stroke={1.7} aria-hidden="true" />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item component={Link} to={`/s/${shop}/collections`}>
          {t('list.collections')}
        </Menu.Item>
        <Menu.Item component={Link} to={`/s/${shop}/categories`}>
          {t('list.categories')}
        </Menu.Item>
        <Menu.Item component={Link} to={`/s/${shop}/attributes`}>
          {t('list.attributes')}
        </Menu.Item>
        <Menu.Divider />
        <Menu.Item component={Link} to={`/s/${shop}/products/edits`}>
          {t('edits.title')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
