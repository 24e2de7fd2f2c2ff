import { graphql } from '../../generated';

export const ShelfPut = graphql(`
  mutation ShelfPut($shop: ID!, $collection: ID!, $products: [ID!]!) {
    collectionProductsAdd(shop: $shop, collection: $collection, input: { products: $products }) {
      collection {
        id
      }
      added
      userErrors {
        ...Refused
      }
    }
  }
`);

export const ShelfTake = graphql(`
  mutation ShelfTake($shop: ID!, $collection: ID!, $products: [ID!]!) {
    collectionProductsRemove(shop: $shop, collection: $collection, input: { products: $products }) {
      collection {
        id
      }
      userErrors {
        ...Refused
      }
    }
  }
`);
