import { Stack } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Client } from 'urql';
import { useMay, useShop } from '../../app/place';
import type { Parameters } from '../../app/route';
import { useList } from '../../data/use-list';
import { graphql } from '../../generated';
import type { CollectionsQuery } from '../../generated/graphql';
import { EmptyState } from '../../ui/empty-state';
import { LinkButton } from '../../ui/link';
import { Page } from '../../ui/page';
import { SearchField } from '../../ui/search-field';
import { Moment, Status } from '../../ui/show';
import { type Column, Table } from '../../ui/table';
import { useAddress } from '../../ui/use-address';

const Collections = graphql(`
  query Collections($shop: ID!, $query: String!, $first: Int!, $after: String) {
    shop(id: $shop) {
      id
      collections(first: $first, after: $after, query: $query) {
        nodes {
          id
          title
          handle
          updatedAt
          rules {
            match
            conditions {
              field
            }
          }
        }
        pageInfo {
          hasNextPage
          endCursor
        }
      }
    }
  }
`);

type Row = NonNullable<CollectionsQuery['shop']>['collections']['nodes'][number];

export const preload = (client: Client, { shop = '' }: Parameters) =>
  client.query(Collections, { shop, query: '', first: 50, after: null }).toPromise();

export default function CollectionsScreen() {
  const { t } = useTranslation('collections');
  const { id: shop } = useShop();
  const may = useMay()('write_products');
  const [query, setQuery] = useAddress('query');
  const list = useList(Collections, { shop, query }, (data) => data.shop?.collections);
  const columns: Column<Row>[] = [
    { key: 'title', header: t('list.name'), cell: ({ title }) => title },
    { key: 'kind', header: t('list.kind'), cell: ({ rules }) => <Kind byRule={rules !== null} />, width: '9rem' },
    { key: 'handle', header: t('list.handle'), cell: ({ handle }) => handle, from: 'md' },
    { key: 'updated', header: t('list.updated'), cell: ({ updatedAt }) => <Moment at={updatedAt} />, from: 'md', width: '12rem' },
  ];
  const create = may && <LinkButton to={`/s/${shop}/collections/new`}>{t('list.new')}</LinkButton>;
  return (
    <Page title={t('list.heading')} wide actions={create}>
      <Stack gap="sm">
        <SearchField label={t('list.search')} value={query} onSearch={setQuery} />
        <Table
          label={t('list.heading')}
          list={list}
          columns={columns}
          keyOf={({ id }) => id}
          linkOf={({ id }) => `/s/${shop}/collections/${id}`}
          empty={
            <EmptyState title={query ? t('list.noneFound') : t('list.none')} action={query ? undefined : create}>
              {query ? undefined : t('list.noneText')}
            </EmptyState>
          }
        />
      </Stack>
    </Page>
  );
}

export function Kind({ byRule }: { byRule: boolean }) {
  const { t } = useTranslation('collections');
  return byRule ? <Status tone="busy">{t('byRule')}</Status> : <Status tone="neutral">{t('byHand')}</Status>;
}
