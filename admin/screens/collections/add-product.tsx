import { Select } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useQuery } from 'urql';
import { useShop } from '../../app/place';
import { ProductsToPut } from './documents';

/** Finds a product while one types, and puts it at the end. */
export function AddProduct({ onAdd }: { onAdd: (product: string) => Promise<void> }) {
  const { t } = useTranslation('collections');
  const { id: shop } = useShop();
  const [typed, setTyped] = useState('');
  const [query] = useDebouncedValue(typed, 200);
  const [{ data, fetching }] = useQuery({ query: ProductsToPut, variables: { shop, query } });
  return (
    <Select
      label={t('shelf.add')}
      placeholder={t('shelf.search')}
      searchable
      value={null}
      searchValue={typed}
      onSearchChange={setTyped}
      data={(data?.shop?.products.nodes ?? []).map(({ id, title }) => ({ value: id, label: title }))}
      filter={({ options }) => options}
      onChange={(id) => {
        if (id) void onAdd(id);
        setTyped('');
      }}
      nothingFoundMessage={fetching ? t('shelf.searching') : t('shelf.noneFound')}
    />
  );
}
