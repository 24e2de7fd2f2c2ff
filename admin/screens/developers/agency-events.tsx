import type { Client } from 'urql';
import { useAgency } from '../../app/place';
import type { Parameters } from '../../app/route';
import { useList } from '../../data/use-list';
import { graphql } from '../../generated';
import { EventLog } from './event-log';
import { useTypes } from './event-types';

const EventsOfAgency = graphql(`
  query EventsOfAgency($agency: ID!, $types: [String!], $first: Int!, $after: String) {
    agency(id: $agency) {
      id
      events(first: $first, after: $after, types: $types) {
        ...PageOfEvents
      }
    }
  }
`);

export const preload = (client: Client, { agency = '' }: Parameters) =>
  client.query(EventsOfAgency, { agency, types: [], first: 50, after: null }).toPromise();

export default function AgencyEvents() {
  const { id: agency } = useAgency();
  const types = useTypes();
  const list = useList(EventsOfAgency, { agency, types: types.chosen }, (data) => data.agency?.events);
  return <EventLog list={list} types={types} base={`/a/${agency}/developers/events`} showShop />;
}
