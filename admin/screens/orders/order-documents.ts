import { graphql } from '../../generated';
import type { OrderQuery } from '../../generated/graphql';

/** All that the page of one order shows. */
export const OrderDocument = graphql(`
  query Order($shop: ID!, $order: ID!) {
    shop(id: $shop) {
      id
      order(id: $order) {
        ...OrderStates
        number
        createdAt
        taxMode
        subtotal {
          amount
          currency
        }
        discount {
          amount
          currency
        }
        shipping {
          amount
          currency
        }
        tax {
          amount
          currency
        }
        total {
          amount
          currency
        }
        shippingMethod {
          id
          title
        }
        shippingAddress {
          name
          phone
          country
          province
          city
          district
          line1
          line2
          postalCode
        }
        email
        phone
        customer {
          id
          name
        }
        lines {
          id
          title
          variantTitle
          sku
          quantity
          price {
            amount
            currency
          }
          discount {
            amount
            currency
          }
          variant {
            id
            image {
              url
              alt
              sizes {
                width
                url
              }
            }
            product {
              id
              media {
                url
                alt
                sizes {
                  width
                  url
                }
              }
            }
          }
        }
        payments(first: 20) {
          nodes {
            id
            provider
            method
            status
            amount {
              amount
              currency
            }
            references {
              kind
              reference
            }
            failure
            mismatches
            proofs {
              reference
              note
              at
            }
            createdAt
            capturedAt
          }
        }
        refunds(first: 20) {
          nodes {
            id
            status
            origin
            amount {
              amount
              currency
            }
            reason
            failure
            createdAt
            settledAt
            payment {
              id
              provider
            }
          }
        }
        events(first: 50) {
          nodes {
            id
            type
            data
            createdAt
          }
        }
        notifications(first: 10) {
          nodes {
            id
            template
            recipient
            subject
            status
            createdAt
          }
        }
        shippingUploads {
          id
          status
          error
          late
          createdAt
        }
        sandboxWays {
          provider
          method
          title
        }
      }
    }
  }

  # What a mutation may change of an order; its lists are asked for again.
  fragment OrderStates on Order {
    id
    status
    paymentStatus
    fulfillmentStatus
    cancelReason
    expiresAt
    paid {
      amount
      currency
    }
    refunded {
      amount
      currency
    }
    refundable {
      amount
      currency
    }
    lines {
      id
      refundedQuantity
      units {
        quantity
        refunded
        discount {
          amount
          currency
        }
        tax {
          amount
          currency
        }
      }
    }
    fulfillments {
      id
      createdAt
      lines {
        line
        quantity
      }
      tracking {
        company
        number
        url
      }
    }
  }
`);

export type OrderShown = NonNullable<NonNullable<OrderQuery['shop']>['order']>;
