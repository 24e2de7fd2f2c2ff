import { graphql } from '../../generated';
import type { HomeQuery } from '../../generated/graphql';

/** All but the figures: those have days of their own. */
export const Home = graphql(`
  query Home($shop: ID!, $orders: Boolean!, $stock: Boolean!) {
    shop(id: $shop) {
      id
      problems {
        kind
        severity
        count
        more
        since
      }
      setup {
        step
        done
      }
      openOrders @include(if: $orders) {
        count
        more
      }
      orders(first: 6) @include(if: $orders) {
        nodes {
          id
          number
          email
          phone
          shippingAddress {
            name
          }
          createdAt
          status
          paymentStatus
          fulfillmentStatus
          total {
            amount
            currency
          }
        }
        pageInfo {
          hasNextPage
          endCursor
        }
      }
      lowStock(first: 6) @include(if: $stock) {
        available
        product {
          id
          title
        }
        variant {
          id
          title
          sku
        }
        location {
          id
          name
        }
      }
    }
  }
`);

export type HomeShop = NonNullable<HomeQuery['shop']>;
