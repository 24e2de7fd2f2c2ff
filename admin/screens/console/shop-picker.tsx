import { Alert, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAgency } from '../../app/place';
import { EmptyState } from '../../ui/empty-state';
import { useFormat } from '../../ui/show';
import { chosenShops, MOST_AT_ONCE } from './chosen-shops';
import { ShopFilterBar, useShopFilters } from './shop-filters';
import { ShopsTable, useShops } from './shops-table';

/** The shops that are chosen for something that takes many; they outlive the page. */
export function useChosenShops() {
  const { id: agency } = useAgency();
  const [chosen, setChosen] = useState<ReadonlySet<string>>(() => new Set(chosenShops.read(agency)));
  const choose = (shops: ReadonlySet<string>) => {
    chosenShops.keep(agency, [...shops]);
    setChosen(shops);
  };
  return { chosen, choose, tooMany: chosen.size > MOST_AT_ONCE };
}

/** Where shops are chosen: by name, by tag, or all that fit. */
export function ShopPicker({ chosen, choose }: { chosen: ReadonlySet<string>; choose: (shops: ReadonlySet<string>) => void }) {
  const { t } = useTranslation(['console', 'frame']);
  const { number } = useFormat();
  const filters = useShopFilters();
  const list = useShops(filters.query, filters.order);
  return (
    <Stack gap="xs">
      <Text size="sm" role="status">
        {chosen.size === 0 ? t('choice.none') : t('choice.count', { count: chosen.size })}
      </Text>
      {chosen.size > MOST_AT_ONCE && (
        <Alert color="yellow" variant="light" role="alert">
          {t('choice.tooMany', { most: number(MOST_AT_ONCE) })}
        </Alert>
      )}
      <div>
        <ShopFilterBar filters={filters} />
        <ShopsTable
          list={list}
          query={filters.query}
          selected={chosen}
          onSelect={choose}
          empty={<EmptyState title={t('shops.noneFound')}>{t('shops.noneFoundHint')}</EmptyState>}
        />
      </div>
    </Stack>
  );
}
