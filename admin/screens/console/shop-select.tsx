import { Select } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useQuery } from 'urql';
import { useAgency } from '../../app/place';
import { graphql } from '../../generated';

const ShopChoices = graphql(`
  query ShopChoices($agency: ID!, $query: String!) {
    agency(id: $agency) {
      id
      shops(first: 20, query: $query) {
        nodes {
          id
          name
          handle
          currency
          locale
          timezone
        }
      }
    }
  }
`);

/** What is known of a shop that somebody chose. */
export interface ShopChoice {
  id: string;
  name: string;
  handle: string;
  currency: string;
  locale: string;
  timezone: string;
}

interface Props {
  label: string;
  description?: string;
  placeholder?: string;
  value: ShopChoice | null;
  onChange(shop: ShopChoice | null): void;
  error?: string | undefined;
  clearable?: boolean;
  required?: boolean;
}

/** One shop of the agency, found by typing a part of its name. */
export function ShopSelect({ value, onChange, clearable = false, ...rest }: Props) {
  const { t } = useTranslation(['console', 'frame']);
  const { id: agency } = useAgency();
  const [typed, setTyped] = useState('');
  const labelled = value ? labelOf(value) : '';
  const [query] = useDebouncedValue(typed === labelled ? '' : typed.trim(), 150);
  const [{ data }] = useQuery({ query: ShopChoices, variables: { agency, query } });
  const found: ShopChoice[] = data?.agency?.shops.nodes ?? [];
  const all: ShopChoice[] = value && !found.some(({ id }) => id === value.id) ? [value, ...found] : found;
  return (
    <Select
      {...rest}
      data={all.map((shop) => ({ value: shop.id, label: labelOf(shop) }))}
      value={value?.id ?? null}
      onChange={(id) => onChange(all.find((shop) => shop.id === id) ?? null)}
      searchable
      searchValue={typed}
      onSearchChange={setTyped}
      filter={({ options }) => options}
      clearable={clearable}
      allowDeselect={clearable}
      clearButtonProps={{ 'aria-label': t('frame:clear') }}
      nothingFoundMessage={t('choice.nothingFound')}
    />
  );
}

const labelOf = ({ name, handle }: ShopChoice): string => `${name} (${handle})`;
