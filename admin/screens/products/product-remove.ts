import { graphql } from '../../generated';

export const ProductRemove = graphql(`
  mutation ProductRemove($shop: ID!, $product: ID!) {
    productDelete(shop: $shop, product: $product) {
      product {
        id
      }
      userErrors {
        ...Refused
      }
    }
  }
`);
