import { graphql } from '../../../generated';

export const PaymentMethods = graphql(`
  query PaymentMethods($shop: ID!) {
    shop(id: $shop) {
      id
      paymentMethods {
        provider
        method
        enabled
        title
        minAmount {
          amount
          currency
        }
        maxAmount {
          amount
          currency
        }
        places
      }
      paymentWays {
        provider
        method
        title
        usualPlaces
        onlyPlace
        takesCurrency
      }
    }
  }
`);

export const UpdatePaymentMethods = graphql(`
  mutation UpdatePaymentMethods($shop: ID!, $input: PaymentMethodsUpdateInput!) {
    paymentMethodsUpdate(shop: $shop, input: $input) {
      paymentMethods {
        provider
        method
        enabled
        title
        minAmount {
          amount
          currency
        }
        maxAmount {
          amount
          currency
        }
        places
      }
      userErrors {
        code
        message
        field
      }
    }
  }
`);
