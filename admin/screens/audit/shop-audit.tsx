import type { Client } from 'urql';
import { useShop } from '../../app/place';
import type { Parameters } from '../../app/route';
import { useList } from '../../data/use-list';
import { graphql } from '../../generated';
import { AuditLog } from './audit-log';
import { NO_FILTER, useFilter } from './filter';

const AuditOfShop = graphql(`
  query AuditOfShop(
    $shop: ID!
    $query: String!
    $actor: ID
    $mutation: String
    $from: DateTime
    $until: DateTime
    $first: Int!
    $after: String
  ) {
    shop(id: $shop) {
      id
      auditLog(first: $first, after: $after, query: $query, actor: $actor, mutation: $mutation, from: $from, until: $until) {
        nodes {
          ...EntryOfLog
        }
        pageInfo {
          hasNextPage
          endCursor
        }
      }
    }
  }
`);

export const preload = (client: Client, { shop = '' }: Parameters) =>
  client.query(AuditOfShop, { shop, ...NO_FILTER, first: 50, after: null }).toPromise();

export default function ShopAudit() {
  const { id: shop } = useShop();
  const filter = useFilter();
  const list = useList(AuditOfShop, { shop, ...filter.variables }, (data) => data.shop?.auditLog);
  return <AuditLog list={list} filter={filter} base={`/s/${shop}/audit`} />;
}
