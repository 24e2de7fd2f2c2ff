import { Select } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useState } from 'react';
import { useQuery } from 'urql';
import { useShop } from '../../app/place';
import { graphql } from '../../generated';

const CategoriesToChoose = graphql(`
  query CategoriesToChoose($shop: ID!, $query: String!, $chosen: ID!, $hasChosen: Boolean!) {
    shop(id: $shop) {
      id
      categories(first: 50, query: $query) {
        nodes {
          id
          path
        }
      }
      category(id: $chosen) @include(if: $hasChosen) {
        id
        path
      }
    }
  }
`);

interface Props {
  label: string;
  value: string;
  error?: string | undefined;
  /** With the way to it: `Clothes › Hats`. */
  onChange: (id: string, path: string) => void;
  /** Said where no category fits. */
  nothingFound: string;
  placeholder?: string;
  /** Not offered. */
  without?: readonly string[];
  description?: string;
  clearable?: boolean;
  /** In a row of fields. */
  flex?: string;
}

/** One place of the tree, found while one types. */
export function CategorySelect({
  label,
  value,
  error,
  onChange,
  nothingFound,
  placeholder,
  without = [],
  description,
  clearable = false,
  flex,
}: Props) {
  const { id: shop } = useShop();
  const [typed, setTyped] = useState('');
  const [chosenPath, setChosenPath] = useState('');
  const [query] = useDebouncedValue(typed === chosenPath ? '' : typed, 200);
  const [{ data }] = useQuery({ query: CategoriesToChoose, variables: { shop, query, chosen: value, hasChosen: value !== '' } });
  const found = (data?.shop?.categories.nodes ?? []).filter(({ id }) => !without.includes(id));
  const chosen = data?.shop?.category;
  const all = chosen && !found.some(({ id }) => id === chosen.id) ? [chosen, ...found] : found;
  const nameOf = (id: string | null) => (all.find((one) => one.id === id)?.path ?? []).join(' › ');
  return (
    <Select
      flex={flex}
      label={label}
      description={description}
      placeholder={placeholder}
      error={error}
      searchable
      clearable={clearable}
      allowDeselect={clearable}
      value={value || null}
      onChange={(id) => {
        setChosenPath(nameOf(id));
        onChange(id ?? '', nameOf(id));
      }}
      searchValue={typed}
      onSearchChange={setTyped}
      data={all.map(({ id }) => ({ value: id, label: nameOf(id) }))}
      filter={({ options }) => options}
      nothingFoundMessage={nothingFound}
    />
  );
}
