import { Stack } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Client } from 'urql';
import { useShop } from '../../app/place';
import type { Parameters } from '../../app/route';
import { useList } from '../../data/use-list';
import { graphql } from '../../generated';
import type { CustomersQuery } from '../../generated/graphql';
import { EmptyState } from '../../ui/empty-state';
import { Page } from '../../ui/page';
import { SearchField } from '../../ui/search-field';
import { Moment } from '../../ui/show';
import { type Column, Table } from '../../ui/table';
import { useAddress } from '../../ui/use-address';

const Customers = graphql(`
  query Customers($shop: ID!, $query: String!, $first: Int!, $after: String) {
    shop(id: $shop) {
      id
      customers(first: $first, after: $after, query: $query) {
        nodes {
          id
          name
          email
          phone
          createdAt
        }
        pageInfo {
          hasNextPage
          endCursor
        }
      }
    }
  }
`);

type Customer = NonNullable<CustomersQuery['shop']>['customers']['nodes'][number];

export const preload = (client: Client, { shop = '' }: Parameters) =>
  client.query(Customers, { shop, query: '', first: 50, after: null }).toPromise();

export default function CustomersScreen() {
  const { t } = useTranslation('customers');
  const { id: shop } = useShop();
  const [query, setQuery] = useAddress('search');
  const list = useList(Customers, { shop, query }, (data) => data.shop?.customers);
  const columns: Column<Customer>[] = [
    { key: 'name', header: t('name'), cell: ({ name, email, phone }) => name ?? email ?? phone ?? t('nameless') },
    { key: 'email', header: t('email'), cell: ({ email }) => email, from: 'sm' },
    { key: 'phone', header: t('phone'), cell: ({ phone }) => phone, from: 'md', width: '11rem' },
    { key: 'since', header: t('since'), cell: ({ createdAt }) => <Moment at={createdAt} />, width: '13.5rem' },
  ];
  return (
    <Page title={t('title')} wide>
      <Stack gap="sm">
        <SearchField label={t('search')} value={query} onSearch={setQuery} />
        <Table
          label={t('title')}
          list={list}
          columns={columns}
          keyOf={({ id }) => id}
          linkOf={({ id }) => `/s/${shop}/customers/${id}`}
          empty={
            query ? (
              <EmptyState title={t('noneFound')}>{t('noneFoundText')}</EmptyState>
            ) : (
              <EmptyState title={t('none')}>{t('noneText')}</EmptyState>
            )
          }
        />
      </Stack>
    </Page>
  );
}
