import type { Client } from 'urql';
import { useAgency } from '../../app/place';
import type { Parameters } from '../../app/route';
import { useList } from '../../data/use-list';
import { graphql } from '../../generated';
import { AuditLog } from './audit-log';
import { NO_FILTER, useFilter } from './filter';

const AuditOfAgency = graphql(`
  query AuditOfAgency(
    $agency: ID!
    $query: String!
    $actor: ID
    $mutation: String
    $from: DateTime
    $until: DateTime
    $first: Int!
    $after: String
  ) {
    agency(id: $agency) {
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

export const preload = (client: Client, { agency = '' }: Parameters) =>
  client.query(AuditOfAgency, { agency, ...NO_FILTER, first: 50, after: null }).toPromise();

export default function AgencyAudit() {
  const { id: agency } = useAgency();
  const filter = useFilter();
  const list = useList(AuditOfAgency, { agency, ...filter.variables }, (data) => data.agency?.auditLog);
  return <AuditLog list={list} filter={filter} base={`/a/${agency}/audit`} />;
}
