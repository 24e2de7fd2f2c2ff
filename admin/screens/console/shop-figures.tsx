import { Skeleton } from '@mantine/core';
import { useEffect, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useAgency, useMay } from '../../app/place';
import { type List, useList } from '../../data/use-list';
import { graphql } from '../../generated';
import type { ShopFiguresQuery, ShopSort } from '../../generated/graphql';
import { Amount, Status, useFormat } from '../../ui/show';
import type { Column } from '../../ui/table';
import type { ListedShop } from './shops-table';

const ShopFigures = graphql(`
  query ShopFigures($agency: ID!, $query: String!, $sort: ShopSort!, $first: Int!, $after: String) {
    agency(id: $agency) {
      id
      shops(first: $first, after: $after, query: $query, sort: $sort) {
        nodes {
          id
          today {
            sales {
              amount
              currency
            }
            orders
          }
          openOrders {
            count
            more
          }
          problems {
            kind
            count
            severity
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

type Figures = NonNullable<ShopFiguresQuery['agency']>['shops']['nodes'][number];

/** A page of them reads much more than a page of names: they follow in smaller ones. */
const A_PAGE = 25;

/**
 * What goes on in the shops of a list: columns that fill a moment after the names, so that names wait for nothing.
 * @param list the shops as they are shown, in the same order
 */
export function useShopFigures(list: List<ListedShop>, query: string, sort: ShopSort): Column<ListedShop>[] {
  const { t } = useTranslation(['console', 'frame']);
  const { id: agency } = useAgency();
  const may = useMay()('read_orders');
  // The cache joins the pages of one connection, whichever document asked for them: by the blank these are another one.
  const figures = useList(ShopFigures, { agency, query: `${query} `, sort }, (data) => data.agency?.shops, { first: A_PAGE, pause: !may });
  const { rows, hasMore, loadMore } = figures;
  useEffect(() => {
    if (may && hasMore && rows.length < list.rows.length) loadMore();
  }, [may, hasMore, rows.length, list.rows.length, loadMore]);
  const byId = useMemo(() => new Map(rows.map((one) => [one.id, one])), [rows]);
  if (!may) return [];
  const column = (key: string, header: string, cell: (of: Figures) => React.ReactNode): Column<ListedShop> => ({
    key,
    header,
    align: 'end',
    from: 'md',
    width: '7rem',
    cell: ({ id }) => {
      const found = byId.get(id);
      return found ? cell(found) : <Skeleton height={12} width={56} ml="auto" />;
    },
  });
  return [
    column('sales', t('shops.salesToday'), ({ today }) => <Amount of={today.sales} />),
    column('open', t('shops.openOrders'), ({ openOrders }) => <CountUpTo of={openOrders} />),
    column('problems', t('shops.problems'), ({ problems }) => <Problems of={problems} />),
  ];
}

function CountUpTo({ of: { count, more } }: { of: Figures['openOrders'] }) {
  const { number } = useFormat();
  return number(count) + (more ? '+' : '');
}

function Problems({ of: problems }: { of: Figures['problems'] }) {
  const { number } = useFormat();
  if (problems.length === 0) return '–';
  const count = problems.reduce((sum, one) => sum + one.count, 0);
  return <Status tone={problems.some(({ severity }) => severity === 'URGENT') ? 'bad' : 'warning'}>{number(count)}</Status>;
}
