import { useTranslation } from 'react-i18next';
import type { Client } from 'urql';
import { useAgency } from '../../app/place';
import type { Parameters } from '../../app/route';
import { useList } from '../../data/use-list';
import { graphql } from '../../generated';
import type { ShopsQuery } from '../../generated/graphql';
import { EmptyState } from '../../ui/empty-state';
import { Page } from '../../ui/page';
import { SearchField } from '../../ui/search-field';
import { Moment, Status } from '../../ui/show';
import { type Column, Table } from '../../ui/table';
import { useAddress } from '../../ui/use-address';

const Shops = graphql(`
  query Shops($agency: ID!, $query: String!, $first: Int!, $after: String) {
    agency(id: $agency) {
      id
      shops(first: $first, after: $after, query: $query) {
        nodes {
          id
          name
          handle
          mode
          status
          currency
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

type Shop = NonNullable<ShopsQuery['agency']>['shops']['nodes'][number];

export const preload = (client: Client, { agency = '' }: Parameters) =>
  client.query(Shops, { agency, query: '', first: 50, after: null }).toPromise();

export default function ShopsScreen() {
  const { t } = useTranslation('console');
  const { id: agency } = useAgency();
  const [query, setQuery] = useAddress('query');
  const list = useList(Shops, { agency, query }, (data) => data.agency?.shops);
  const columns: Column<Shop>[] = [
    { key: 'name', header: t('shops.name'), cell: ({ name }) => name },
    { key: 'handle', header: t('shops.handle'), cell: ({ handle }) => handle, from: 'md' },
    { key: 'mode', header: t('shops.mode'), cell: ({ mode, status }) => <ShopState mode={mode} status={status} />, width: '9rem' },
    { key: 'created', header: t('shops.created'), cell: ({ createdAt }) => <Moment at={createdAt} />, from: 'md', width: '12rem' },
  ];
  return (
    <Page title={t('shops.title')} wide>
      <SearchField label={t('shops.search')} value={query} onSearch={setQuery} />
      <Table
        label={t('shops.title')}
        list={list}
        columns={columns}
        keyOf={({ id }) => id}
        linkOf={({ id }) => `/s/${id}`}
        empty={<EmptyState title={query ? t('shops.noneFound') : t('shops.none')} />}
      />
    </Page>
  );
}

function ShopState({ mode, status }: Pick<Shop, 'mode' | 'status'>) {
  const { t } = useTranslation('console');
  if (status === 'CLOSED') return <Status tone="neutral">{t('shops.closed')}</Status>;
  return mode === 'LIVE' ? <Status tone="good">{t('shops.live')}</Status> : <Status tone="busy">{t('shops.test')}</Status>;
}
