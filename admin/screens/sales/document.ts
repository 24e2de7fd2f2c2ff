import { graphql } from '../../generated';
import type { AgencySalesQuery } from '../../generated/graphql';

/** A period, and the one before it. */
export const AgencySales = graphql(`
  query AgencySales($agency: ID!, $from: String!, $to: String!, $fromBefore: String!, $toBefore: String!) {
    agency(id: $agency) {
      id
      now: sales(from: $from, to: $to) {
        days {
          day
          currency
          orders
          paidOrders
          received
          refunded
          net
        }
        topShops(first: 10) {
          shop {
            id
            name
          }
          currency
          orders
          received
          refunded
          net
        }
      }
      before: sales(from: $fromBefore, to: $toBefore) {
        days {
          day
          currency
          orders
          paidOrders
          received
          refunded
          net
        }
      }
    }
  }
`);

export type SalesOfAgency = NonNullable<AgencySalesQuery['agency']>;
export type SalesDay = SalesOfAgency['now']['days'][number];
export type TopShop = SalesOfAgency['now']['topShops'][number];
