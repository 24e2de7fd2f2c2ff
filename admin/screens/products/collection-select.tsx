import { Select } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useQuery } from 'urql';
import { useShop } from '../../app/place';
import { graphql } from '../../generated';

const CollectionChoices = graphql(`
  query CollectionChoices($shop: ID!, $query: String!, $chosen: ID!, $hasChosen: Boolean!) {
    shop(id: $shop) {
      id
      collections(first: 50, query: $query) {
        nodes {
          id
          title
          rules {
            match
          }
        }
      }
      collection(id: $chosen) @include(if: $hasChosen) {
        id
        title
      }
    }
  }
`);

interface Props {
  label: string;
  value: string | null;
  onChange: (id: string | null, title: string) => void;
  /** Without those whose products follow from rules. */
  onlyByHand?: boolean;
  /** Not offered. */
  without?: readonly string[];
  size?: 'xs' | 'sm';
  placeholder?: string;
  clearable?: boolean;
}

/** One of the shop's collections, found while one types. */
export function CollectionSelect({
  label,
  value,
  onChange,
  onlyByHand = false,
  without = [],
  size = 'sm',
  placeholder,
  clearable = false,
}: Props) {
  const { t } = useTranslation('products');
  const { id: shop } = useShop();
  const [typed, setTyped] = useState('');
  const [chosenTitle, setChosenTitle] = useState('');
  const [query] = useDebouncedValue(typed === chosenTitle ? '' : typed, 200);
  const [{ data, fetching }] = useQuery({
    query: CollectionChoices,
    variables: { shop, query, chosen: value ?? '', hasChosen: value !== null },
  });
  const found = (data?.shop?.collections.nodes ?? []).filter(({ id, rules }) => !without.includes(id) && !(onlyByHand && rules));
  const chosen = data?.shop?.collection;
  const all = chosen && !found.some(({ id }) => id === chosen.id) ? [chosen, ...found] : found;
  return (
    <Select
      size={size}
      label={label}
      placeholder={placeholder}
      searchable
      clearable={clearable}
      allowDeselect={clearable}
      value={value}
      onChange={(id) => {
        const title = all.find((one) => one.id === id)?.title ?? '';
        setChosenTitle(title);
        onChange(id, title);
      }}
      searchValue={typed}
      onSearchChange={setTyped}
      data={all.map(({ id, title }) => ({ value: id, label: title }))}
      filter={({ options }) => options}
      nothingFoundMessage={fetching ? t('searching') : t('noCollection')}
      comboboxProps={{ withinPortal: false }}
    />
  );
}
