import { Select } from '@mantine/core';
import { useDebouncedValue, useDisclosure } from '@mantine/hooks';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useQuery } from 'urql';
import { useShop } from '../../app/place';
import { ProductsToPut } from './documents';

interface Props {
  onAdd: (product: string) => Promise<void>;
  /** There already. */
  without: ReadonlySet<string>;
}

/** Finds a product while one types, and puts it at the end. The list stays open: often several of it are meant. */
export function AddProduct({ onAdd, without }: Props) {
  const { t } = useTranslation('collections');
  const { id: shop } = useShop();
  const [opened, { open, close }] = useDisclosure();
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
      data={(data?.shop?.products.nodes ?? []).filter(({ id }) => !without.has(id)).map(({ id, title }) => ({ value: id, label: title }))}
      dropdownOpened={opened}
      onDropdownOpen={open}
      onDropdownClose={close}
      onBlur={close}
      filter={({ options }) => options}
      onChange={(id) => {
        if (id) void onAdd(id);
        requestAnimationFrame(open);
      }}
      nothingFoundMessage={fetching ? t('shelf.searching') : t('shelf.noneFound')}
    />
  );
}
