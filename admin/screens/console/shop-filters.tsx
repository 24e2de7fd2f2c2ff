import { Group, Select } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useQuery } from 'urql';
import { useAgency } from '../../app/place';
import { graphql } from '../../generated';
import type { ShopSort } from '../../generated/graphql';
import { SearchField } from '../../ui/search-field';
import { useAddress } from '../../ui/use-address';
import { queryOf } from './shop-query';
import classes from './shops.module.css';

const ShopTags = graphql(`
  query ShopTags($agency: ID!) {
    agency(id: $agency) {
      id
      shopTags
    }
  }
`);

/** Every tag that a shop of the agency has. */
export function useShopTags(): readonly string[] {
  const { id: agency } = useAgency();
  const [{ data }] = useQuery({ query: ShopTags, variables: { agency } });
  return data?.agency?.shopTags ?? [];
}

/** Which shops are wanted, and in what order: kept in the address. */
export function useShopFilters() {
  const [words, setWords] = useAddress('query');
  const [status, setStatus] = useAddress('status');
  const [mode, setMode] = useAddress('mode');
  const [tag, setTag] = useAddress('tag');
  const [sort, setSort] = useAddress('sort', 'newest');
  return {
    words,
    setWords,
    status,
    setStatus,
    mode,
    setMode,
    tag,
    setTag,
    sort,
    setSort,
    query: queryOf({ words, status, mode, tag }),
    order: (sort === 'name' ? 'NAME' : 'NEWEST') as ShopSort,
  };
}

/** The search, the filters and the order above a list of shops. */
export function ShopFilterBar({ filters }: { filters: ReturnType<typeof useShopFilters> }) {
  const { t } = useTranslation(['console', 'frame']);
  const tags = useShopTags();
  const known = filters.tag && !tags.includes(filters.tag) ? [filters.tag, ...tags] : tags;
  return (
    <Group gap="xs" mb="sm" className={classes.filters}>
      <div className={classes.search}>
        <SearchField label={t('shops.search')} value={filters.words} onSearch={filters.setWords} />
      </div>
      <Select
        aria-label={t('filter.status')}
        placeholder={t('filter.status')}
        data={[
          { value: 'open', label: t('shops.open') },
          { value: 'closed', label: t('shops.closed') },
        ]}
        value={filters.status || null}
        onChange={(value) => filters.setStatus(value ?? '')}
        clearable
        allowDeselect
        clearButtonProps={{ 'aria-label': t('frame:clear') }}
      />
      <Select
        aria-label={t('filter.mode')}
        placeholder={t('filter.mode')}
        data={[
          { value: 'live', label: t('shops.live') },
          { value: 'test', label: t('shops.test') },
        ]}
        value={filters.mode || null}
        onChange={(value) => filters.setMode(value ?? '')}
        clearable
        allowDeselect
        clearButtonProps={{ 'aria-label': t('frame:clear') }}
      />
      <Select
        aria-label={t('filter.tag')}
        placeholder={t('filter.tag')}
        data={known as string[]}
        value={filters.tag || null}
        onChange={(value) => filters.setTag(value ?? '')}
        searchable
        clearable
        allowDeselect
        limit={100}
        nothingFoundMessage={t('filter.noTag')}
        clearButtonProps={{ 'aria-label': t('frame:clear') }}
      />
      <Select
        aria-label={t('filter.sort')}
        data={[
          { value: 'newest', label: t('filter.newest') },
          { value: 'name', label: t('filter.byName') },
        ]}
        value={filters.sort}
        onChange={(value) => filters.setSort(value ?? 'newest')}
      />
    </Group>
  );
}
