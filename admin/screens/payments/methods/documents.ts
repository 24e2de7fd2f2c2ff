import { graphql } from '../../../generated';

graphql(`
  fragment MethodAsChosen on PaymentMethodChoice {
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
`);

export const PaymentMethods = graphql(`
  query PaymentMethods($shop: ID!) {
    shop(id: $shop) {
      id
      paymentMethods {
        ...MethodAsChosen
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
        ...MethodAsChosen
      }
      userErrors {
        ...Refused
      }
    }
  }
`);
