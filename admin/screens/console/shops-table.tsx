import { Badge, Button, Group, Text } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useClient, useQuery } from 'urql';
import { useAgency } from '../../app/place';
import { patiently } from '../../data/patiently';
import { type List, useList } from '../../data/use-list';
import { graphql } from '../../generated';
import type { ShopSort, ShopsQuery } from '../../generated/graphql';
import { useSentence } from '../../ui/failed';
import { Status, useFormat } from '../../ui/show';
import { type Column, Table } from '../../ui/table';
import { tellProblem } from '../../ui/tell';
import classes from './shops.module.css';

export const Shops = graphql(`
  query Shops($agency: ID!, $query: String!, $sort: ShopSort!, $first: Int!, $after: String) {
    agency(id: $agency) {
      id
      shops(first: $first, after: $after, query: $query, sort: $sort) {
        nodes {
          id
          name
          handle
          mode
          status
          currency
          tags
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

const ShopsCount = graphql(`
  query ShopsCount($agency: ID!, $query: String!) {
    agency(id: $agency) {
      id
      shopsCount(query: $query) {
        count
        more
      }
    }
  }
`);

const ShopIds = graphql(`
  query ShopIds($agency: ID!, $query: String!) {
    agency(id: $agency) {
      id
      shopIds(query: $query) {
        ids
        more
      }
    }
  }
`);

export type ListedShop = NonNullable<ShopsQuery['agency']>['shops']['nodes'][number];

/** How many shops fit; null until it is known. */
export function useShopsCount(query: string): { count: number; more: boolean } | null {
  const { id: agency } = useAgency();
  const [{ data }] = useQuery({ query: ShopsCount, variables: { agency, query } });
  return data?.agency?.shopsCount ?? null;
}

export const useShops = (query: string, sort: ShopSort): List<ListedShop> => {
  const { id: agency } = useAgency();
  return useList(Shops, { agency, query, sort }, (data) => data.agency?.shops);
};

interface Props {
  list: List<ListedShop>;
  query: string;
  selected: ReadonlySet<string>;
  onSelect(selected: ReadonlySet<string>): void;
  /** What may be done with those that are selected. */
  actions?: ReactNode;
  empty: ReactNode;
  /** Further columns, before the last. */
  further?: readonly Column<ListedShop>[];
  /** A row leads into its shop. */
  leads?: boolean;
  selectable?: boolean;
}

/** An agency's shops, to be looked at or chosen: one by one, or all that fit. */
export function ShopsTable({ list, query, selected, onSelect, actions, empty, further = [], leads = false, selectable = true }: Props) {
  const { t } = useTranslation(['console', 'frame']);
  const columns: Column<ListedShop>[] = [
    { key: 'name', header: t('shops.name'), cell: (shop) => <ShopName shop={shop} /> },
    { key: 'tags', header: t('shops.tags'), cell: ({ tags }) => <Tags tags={tags} />, from: 'md', width: '16%' },
    { key: 'state', header: t('shops.state'), cell: (shop) => <ShopState shop={shop} />, width: '6.5rem' },
    ...further,
    { key: 'created', header: t('shops.created'), cell: ({ createdAt }) => <Day at={createdAt} />, from: 'md', width: '9.5rem' },
  ];
  return (
    <Table
      label={t('shops.title')}
      list={list}
      columns={columns}
      keyOf={({ id }) => id}
      {...(leads ? { linkOf: ({ id }: ListedShop) => `/s/${id}` } : {})}
      {...(selectable ? { selection: { selected, onChange: onSelect } } : {})}
      bulkActions={
        <>
          <SelectAllThatFit query={query} selected={selected} onSelect={onSelect} />
          <Button size="compact-sm" variant="subtle" onClick={() => onSelect(new Set())}>
            {t('bulk.none')}
          </Button>
          {actions}
        </>
      }
      empty={empty}
    />
  );
}

function SelectAllThatFit({ query, selected, onSelect }: Pick<Props, 'query' | 'selected' | 'onSelect'>) {
  const { t } = useTranslation(['console', 'frame']);
  const client = useClient();
  const { id: agency } = useAgency();
  const { number } = useFormat();
  const counted = useShopsCount(query);
  const [asking, setAsking] = useState(false);
  const sentence = useSentence(undefined);
  if (!counted || counted.count <= selected.size) return null;
  const select = async () => {
    setAsking(true);
    const { data } = await patiently(() => client.query(ShopIds, { agency, query }, { requestPolicy: 'network-only' }).toPromise());
    setAsking(false);
    if (data?.agency) onSelect(new Set(data.agency.shopIds.ids));
    else tellProblem(sentence);
  };
  return (
    <Button size="compact-sm" variant="default" loading={asking} onClick={select}>
      {t('bulk.all', { count: counted.count, shown: number(counted.count) + (counted.more ? '+' : '') })}
    </Button>
  );
}

function Day({ at }: { at: string }) {
  const { date, exact } = useFormat();
  return (
    <time dateTime={at} title={exact(at)} className="numbers" style={{ whiteSpace: 'nowrap' }}>
      {date(at)}
    </time>
  );
}

const ShopName = ({ shop: { name, handle } }: { shop: Pick<ListedShop, 'name' | 'handle'> }) => (
  <>
    <span className={classes.name}>{name}</span>
    <span className={classes.handle}>{handle}</span>
  </>
);

const SHOWN_TAGS = 3;

function Tags({ tags }: { tags: readonly string[] }) {
  return (
    <Group gap={4}>
      {tags.slice(0, SHOWN_TAGS).map((tag) => (
        <Badge key={tag} variant="default" radius="sm" tt="none" fw={450} maw="10rem">
          {tag}
        </Badge>
      ))}
      {tags.length > SHOWN_TAGS && (
        <Text span size="xs" c="dimmed" title={tags.slice(SHOWN_TAGS).join(', ')}>
          +{tags.length - SHOWN_TAGS}
        </Text>
      )}
    </Group>
  );
}

/** Whether a shop sells, and for real. */
function ShopState({ shop: { mode, status } }: { shop: Pick<ListedShop, 'mode' | 'status'> }) {
  const { t } = useTranslation(['console', 'frame']);
  if (status === 'CLOSED') return <Status tone="neutral">{t('shops.closed')}</Status>;
  return mode === 'LIVE' ? <Status tone="good">{t('shops.live')}</Status> : <Status tone="busy">{t('shops.test')}</Status>;
}
