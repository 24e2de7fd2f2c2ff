import { graphql } from '../../../generated';
import type { ProductsQuery } from '../../../generated/graphql';

graphql(`
  fragment ProductRow on Product {
    id
    title
    handle
    status
    revision
    vendor
    productType
    tags
    variantsCount
    available
    priceRange {
      lowest {
        amount
        currency
      }
      highest {
        amount
        currency
      }
    }
    picture {
      url
      alt
      state
      sizes {
        width
        url
      }
    }
    variants(first: 1) {
      nodes {
        id
        price {
          amount
          currency
        }
      }
    }
  }
`);

export const Products = graphql(`
  query Products($shop: ID!, $query: String!, $sort: ProductSort!, $first: Int!, $after: String) {
    shop(id: $shop) {
      id
      products(first: $first, after: $after, query: $query, sort: $sort) {
        nodes {
          ...ProductRow
        }
        pageInfo {
          hasNextPage
          endCursor
        }
      }
    }
  }
`);

/** Past the cache, after somebody else has changed it. */
export const ProductAgain = graphql(`
  query ProductAgain($shop: ID!, $product: ID!) {
    shop(id: $shop) {
      id
      product(id: $product) {
        ...ProductRow
      }
    }
  }
`);

export const ProductsEdit = graphql(`
  mutation ProductsEdit($shop: ID!, $input: ProductsUpdateInput!) {
    productsUpdate(shop: $shop, input: $input) {
      results {
        index
        outcome
        product {
          ...ProductRow
        }
        userErrors {
          ...Refused
        }
      }
      bulkEdit {
        id
      }
      userErrors {
        ...Refused
      }
    }
  }
`);

export const BulkEditTakeBack = graphql(`
  mutation BulkEditTakeBack($shop: ID!, $bulkEdit: ID!) {
    bulkEditUndo(shop: $shop, bulkEdit: $bulkEdit) {
      bulkEdit {
        id
        ...EditState
      }
      undone {
        restored
        kept
      }
      userErrors {
        ...Refused
      }
    }
  }
`);

export type ProductRow = NonNullable<ProductsQuery['shop']>['products']['nodes'][number];
