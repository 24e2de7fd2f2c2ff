import { Select } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useQuery } from 'urql';
import { useShop } from '../../../app/place';
import { graphql } from '../../../generated';
import type { Named } from './model';

const CategoryChoices = graphql(`
  query CategoryChoices($shop: ID!, $query: String!) {
    shop(id: $shop) {
      id
      categories(first: 50, query: $query) {
        nodes {
          id
          title
          path
        }
      }
    }
  }
`);

interface Props {
  without: readonly string[];
  error?: string | undefined;
  onPick: (category: Named) => void;
}

/** A place in the shop's tree, found while one types. */
export function CategoryPicker({ without, error, onPick }: Props) {
  const { t } = useTranslation('products');
  const { id: shop } = useShop();
  const [typed, setTyped] = useState('');
  const [query] = useDebouncedValue(typed, 200);
  const [{ data, fetching }] = useQuery({ query: CategoryChoices, variables: { shop, query } });
  const found = (data?.shop?.categories.nodes ?? []).filter(({ id }) => !without.includes(id));
  const pick = (id: string | null) => {
    const one = found.find((category) => category.id === id);
    if (one) onPick({ id: one.id, title: one.path.join(' › ') });
    setTyped('');
  };
  return (
    <Select
      label={t('fields.categories')}
      placeholder={t('organise.addCategory')}
      error={error}
      searchable
      value={null}
      onChange={pick}
      searchValue={typed}
      onSearchChange={setTyped}
      data={found.map(({ id, path }) => ({ value: id, label: path.join(' › ') }))}
      filter={({ options }) => options}
      nothingFoundMessage={fetching ? t('searching') : t('noCategory')}
    />
  );
}
