import type { Client } from 'urql';
import { useShop } from '../../app/place';
import type { Parameters } from '../../app/route';
import { useList } from '../../data/use-list';
import { graphql } from '../../generated';
import { EventLog } from './event-log';
import { useTypes } from './event-types';

const EventsOfShop = graphql(`
  query EventsOfShop($shop: ID!, $types: [String!], $first: Int!, $after: String) {
    shop(id: $shop) {
      id
      events(first: $first, after: $after, types: $types) {
        ...PageOfEvents
      }
    }
  }
`);

export const preload = (client: Client, { shop = '' }: Parameters) =>
  client.query(EventsOfShop, { shop, types: [], first: 50, after: null }).toPromise();

export default function ShopEvents() {
  const { id: shop } = useShop();
  const types = useTypes();
  const list = useList(EventsOfShop, { shop, types: types.chosen }, (data) => data.shop?.events);
  return <EventLog list={list} types={types} base={`/s/${shop}/developers/events`} />;
}
