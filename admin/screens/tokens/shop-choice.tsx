import { Select } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useQuery } from 'urql';
import { graphql } from '../../generated';

const ShopsForToken = graphql(`
  query ShopsForToken($agency: ID!, $query: String!) {
    agency(id: $agency) {
      id
      shops(first: 20, query: $query) {
        nodes {
          id
          name
          handle
        }
        pageInfo {
          hasNextPage
          endCursor
        }
      }
    }
  }
`);

interface Props {
  agency: string;
  value: string;
  onChange: (shop: string) => void;
  error?: ReactNode;
}

/** All of the agency, or one shop, found by its name. */
export function ShopChoice({ agency, value, onChange, error }: Props) {
  const { t } = useTranslation('tokens');
  const [typed, setTyped] = useState('');
  const [chosen, setChosen] = useState<{ value: string; label: string } | null>(null);
  const [query] = useDebouncedValue(chosen?.label === typed ? '' : typed, 200);
  const [{ data }] = useQuery({ query: ShopsForToken, variables: { agency, query } });
  const found = (data?.agency?.shops.nodes ?? []).map(({ id, name, handle }) => ({ value: id, label: `${name} (${handle})` }));
  const options = chosen && !found.some((one) => one.value === chosen.value) ? [chosen, ...found] : found;
  return (
    <Select
      label={t('reach')}
      description={t('reachHint')}
      placeholder={t('wholeAgency')}
      data={options}
      value={value || null}
      onChange={(shop, option) => {
        setChosen(shop && option ? { value: option.value, label: option.label } : null);
        onChange(shop ?? '');
      }}
      searchable
      clearable
      clearButtonProps={{ 'aria-label': t('wholeAgency') }}
      onSearchChange={setTyped}
      filter={({ options: all }) => all}
      nothingFoundMessage={t('noShop')}
      error={error}
    />
  );
}
